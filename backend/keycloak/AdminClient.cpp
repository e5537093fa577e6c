#include "keycloak/AdminClient.h"

#include "core/Encoding.h"
#include "keycloak/AdminErrors.h"

#include <algorithm>

namespace meshsso::keycloak {
namespace {

constexpr std::size_t maxAnswerBytes = 8 * 1024 * 1024; // /admin/serverinfo and long lists of clients
constexpr int maxAnswerDepth = 64;
constexpr std::chrono::seconds callTimeout{30}; // creating a realm takes Keycloak several seconds
constexpr std::chrono::seconds renewBefore{10};

std::string withoutTrailingSlash(std::string url)
{
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

} // namespace

AdminClient::AdminClient(net::HttpClient& http, std::string baseUrl, AdminCredentials credentials,
                         const Clock& clock)
    : m_http(http), m_baseUrl(withoutTrailingSlash(std::move(baseUrl))),
      m_credentials(std::move(credentials)), m_clock(clock)
{
}

Task<Result<json::value>> AdminClient::get(std::string path)
{
    std::string method = "GET";
    auto response = co_await call(std::move(method), path, nullptr);
    if (!response)
        co_return fail(std::move(response).error());
    if (response->body.empty())
        co_return json::value(nullptr);
    auto parsed = parseJson(response->body, maxAnswerBytes, maxAnswerDepth);
    if (!parsed) {
        co_return fail(ErrorCode::ProtocolError,
                       "GET: the answer is not JSON as Keycloak sends it: " + parsed.error().message,
                       net::urlWithoutQuery(m_baseUrl + "/admin" + path));
    }
    co_return std::move(*parsed);
}

Task<Result<std::string>> AdminClient::post(std::string path, json::value body)
{
    std::string method = "POST";
    auto response = co_await call(std::move(method), std::move(path), std::move(body));
    if (!response)
        co_return fail(std::move(response).error());
    const auto location = response->header("Location");
    const auto slash = location.rfind('/');
    co_return slash == std::string_view::npos ? std::string() : std::string(location.substr(slash + 1));
}

Task<Result<void>> AdminClient::put(std::string path, json::value body)
{
    std::string method = "PUT";
    auto response = co_await call(std::move(method), std::move(path), std::move(body));
    if (!response)
        co_return fail(std::move(response).error());
    co_return Result<void>();
}

Task<Result<void>> AdminClient::remove(std::string path, json::value body)
{
    std::string method = "DELETE";
    auto response = co_await call(std::move(method), std::move(path), std::move(body));
    if (!response)
        co_return fail(std::move(response).error());
    co_return Result<void>();
}

Task<Result<net::HttpResponse>> AdminClient::call(std::string method, std::string path, json::value body)
{
    const std::string url = m_baseUrl + "/admin" + path;
    std::string text;
    if (!body.is_null())
        text = json::serialize(body);
    if (!hasFreshToken()) {
        auto signedIn = co_await signIn();
        if (!signedIn)
            co_return fail(std::move(signedIn).error());
    }
    auto response = co_await sendWithToken(method, url, text);
    if (response && response->status == 401) {
        // Keycloak restarted with other keys, or an administrator ended our session.
        auto signedIn = co_await signIn();
        if (!signedIn)
            co_return fail(std::move(signedIn).error());
        response = co_await sendWithToken(method, url, text);
    }
    if (!response)
        co_return fail(std::move(response).error());
    if (response->status < 200 || response->status >= 300)
        co_return fail(adminError(method, path, net::urlWithoutQuery(url), *response));
    co_return std::move(*response);
}

Task<Result<net::HttpResponse>> AdminClient::sendWithToken(std::string method, std::string url,
                                                           std::string body)
{
    net::HttpRequest request;
    request.method = std::move(method);
    request.url = std::move(url);
    request.timeout = callTimeout;
    request.maxResponseBytes = maxAnswerBytes;
    request.headers.push_back({"Accept", "application/json"});
    request.headers.push_back({"Authorization", "Bearer " + std::string(m_token.reveal())});
    if (!body.empty())
        request.headers.push_back({"Content-Type", "application/json"});
    request.body = std::move(body);
    co_return co_await m_http.send(std::move(request));
}

bool AdminClient::hasFreshToken() const
{
    return !m_token.empty() && m_clock.now() < m_tokenExpires;
}

net::HttpRequest AdminClient::tokenRequest() const
{
    net::HttpRequest request;
    request.method = "POST";
    request.url =
        m_baseUrl + "/realms/" + percentEncode(m_credentials.realm) + "/protocol/openid-connect/token";
    request.timeout = callTimeout;
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    request.headers.push_back({"Accept", "application/json"});
    if (!m_credentials.username.empty()) {
        request.body = net::formEncode({{"grant_type", "password"},
                                        {"client_id", "admin-cli"},
                                        {"username", m_credentials.username},
                                        {"password", m_credentials.password.reveal()}});
    } else {
        request.headers.push_back(
            {"Authorization",
             net::basicAuthorization(m_credentials.clientId, m_credentials.clientSecret.reveal())});
        request.body = net::formEncode({{"grant_type", "client_credentials"}});
    }
    return request;
}

Task<Result<void>> AdminClient::signIn()
{
    m_token = SecretString();
    if (m_credentials.username.empty() && m_credentials.clientId.empty()) {
        co_return fail(ErrorCode::InvalidArgument,
                       "no administrator is named: give a user name and password, or a client id and secret",
                       "identityProvider.admin");
    }
    auto request = tokenRequest();
    const std::string url = request.url;
    const auto asked = m_clock.now();
    auto response = co_await m_http.send(std::move(request));
    if (!response)
        co_return fail(std::move(response).error());
    if (response->status != 200)
        co_return fail(signInError(m_credentials.realm, !m_credentials.username.empty(), url, *response));
    auto object = parseJsonObject(response->body);
    wipe(response->body);
    if (!object || stringOr(*object, "access_token").empty()) {
        co_return fail(ErrorCode::ProtocolError,
                       "the token endpoint's answer holds no access token; is this Keycloak?", url);
    }
    std::int64_t lifetime = 60;
    if (const auto* expires = object->if_contains("expires_in"); expires && expires->is_int64())
        lifetime = expires->as_int64();
    m_token = SecretString(std::string(stringOr(*object, "access_token")));
    // A very short life is used to its half, or every call would sign in.
    const auto life = std::chrono::seconds(std::clamp<std::int64_t>(lifetime, 1, 24 * 3600));
    m_tokenExpires = asked + std::max(life - renewBefore, life / 2);
    co_return Result<void>();
}

Task<Result<std::string>> AdminClient::serverVersion()
{
    std::string path = "/serverinfo";
    auto info = co_await get(std::move(path));
    if (!info)
        co_return fail(std::move(info).error());
    if (const auto* object = info->if_object()) {
        if (const auto* system = object->if_contains("systemInfo"); system && system->is_object()) {
            const auto version = stringOr(system->get_object(), "version");
            if (!version.empty())
                co_return std::string(version);
        }
    }
    co_return fail(ErrorCode::NotFound, "the administration account may not see Keycloak's version",
                   m_baseUrl + "/admin/serverinfo");
}

Task<Result<net::HttpResponse>> AdminClient::fetchPublic(std::string url)
{
    net::HttpRequest request;
    request.url = std::move(url);
    request.headers.push_back({"Accept", "application/json"});
    co_return co_await m_http.send(std::move(request));
}

} // namespace meshsso::keycloak
