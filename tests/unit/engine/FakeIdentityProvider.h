#pragma once

#include "session/IdentityProvider.h"
#include "support/FixedClock.h"
#include "support/TestSigner.h"

#include <functional>
#include <map>
#include <string>

namespace meshsso::test {

/// An identity provider in the process: issues codes and signs tokens as Keycloak shapes them. Its answers
/// can be bent, token by token, to show what is refused.
class FakeIdentityProvider final : public session::IdentityProvider
{
public:
    static constexpr const char* issuer = "https://sso.example.com/realms/test";
    static constexpr const char* clientId = "meshsso-client";

    explicit FakeIdentityProvider(const FixedClock& clock);

    session::ProviderState state() const;
    /// What the browser brings back from a sign-in that the URL asked for: code, state, iss.
    std::string callbackQuery(std::string_view authorizationUrl);

    Task<Result<session::ProviderState>> discover() override;
    Task<Result<crypto::JwkSet>> fetchKeys(std::string jwksUri) override;
    Task<Result<oidc::TokenResponse>> exchangeCode(std::string tokenEndpoint, std::string code,
                                                   std::string redirectUri, std::string pkceVerifier,
                                                   std::string trace) override;
    Task<Result<oidc::TokenResponse>> refresh(std::string tokenEndpoint, std::string refreshToken,
                                              std::string trace) override;
    Task<Result<bool>> revoke(std::string revocationEndpoint, std::string token, std::string hint) override;

    /// The claims of the next tokens.
    json::object accessClaims() const;
    json::object idClaims(const std::string& nonce) const;

    TestSigner signer;
    TestSigner publishedSigner; ///< whose key the JWKS holds; another one: a rotation we have not heard of
    std::string subject = "8d7a1c1e-0000-4000-8000-000000000001";
    std::string username = "alice";
    std::string email = "alice@example.com";
    bool emailVerified = true;
    std::vector<std::string> roles{"user"};
    std::vector<std::string> groups{"staff"};
    std::chrono::seconds accessLifetime{300};
    std::string traceparent; ///< that came with the last code or refresh
    std::function<void(json::object&)> bendAccess;
    std::function<void(json::object&)> bendId;
    std::function<void(oidc::TokenResponse&)> bendResponse;
    std::optional<Error> exchangeError;
    std::optional<Error> refreshError;
    std::optional<Error> revokeError;
    std::optional<Error> keysError;
    std::vector<std::string> revokedTokens; ///< "hint:token", in order
    int exchanges = 0;
    int refreshes = 0;
    int keyFetches = 0;
    /// While set, a refresh or a fetch of keys waits; call release() to let all go on.
    bool holdRefreshes = false;
    bool holdKeyFetches = false;
    void release();

private:
    struct Code
    {
        std::string nonce;
        std::string challenge;
        std::string redirectUri;
    };
    oidc::TokenResponse issue(const std::string& nonce);

    const FixedClock& m_clock;
    std::map<std::string, Code> m_codes;
    std::string m_refreshToken;
    int m_issued = 0;
    std::vector<std::function<void(int)>> m_held;
};

} // namespace meshsso::test
