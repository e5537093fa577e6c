#pragma once

#include "core/Result.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::oidc {

/// What we use of OpenID Connect Discovery 1.0 section 3, RFC 8414, RFC 9207 and the logout specifications.
struct ProviderMetadata
{
    std::string issuer;
    std::string authorizationEndpoint;
    std::string tokenEndpoint;
    std::string jwksUri;
    std::string userinfoEndpoint;
    std::string endSessionEndpoint;
    std::string revocationEndpoint; ///< RFC 7009
    std::vector<std::string>
        idTokenSigningAlgorithms; ///< those that we verify, in the provider's order; never empty
    std::vector<std::string> codeChallengeMethods;
    bool issParameterSupported = false; ///< authorization_response_iss_parameter_supported
    bool backChannelLogoutSupported = false;
    bool backChannelLogoutSessionSupported = false; ///< logout tokens can hold sid
    bool frontChannelLogoutSupported = false;
    bool frontChannelLogoutSessionSupported = false; ///< iss and sid are sent
};

struct DiscoveryPolicy
{
    /// Plain http is refused unless this names the issuer's host and the endpoint's, without port (loopback
    /// sandbox, exposure guide-http).
    std::vector<std::string> httpAllowedHosts;
};

/// Where discovery of an issuer is: issuer + "/.well-known/openid-configuration" (section 4.1).
std::string discoveryUrl(std::string_view issuer);

/// Parses and checks a discovery document: issuer exactly the expected one (section 4.3), endpoints present,
/// https unless allowed by name, an asymmetric ID-token algorithm, S256. Errors: ParseError, MissingClaim,
/// WrongIssuer (names both), InvalidArgument (http), Unsupported.
Result<ProviderMetadata> parseProviderMetadata(std::string_view text, std::string_view expectedIssuer,
                                               const DiscoveryPolicy& policy);

} // namespace meshsso::oidc
