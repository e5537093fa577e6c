#pragma once

#include "ServerProcess.h"

#include <string>

namespace meshsso::test {

/// The server's sessions do not pass beyond their access tokens, so that a check waits for the refresh.
void refuseInOutages(const ServerProcess& server);

/// The cookie, name and value, of a session of that server whose access token has just expired.
QByteArray sessionToRefresh(const ServerProcess& server, const std::string& issuer);

} // namespace meshsso::test
