#include "keycloak/AdminErrors.h"

#include "core/Json.h"
#include "core/Text.h"

namespace meshsso::keycloak {
namespace {

/// The part of an admin path behind "/realms/NAME".
std::string_view behindRealm(std::string_view path)
{
    constexpr std::string_view realms = "/realms/";
    if (!path.starts_with(realms))
        return path;
    path.remove_prefix(realms.size());
    const auto slash = path.find_first_of("/?");
    return slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
}

Error unexpectedStatus(const std::string& asked, const std::string& url, const net::HttpResponse& response)
{
    const auto location = response.header("Location");
    if (response.status >= 300 && response.status < 400) {
        return {ErrorCode::ProtocolError,
                asked + ": Keycloak redirects to " + net::urlWithoutQuery(location) +
                    ". Use the URL it redirects to as the administration URL (https instead of http, or "
                    "another path)",
                url};
    }
    return {ErrorCode::ProtocolError, asked + ": unexpected status " + std::to_string(response.status), url};
}

} // namespace

std::string_view requiredAdminRole(std::string_view method, std::string_view path) noexcept
{
    const bool reads = method == "GET";
    if (path == "/realms")
        return reads ? "view-realm" : "create-realm";
    if (path.starts_with("/serverinfo"))
        return {};
    const auto rest = behindRealm(path);
    if (rest.starts_with("/users"))
        return reads ? "view-users" : "manage-users";
    if (rest.starts_with("/clients") || rest.starts_with("/client-scopes"))
        return reads ? "view-clients" : "manage-clients";
    return reads ? "view-realm" : "manage-realm";
}

std::string keycloakErrorText(std::string_view body)
{
    const auto object = parseJsonObject(body, 64 * 1024);
    if (!object)
        return {};
    std::string_view text;
    for (const std::string_view name : {"errorMessage", "error_description", "error"}) {
        text = stringOr(*object, name);
        if (!text.empty())
            break;
    }
    std::string clean;
    for (const char c : text.substr(0, 200)) {
        const auto byte = static_cast<unsigned char>(c);
        clean += byte < 0x20 || byte >= 0x7f ? '?' : c;
    }
    return clean;
}

Error adminError(std::string_view method, std::string_view path, const std::string& url,
                 const net::HttpResponse& response)
{
    const std::string asked(method);
    const auto said = keycloakErrorText(response.body);
    const std::string detail = said.empty() ? "" : " (Keycloak says: " + said + ")";
    switch (response.status) {
    case 400:
        return {ErrorCode::InvalidArgument, asked + ": Keycloak did not accept the request" + detail, url};
    case 401:
        return {ErrorCode::Unauthorized,
                asked + ": Keycloak refused our administration token even after a renewal" + detail, url};
    case 403: {
        const auto role = requiredAdminRole(method, path);
        std::string why = asked + ": the administration account may not do this";
        if (!role.empty())
            why += "; it needs the role " + std::string(role);
        return {ErrorCode::Forbidden, why + detail, url};
    }
    case 404:
        return {ErrorCode::NotFound, asked + ": Keycloak has no such object" + detail, url};
    case 409:
        return {ErrorCode::Conflict, asked + ": the object exists already" + detail, url};
    default:
        break;
    }
    if (response.status >= 500) {
        return {ErrorCode::PeerError,
                asked + ": Keycloak failed with status " + std::to_string(response.status) + detail, url};
    }
    auto error = unexpectedStatus(asked, url, response);
    error.message += detail;
    return error;
}

Error signInError(std::string_view realm, bool withPassword, const std::string& url,
                  const net::HttpResponse& response)
{
    const auto said = keycloakErrorText(response.body);
    const std::string detail = said.empty() ? "" : " (Keycloak says: " + said + ")";
    const std::string where = " in realm " + std::string(realm);
    if (response.status == 404) {
        return {ErrorCode::NotFound,
                "there is no realm " + std::string(realm) +
                    " to sign in to as administrator, or this is not Keycloak's base URL" + detail,
                url};
    }
    if (response.status == 403 && said.find("HTTPS") != std::string::npos) {
        return {ErrorCode::Forbidden,
                "the realm " + std::string(realm) +
                    " refuses plain http from here (sslRequired); use an https "
                    "administration URL" +
                    detail,
                url};
    }
    if (response.status == 400 || response.status == 401 || response.status == 403) {
        return {ErrorCode::Unauthorized,
                withPassword ? "Keycloak refused the administrator's user name or password" + where + detail
                             : "Keycloak refused the administration client's id or secret" + where + detail,
                url};
    }
    if (response.status >= 500) {
        return {ErrorCode::PeerError,
                "Keycloak failed to sign the administrator in, status " + std::to_string(response.status) +
                    detail,
                url};
    }
    return unexpectedStatus("signing the administrator in", url, response);
}

} // namespace meshsso::keycloak
