#include "FakeIdentityProvider.h"

#include "core/Encoding.h"
#include "core/Url.h"
#include "engine/Query.h"
#include "oidc/AuthorizationRequest.h"

namespace meshsso::test {

namespace {

/// One key a test program: making RSA keys is most of what a test would cost.
const TestSigner& sharedSigner()
{
    static const TestSigner signer = TestSigner::rsa("key-1");
    return signer;
}

} // namespace

FakeIdentityProvider::FakeIdentityProvider(const FixedClock& clock)
    : signer(sharedSigner()), publishedSigner(signer), m_clock(clock)
{
}

session::ProviderState FakeIdentityProvider::state() const
{
    session::ProviderState state;
    state.metadata.issuer = issuer;
    state.metadata.authorizationEndpoint = std::string(issuer) + "/auth";
    state.metadata.tokenEndpoint = std::string(issuer) + "/token";
    state.metadata.jwksUri = std::string(issuer) + "/certs";
    state.metadata.endSessionEndpoint = std::string(issuer) + "/logout";
    state.metadata.revocationEndpoint = std::string(issuer) + "/revoke";
    state.metadata.idTokenSigningAlgorithms = {"RS256", "ES256"};
    state.metadata.issParameterSupported = true;
    state.keys = *crypto::JwkSet::parse(publishedSigner.jwks());
    state.fetchedAt = m_clock.now();
    state.keysFetchedAt = m_clock.now();
    return state;
}

std::string FakeIdentityProvider::callbackQuery(std::string_view authorizationUrl)
{
    const auto query = authorizationUrl.substr(authorizationUrl.find('?') + 1);
    const auto code = "code-" + std::to_string(++m_issued);
    m_codes[code] = {engine::findParameter(query, "nonce").value,
                     engine::findParameter(query, "code_challenge").value,
                     engine::findParameter(query, "redirect_uri").value};
    return "state=" + percentEncode(engine::findParameter(query, "state").value) +
           "&session_state=s&iss=" + percentEncode(issuer) + "&code=" + code;
}

json::object FakeIdentityProvider::accessClaims() const
{
    const auto now = toUnixSeconds(m_clock.now());
    json::object claims;
    claims["iss"] = issuer;
    claims["sub"] = subject;
    claims["typ"] = "Bearer";
    claims["aud"] = json::array{clientId, "account"};
    claims["azp"] = clientId;
    claims["iat"] = now;
    claims["exp"] = now + accessLifetime.count();
    claims["sid"] = "provider-session";
    claims["scope"] = "openid profile email";
    claims["realm_access"] = json::object{{"roles", json::array(roles.begin(), roles.end())}};
    claims["groups"] = json::array(groups.begin(), groups.end());
    claims["department"] = "research";
    return claims;
}

json::object FakeIdentityProvider::idClaims(const std::string& nonce) const
{
    const auto now = toUnixSeconds(m_clock.now());
    json::object claims;
    claims["iss"] = issuer;
    claims["sub"] = subject;
    claims["typ"] = "ID";
    claims["aud"] = clientId;
    claims["azp"] = clientId;
    claims["iat"] = now;
    claims["exp"] = now + 300;
    claims["sid"] = "provider-session";
    if (!nonce.empty())
        claims["nonce"] = nonce;
    claims["preferred_username"] = username;
    claims["email"] = email;
    claims["email_verified"] = emailVerified;
    return claims;
}

oidc::TokenResponse FakeIdentityProvider::issue(const std::string& nonce)
{
    auto access = accessClaims();
    if (bendAccess)
        bendAccess(access);
    auto id = idClaims(nonce);
    if (bendId)
        bendId(id);
    oidc::TokenResponse response;
    response.accessToken = signer.sign(access);
    response.idToken = signer.sign(id);
    m_refreshToken = "refresh-" + std::to_string(++m_issued);
    response.refreshToken = m_refreshToken;
    response.accessExpires = m_clock.now() + accessLifetime;
    if (bendResponse)
        bendResponse(response);
    return response;
}

Task<Result<session::ProviderState>> FakeIdentityProvider::discover()
{
    co_return state();
}

Task<Result<crypto::JwkSet>> FakeIdentityProvider::fetchKeys(std::string)
{
    ++keyFetches;
    if (holdKeyFetches) {
        Completion<int> held([this](std::function<void(int)> done) {
            m_held.push_back(std::move(done));
            return std::make_unique<Operation>();
        });
        co_await held;
    }
    if (keysError)
        co_return fail(*keysError);
    auto keys = crypto::JwkSet::parse(publishedSigner.jwks());
    co_return keys;
}

Task<Result<oidc::TokenResponse>> FakeIdentityProvider::exchangeCode(std::string, std::string code,
                                                                     std::string redirectUri,
                                                                     std::string pkceVerifier,
                                                                     std::string trace)
{
    ++exchanges;
    traceparent = std::move(trace);
    if (exchangeError)
        co_return fail(*exchangeError);
    const auto found = m_codes.find(code);
    if (found == m_codes.end() || found->second.redirectUri != redirectUri ||
        found->second.challenge != oidc::pkceChallenge(pkceVerifier))
        co_return fail(ErrorCode::AuthorizationError, "invalid_grant: Code not valid", "invalid_grant");
    const auto nonce = found->second.nonce;
    m_codes.erase(found);
    co_return issue(nonce);
}

Task<Result<oidc::TokenResponse>> FakeIdentityProvider::refresh(std::string, std::string refreshToken,
                                                                std::string trace)
{
    ++refreshes;
    traceparent = std::move(trace);
    if (holdRefreshes) {
        Completion<int> held([this](std::function<void(int)> done) {
            m_held.push_back(std::move(done));
            return std::make_unique<Operation>();
        });
        co_await held;
    }
    if (refreshError)
        co_return fail(*refreshError);
    // Rotation with reuse detection: a refresh token is good once.
    if (refreshToken != m_refreshToken)
        co_return fail(ErrorCode::AuthorizationError,
                       "invalid_grant: Maximum allowed refresh token reuse exceeded", "invalid_grant");
    co_return issue({});
}

Task<Result<bool>> FakeIdentityProvider::revoke(std::string, std::string token, std::string hint)
{
    revokedTokens.push_back(hint + ":" + token);
    if (revokeError)
        co_return fail(*revokeError);
    co_return true;
}

void FakeIdentityProvider::release()
{
    const auto held = std::move(m_held);
    m_held.clear();
    for (const auto& done : held)
        done(0);
}

} // namespace meshsso::test
