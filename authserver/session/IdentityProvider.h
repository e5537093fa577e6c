#pragma once

#include "core/Result.h"
#include "core/Task.h"
#include "crypto/JwkSet.h"
#include "oidc/ProviderMetadata.h"
#include "oidc/TokenResponse.h"

#include <memory>
#include <string>

namespace meshsso::session {

/// What is known about the identity provider. Immutable; replaced whole.
struct ProviderState
{
    oidc::ProviderMetadata metadata;
    crypto::JwkSet keys;
    TimePoint fetchedAt;     ///< of the metadata
    TimePoint keysFetchedAt; ///< of the keys
};

/// The identity provider as the server talks to it. Bound to one executor, like the HttpClient behind it.
/// Errors are those of HttpClient::send and of the oidc parsers.
class IdentityProvider
{
public:
    virtual ~IdentityProvider() = default;

    /// Discovery document and keys.
    virtual Task<Result<ProviderState>> discover() = 0;
    virtual Task<Result<crypto::JwkSet>> fetchKeys(std::string jwksUri) = 0;
    /// traceparent goes with the request (W3C Trace Context); empty: none.
    virtual Task<Result<oidc::TokenResponse>> exchangeCode(std::string tokenEndpoint, std::string code,
                                                           std::string redirectUri, std::string pkceVerifier,
                                                           std::string traceparent) = 0;
    /// AuthorizationError with context "invalid_grant" means that the provider has ended the session.
    virtual Task<Result<oidc::TokenResponse>> refresh(std::string tokenEndpoint, std::string refreshToken,
                                                      std::string traceparent) = 0;
    /// Ends a token's life at the provider (RFC 7009). The hint is "refresh_token" or "access_token". True
    /// also for a token that the provider does not know. Errors: also those of oidc::checkRevocationResponse.
    virtual Task<Result<bool>> revoke(std::string revocationEndpoint, std::string token,
                                      std::string hint) = 0;
};

} // namespace meshsso::session
