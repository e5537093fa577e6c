#pragma once

#include "core/SecretString.h"
#include "net/HttpClient.h"
#include "session/IdentityProvider.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace meshsso::session {

struct IdentityProviderOptions
{
    std::string issuer;
    std::string internalUrl; ///< replaces the issuer's scheme and authority for the connection, or empty
    std::string clientId;
    SecretString clientSecret;
    bool allowHttp = false;
    std::chrono::milliseconds requestTimeout{10'000};
};

/// IdentityProvider over HTTP: OIDC discovery, JWKS, token and revocation endpoints with client_secret_basic.
class OidcIdentityProvider final : public IdentityProvider
{
public:
    /// Told how long each exchange with the token endpoint took.
    using TokenRequestObserver = std::function<void(std::chrono::microseconds, bool succeeded)>;

    OidcIdentityProvider(std::unique_ptr<net::HttpClient> http, const Clock& clock,
                         IdentityProviderOptions options, TokenRequestObserver observer = {});

    Task<Result<ProviderState>> discover() override;
    Task<Result<crypto::JwkSet>> fetchKeys(std::string jwksUri) override;
    Task<Result<oidc::TokenResponse>> exchangeCode(std::string tokenEndpoint, std::string code,
                                                   std::string redirectUri, std::string pkceVerifier,
                                                   std::string traceparent) override;
    Task<Result<oidc::TokenResponse>> refresh(std::string tokenEndpoint, std::string refreshToken,
                                              std::string traceparent) override;
    Task<Result<bool>> revoke(std::string revocationEndpoint, std::string token, std::string hint) override;

private:
    net::HttpRequest request(std::string_view method, std::string url) const;
    /// A POST with the client's own authentication.
    net::HttpRequest formRequest(std::string url, std::string form) const;
    Task<Result<oidc::TokenResponse>> postForm(std::string tokenEndpoint, std::string form,
                                               std::string traceparent);
    Task<Result<std::string>> get(std::string url);

    std::unique_ptr<net::HttpClient> m_http;
    const Clock& m_clock;
    IdentityProviderOptions m_options;
    TokenRequestObserver m_observer;
};

} // namespace meshsso::session
