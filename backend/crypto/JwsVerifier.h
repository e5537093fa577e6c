#pragma once

#include "core/Json.h"
#include "core/Result.h"
#include "crypto/JwkSet.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::crypto {

/// The parts of a compact JWS (RFC 7515 section 7.1), decoded but not verified. For looking only.
struct DecodedJws
{
    json::object header;
    std::string payload;
    std::string signature;
    std::string_view signingInput; ///< into the text that was decoded
};

/// A payload whose signature was good.
struct VerifiedJws
{
    json::object header;
    std::string payload;
    JwsAlgorithm algorithm = JwsAlgorithm::RS256;
    std::string keyId; ///< of the key that verified
};

/// Splits and decodes without verifying. Errors: MalformedToken, TooLarge (over 16 KiB).
Result<DecodedJws> decodeJws(std::string_view compact);

/// Verifies compact JWS against a key set. Immutable; thread-safe.
class JwsVerifier
{
public:
    static constexpr std::size_t maxTokenBytes = std::size_t{16} * 1024;

    /// Only these algorithms are accepted, whatever a header or key says (RFC 8725 section 3.1).
    explicit JwsVerifier(std::vector<JwsAlgorithm> allowed);

    /// A token without a kid is tried against at most 8 keys. Errors: MalformedToken, TooLarge,
    /// AlgorithmNotAllowed (also `none`, HMAC, and a key that exists but is not for the named algorithm),
    /// UnsupportedHeader (crit, jwk, jku, x5u, x5c, zip, b64), UnknownKey (fetch the issuer's keys again),
    /// BadSignature.
    Result<VerifiedJws> verify(std::string_view compact, const JwkSet& keys) const;

private:
    std::vector<JwsAlgorithm> m_allowed;
};

} // namespace meshsso::crypto
