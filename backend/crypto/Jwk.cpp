#include "crypto/Jwk.h"

#include "core/Encoding.h"
#include "crypto/JwkReader.h"
#include "crypto/Pem.h"

#include <algorithm>
#include <array>
#include <openssl/core_names.h>
#include <optional>

namespace meshsso::crypto {
namespace {

PkeyHandle readPublicKey(std::string_view pem)
{
    if (pem.find("-----BEGIN CERTIFICATE-----") == std::string_view::npos)
        return readPemPublicKey(pem);
    const auto certificates = readPemCertificates(pem);
    return PkeyHandle(certificates ? X509_get_pubkey(certificates->front().get()) : nullptr);
}

/// A number of the key as base64url, left-padded to the length.
std::string numberOf(EVP_PKEY* key, const char* name, std::size_t length = 0)
{
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1)
        return {};
    const BignumHandle number(raw);
    std::string bytes(std::max(length, static_cast<std::size_t>(BN_num_bytes(raw))), '\0');
    if (BN_bn2binpad(raw, asBytes(bytes), static_cast<int>(bytes.size())) < 0)
        return {};
    return base64UrlEncode(bytes);
}

std::string groupOf(EVP_PKEY* key)
{
    std::array<char, 64> name{};
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1)
        return {};
    return {name.data(), size};
}

/// The key's JWK members, or nothing for a kind of key we do not verify with.
std::optional<json::object> membersOf(EVP_PKEY* key)
{
    json::object jwk;
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        jwk["kty"] = "RSA";
        jwk["n"] = numberOf(key, OSSL_PKEY_PARAM_RSA_N);
        jwk["e"] = numberOf(key, OSSL_PKEY_PARAM_RSA_E);
        return jwk;
    }
    if (EVP_PKEY_is_a(key, "EC") == 1) {
        const auto group = groupOf(key);
        const bool is256 = group == "prime256v1";
        const bool is384 = group == "secp384r1";
        if (!is256 && !is384 && group != "secp521r1")
            return std::nullopt;
        const std::size_t length = is256 ? 32 : is384 ? 48 : 66;
        jwk["kty"] = "EC";
        jwk["crv"] = is256 ? "P-256" : is384 ? "P-384" : "P-521";
        jwk["x"] = numberOf(key, OSSL_PKEY_PARAM_EC_PUB_X, length);
        jwk["y"] = numberOf(key, OSSL_PKEY_PARAM_EC_PUB_Y, length);
        return jwk;
    }
    std::string point(32, '\0');
    std::size_t size = point.size();
    if (EVP_PKEY_is_a(key, "ED25519") != 1 || EVP_PKEY_get_raw_public_key(key, asBytes(point), &size) != 1)
        return std::nullopt;
    jwk["kty"] = "OKP";
    jwk["crv"] = "Ed25519";
    jwk["x"] = base64UrlEncode(point);
    return jwk;
}

} // namespace

Result<Jwk> Jwk::fromJson(const json::object& jwk)
{
    return JwkReader(jwk).read();
}

Result<Jwk> Jwk::fromPem(std::string_view pem, std::string_view keyId, std::string_view algorithm)
{
    const ErrorQueueGuard guard;
    if (pem.size() > maxPemBytes)
        return fail(ErrorCode::TooLarge, "the PEM text is larger than 256 KiB");
    if (pem.find("PRIVATE KEY-----") != std::string_view::npos)
        return fail(ErrorCode::Unsupported,
                    "this is a private key; verifying needs the public key or certificate");
    const auto key = readPublicKey(pem);
    if (!key)
        return fail(ErrorCode::ParseError, "not a PEM public key (BEGIN PUBLIC KEY) or certificate");
    auto members = membersOf(key.get());
    if (!members)
        return fail(ErrorCode::Unsupported, "the key is not RSA, P-256, P-384, P-521 or Ed25519");
    if (!keyId.empty())
        (*members)["kid"] = keyId;
    if (!algorithm.empty())
        (*members)["alg"] = algorithm;
    return fromJson(*members);
}

Jwk Jwk::withKeyId(std::string keyId) const
{
    Jwk renamed = *this;
    renamed.m_keyId = std::move(keyId);
    return renamed;
}

bool Jwk::allows(JwsAlgorithm algorithm) const noexcept
{
    return std::find(m_algorithms.begin(), m_algorithms.end(), algorithm) != m_algorithms.end();
}

} // namespace meshsso::crypto
