#include "session/OidcIdentityProvider.h"

#include "core/Url.h"
#include "oidc/TokenRevocation.h"

namespace meshsso::session {

OidcIdentityProvider::OidcIdentityProvider(std::unique_ptr<net::HttpClient> http, const Clock& clock,
                                           IdentityProviderOptions options, TokenRequestObserver observer)
    : m_http(std::move(http)), m_clock(clock), m_options(std::move(options)), m_observer(std::move(observer))
{
}

net::HttpRequest OidcIdentityProvider::request(std::string_view method, std::string url) const
{
    net::HttpRequest request;
    request.method = method;
    request.timeout = m_options.requestTimeout;
    request.headers.push_back({"Accept", "application/json"});
    if (!m_options.internalUrl.empty()) {
        const auto issuer = Url::parse(m_options.issuer);
        const auto internal = Url::parse(m_options.internalUrl);
        const auto target = Url::parse(url);
        // Endpoints on another host than the issuer's are reached as they are.
        if (issuer && internal && target && target->origin() == issuer->origin()) {
            request.headers.push_back({"Host", issuer->authority()});
            request.headers.push_back({"X-Forwarded-Proto", issuer->scheme});
            request.headers.push_back({"X-Forwarded-Host", issuer->authority()});
            request.headers.push_back({"X-Forwarded-Port", std::to_string(issuer->port)});
            url = internal->origin() + target->target();
        }
    }
    request.url = std::move(url);
    return request;
}

Task<Result<std::string>> OidcIdentityProvider::get(std::string url)
{
    auto outgoing = request("GET", url);
    auto response = co_await m_http->send(std::move(outgoing));
    if (!response)
        co_return fail(std::move(response).error());
    if (response->status >= 500)
        co_return fail(ErrorCode::PeerError,
                       "the identity provider answered " + std::to_string(response->status), std::move(url));
    if (response->status != 200)
        co_return fail(ErrorCode::ProtocolError,
                       "the identity provider answered " + std::to_string(response->status), std::move(url));
    co_return std::move(response->body);
}

Task<Result<ProviderState>> OidcIdentityProvider::discover()
{
    auto url = oidc::discoveryUrl(m_options.issuer);
    auto document = co_await get(std::move(url));
    if (!document)
        co_return fail(std::move(document).error());
    oidc::DiscoveryPolicy policy;
    if (m_options.allowHttp) {
        if (const auto issuer = Url::parse(m_options.issuer))
            policy.httpAllowedHosts.push_back(issuer->host);
    }
    auto metadata = oidc::parseProviderMetadata(*document, m_options.issuer, policy);
    if (!metadata)
        co_return fail(std::move(metadata).error());
    std::string jwksUri = metadata->jwksUri;
    auto keys = co_await fetchKeys(std::move(jwksUri));
    if (!keys)
        co_return fail(std::move(keys).error());
    ProviderState state;
    state.metadata = std::move(*metadata);
    state.keys = std::move(*keys);
    state.fetchedAt = m_clock.now();
    state.keysFetchedAt = state.fetchedAt;
    co_return state;
}

Task<Result<crypto::JwkSet>> OidcIdentityProvider::fetchKeys(std::string jwksUri)
{
    std::string url = jwksUri;
    auto document = co_await get(std::move(url));
    if (!document)
        co_return fail(std::move(document).error());
    auto keys = crypto::JwkSet::parse(*document);
    if (!keys)
        co_return fail(std::move(keys).error());
    if (keys->empty())
        co_return fail(ErrorCode::ProtocolError, "the identity provider's JWKS holds no key that we can use",
                       std::move(jwksUri));
    co_return std::move(*keys);
}

net::HttpRequest OidcIdentityProvider::formRequest(std::string url, std::string form) const
{
    auto outgoing = request("POST", std::move(url));
    outgoing.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    outgoing.headers.push_back(
        {"Authorization", net::basicAuthorization(m_options.clientId, m_options.clientSecret.reveal())});
    outgoing.body = std::move(form);
    return outgoing;
}

Task<Result<oidc::TokenResponse>> OidcIdentityProvider::postForm(std::string tokenEndpoint, std::string form,
                                                                 std::string traceparent)
{
    auto outgoing = formRequest(std::move(tokenEndpoint), std::move(form));
    if (!traceparent.empty())
        outgoing.headers.push_back({"traceparent", std::move(traceparent)});
    const auto started = std::chrono::steady_clock::now();
    auto response = co_await m_http->send(std::move(outgoing));
    if (m_observer) {
        const auto elapsed = std::chrono::steady_clock::now() - started;
        m_observer(std::chrono::duration_cast<std::chrono::microseconds>(elapsed),
                   response && response->status == 200);
    }
    if (!response)
        co_return fail(std::move(response).error());
    co_return oidc::parseTokenResponse(response->status, response->body, m_clock.now());
}

Task<Result<oidc::TokenResponse>>
OidcIdentityProvider::exchangeCode(std::string tokenEndpoint, std::string code, std::string redirectUri,
                                   std::string pkceVerifier, std::string traceparent)
{
    auto form = oidc::codeExchangeForm(code, redirectUri, pkceVerifier);
    auto result = co_await postForm(std::move(tokenEndpoint), std::move(form), std::move(traceparent));
    co_return result;
}

Task<Result<oidc::TokenResponse>>
OidcIdentityProvider::refresh(std::string tokenEndpoint, std::string refreshToken, std::string traceparent)
{
    auto form = oidc::refreshForm(refreshToken);
    auto result = co_await postForm(std::move(tokenEndpoint), std::move(form), std::move(traceparent));
    co_return result;
}

Task<Result<bool>> OidcIdentityProvider::revoke(std::string revocationEndpoint, std::string token,
                                                std::string hint)
{
    auto outgoing = formRequest(std::move(revocationEndpoint), oidc::revocationForm(token, hint));
    auto response = co_await m_http->send(std::move(outgoing));
    if (!response)
        co_return fail(std::move(response).error());
    auto good = oidc::checkRevocationResponse(response->status, response->body);
    if (!good)
        co_return fail(std::move(good).error());
    co_return true;
}

} // namespace meshsso::session
