#pragma once

#include "core/Json.h"
#include "core/Result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace meshsso::crypto {

/// JWS algorithms we verify (RFC 7518 section 3.1, RFC 8037). Neither `none` nor HMAC exists here.
enum class JwsAlgorithm { RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA };

std::string_view jwsAlgorithmName(JwsAlgorithm algorithm) noexcept;
/// Errors: AlgorithmNotAllowed for anything else, `none` and HS* included.
Result<JwsAlgorithm> parseJwsAlgorithm(std::string_view name);

/// One public signature key (RFC 7517). Immutable and cheap to copy; safe to use from several threads.
class Jwk
{
public:
    /// Reads a JSON Web Key. Errors: Unsupported (kty, crv, or a key that is not for verifying: use,
    /// key_ops), WeakKey (RSA under 2048 or over 8192 bits, exponent even or under 65537), MalformedToken
    /// (bad members, point not on the curve). A private key is refused: it has no business in a JWKS.
    static Result<Jwk> fromJson(const json::object& jwk);
    /// Reads a PEM public key or certificate (at most 256 KiB; the certificate's validity is not looked at);
    /// the algorithm follows from the key unless named. Errors: ParseError, TooLarge, and those of fromJson.
    static Result<Jwk> fromPem(std::string_view pem, std::string_view keyId = {},
                               std::string_view algorithm = {});

    const std::string& keyId() const { return m_keyId; }
    /// The same key under another kid.
    Jwk withKeyId(std::string keyId) const;
    /// The algorithms this key may verify: the one `alg` names, else those its type and curve allow.
    const std::vector<JwsAlgorithm>& algorithms() const { return m_algorithms; }
    bool allows(JwsAlgorithm algorithm) const noexcept;
    std::string_view type() const { return m_type; } ///< "RSA", "EC" or "OKP"
    int bits() const { return m_bits; }
    evp_pkey_st* handle() const { return m_key.get(); }
    /// RFC 7638 SHA-256 thumbprint, base64url.
    const std::string& thumbprint() const { return m_thumbprint; }

private:
    Jwk() = default;
    friend class JwkReader;
    std::shared_ptr<evp_pkey_st> m_key;
    std::string m_keyId;
    std::string m_type;
    std::string m_thumbprint;
    std::vector<JwsAlgorithm> m_algorithms;
    int m_bits = 0;
};

} // namespace meshsso::crypto
