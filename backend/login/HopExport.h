#pragma once

#include "login/BrowserLogin.h"
#include "login/LoginTest.h"

#include <string>

namespace meshsso::login {

/// The hops and findings as plain text for a ticket: URLs as masked as in the hops, no token, cookie value or
/// header.
std::string exportHops(const LoginTestReport& report);
std::string exportHops(const BrowserLoginReport& report);

} // namespace meshsso::login
