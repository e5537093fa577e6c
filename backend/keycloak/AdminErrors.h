#pragma once

#include "core/Error.h"
#include "net/HttpClient.h"

#include <string>
#include <string_view>

namespace meshsso::keycloak {

/// The realm-management role that an Admin REST call needs ("manage-clients", "view-users", ...); path is
/// relative to /admin. Empty if unknown.
std::string_view requiredAdminRole(std::string_view method, std::string_view path) noexcept;

/// What Keycloak says about a refusal ("errorMessage", "error_description" or "error" of its JSON answer),
/// without control characters and at most 200 bytes; empty if it says nothing.
std::string keycloakErrorText(std::string_view body);

/// The error for an Admin REST answer that is not 2xx. url is without query.
Error adminError(std::string_view method, std::string_view path, const std::string& url,
                 const net::HttpResponse& response);

/// The error for a refused sign-in at the token endpoint of the given realm. url is without query.
Error signInError(std::string_view realm, bool withPassword, const std::string& url,
                  const net::HttpResponse& response);

} // namespace meshsso::keycloak
