#pragma once

#include "core/Clock.h"
#include "core/Json.h"
#include "core/Result.h"
#include "core/SecretString.h"
#include "core/Task.h"
#include "net/HttpClient.h"

#include <string>
#include <string_view>

namespace meshsso::keycloak {

/// How we sign in to the Admin REST API.
struct AdminCredentials
{
    std::string realm = "master";
    std::string username; ///< with password: grant "password", client admin-cli
    SecretString password;
    std::string clientId; ///< with clientSecret: grant "client_credentials"
    SecretString clientSecret;
};

/// The Admin REST API of one Keycloak. The token is obtained at first need and renewed before it expires and
/// once on a 401. Every error names the URL (without query) and what was asked. Errors: Unauthorized (the
/// sign-in was refused, or 401 again after renewal), Forbidden (403: names the missing role where it can),
/// NotFound, Conflict, PeerError (5xx), Timeout, Unreachable, TlsError, ProtocolError. Bound to its
/// HttpClient's executor.
class AdminClient
{
public:
    AdminClient(net::HttpClient& http, std::string baseUrl, AdminCredentials credentials, const Clock& clock);

    /// path starts with '/' and is relative to baseUrl + "/admin". The value is null for an empty body.
    Task<Result<json::value>> get(std::string path);
    /// Returns the Location header's last segment (the new object's id), or empty.
    Task<Result<std::string>> post(std::string path, json::value body);
    Task<Result<void>> put(std::string path, json::value body);
    Task<Result<void>> remove(std::string path, json::value body = nullptr);

    /// Signs in now, to tell a wrong password from a wrong URL early.
    Task<Result<void>> signIn();
    /// Keycloak's version, if the account may see it (GET /admin/serverinfo).
    Task<Result<std::string>> serverVersion();

    /// Fetches an absolute URL without our token: what anybody sees, such as discovery. Errors: those of
    /// HttpClient.
    Task<Result<net::HttpResponse>> fetchPublic(std::string url);

    const std::string& baseUrl() const { return m_baseUrl; }

private:
    /// One Admin REST call; its status is 2xx, or the result an error.
    Task<Result<net::HttpResponse>> call(std::string method, std::string path, json::value body);
    Task<Result<net::HttpResponse>> sendWithToken(std::string method, std::string url, std::string body);
    net::HttpRequest tokenRequest() const;
    bool hasFreshToken() const;

    net::HttpClient& m_http;
    std::string m_baseUrl; ///< without a trailing slash
    AdminCredentials m_credentials;
    const Clock& m_clock;
    SecretString m_token;
    TimePoint m_tokenExpires;
};

} // namespace meshsso::keycloak
