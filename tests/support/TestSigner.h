#pragma once

#include "core/Json.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace meshsso::test {

/// An issuer for tests: holds a private key, publishes its JWK and signs compact JWS, well-formed or not.
/// Talks to OpenSSL directly, so that it shares no code with what it tests. Cheap to copy. Failures of
/// OpenSSL end the test program.
class TestSigner
{
public:
    /// A new RSA key; signs RS* and PS*, RS256 by default.
    static TestSigner rsa(std::string keyId = "rsa-1", unsigned bits = 2048, unsigned exponent = 65537);
    /// A new EC key on "P-256", "P-384", "P-521" or "secp256k1"; signs ES256, ES384, ES512 or ES256K.
    static TestSigner ec(std::string keyId = "ec-1", std::string_view curve = "P-256");
    /// A new Ed25519 key; signs EdDSA.
    static TestSigner ed25519(std::string keyId = "ed-1");

    const std::string& keyId() const { return m_keyId; }
    /// The algorithm used where none is named.
    const std::string& algorithm() const { return m_algorithm; }
    evp_pkey_st* handle() const { return m_key.get(); }

    /// kty, the public members, kid, use "sig" and alg: algorithm().
    json::object publicJwk() const;
    /// The same with another alg, or with none if it is empty.
    json::object publicJwk(std::string_view algorithm) const;
    /// SubjectPublicKeyInfo.
    std::string publicPem() const;
    /// Unencrypted PKCS#8.
    std::string privatePem() const;

    /// A JWKS document with this key alone, or with the given ones.
    std::string jwks() const;
    static std::string jwks(const std::vector<json::object>& keys);

    /// {"alg": algorithm(), "typ": typ, "kid": keyId()}; an empty typ is left out.
    json::object header(std::string_view typ = "JWT") const;
    /// header() and the claims, signed.
    std::string sign(const json::object& claims, std::string_view typ = "JWT") const;
    /// Any header, signed as its own "alg" says; with algorithm() where that names nothing this key can do.
    std::string signWithHeader(const json::object& header, const json::object& claims) const;
    /// Any bytes as header and payload, signed with that algorithm or the default one.
    std::string signRaw(std::string_view header, std::string_view payload,
                        std::string_view algorithm = {}) const;
    /// The raw signature over an input, as JWS has it (ECDSA: r and s, fixed length). Any of RS*, PS*, ES*,
    /// EdDSA that fits the key's type, whatever its curve.
    std::string signature(std::string_view input, std::string_view algorithm = {}) const;

    /// HS256, for the attack that signs with an issuer's public key as if it were a shared secret.
    static std::string hmacSha256(std::string_view key, std::string_view input);

private:
    TestSigner(evp_pkey_st* key, std::string keyId, std::string algorithm, std::string curve);

    std::shared_ptr<evp_pkey_st> m_key;
    std::string m_keyId;
    std::string m_algorithm;
    std::string m_curve; ///< as crv has it; empty for RSA
};

} // namespace meshsso::test
