#include "crypto/JwsVerifier.h"

#include "core/Encoding.h"
#include "crypto/OpenSslHandles.h"

#include <algorithm>
#include <array>
#include <openssl/rsa.h>

namespace meshsso::crypto {
namespace {

constexpr std::size_t maxHeaderBytes = std::size_t{4} * 1024;
constexpr int maxHeaderDepth = 4;
/// OIDC Core 10.1 asks for a kid where a set holds several keys; without one we try this many, not a hundred.
constexpr std::size_t maxKeysWithoutKeyId = 8;

/// Each could make us trust what the token brings along, or read it differently than its issuer meant.
constexpr std::array refusedHeaders{"crit", "jwk", "jku", "x5u", "x5c", "zip", "b64"};

tl::unexpected<Error> malformed(std::string message)
{
    return fail(ErrorCode::MalformedToken, std::move(message));
}

struct Scheme
{
    const EVP_MD* digest = nullptr; ///< null: the algorithm hashes by itself (EdDSA)
    bool isPss = false;
    std::size_t ecBytes = 0; ///< of r and of s; 0: not ECDSA
};

Scheme schemeOf(JwsAlgorithm algorithm)
{
    // Fetched once: a lookup by name costs about as much as hashing a token.
    static const DigestHandle sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    static const DigestHandle sha384(EVP_MD_fetch(nullptr, "SHA384", nullptr));
    static const DigestHandle sha512(EVP_MD_fetch(nullptr, "SHA512", nullptr));
    switch (algorithm) {
    case JwsAlgorithm::RS256:
        return {sha256.get()};
    case JwsAlgorithm::RS384:
        return {sha384.get()};
    case JwsAlgorithm::RS512:
        return {sha512.get()};
    case JwsAlgorithm::PS256:
        return {sha256.get(), true};
    case JwsAlgorithm::PS384:
        return {sha384.get(), true};
    case JwsAlgorithm::PS512:
        return {sha512.get(), true};
    case JwsAlgorithm::ES256:
        return {sha256.get(), false, 32};
    case JwsAlgorithm::ES384:
        return {sha384.get(), false, 48};
    case JwsAlgorithm::ES512:
        return {sha512.get(), false, 66};
    case JwsAlgorithm::EdDSA:
        break;
    }
    return {};
}

/// r and s side by side (RFC 7518 section 3.4) as OpenSSL wants them; empty if the length is wrong or one is
/// zero.
std::string derOfRaw(std::string_view raw, std::size_t length)
{
    if (raw.size() != 2 * length)
        return {};
    const int size = static_cast<int>(length);
    BignumHandle r(BN_bin2bn(asBytes(raw), size, nullptr));
    BignumHandle s(BN_bin2bn(asBytes(raw) + length, size, nullptr));
    const EcdsaSignatureHandle signature(ECDSA_SIG_new());
    if (!r || !s || !signature || BN_is_zero(r.get()) || BN_is_zero(s.get()) ||
        ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1)
        return {};
    static_cast<void>(r.release()); // the signature owns them now
    static_cast<void>(s.release());
    const int derSize = i2d_ECDSA_SIG(signature.get(), nullptr);
    if (derSize <= 0)
        return {};
    std::string der(static_cast<std::size_t>(derSize), '\0');
    auto* position = asBytes(der);
    return i2d_ECDSA_SIG(signature.get(), &position) == derSize ? der : std::string();
}

bool hasGoodSignature(const DecodedJws& token, JwsAlgorithm algorithm, const Jwk& key)
{
    const auto scheme = schemeOf(algorithm);
    if (!scheme.digest && algorithm != JwsAlgorithm::EdDSA)
        return false;
    std::string converted;
    std::string_view signature = token.signature;
    if (scheme.ecBytes != 0) {
        converted = derOfRaw(signature, scheme.ecBytes);
        signature = converted;
        if (signature.empty())
            return false;
    } else if (signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(key.handle()))) {
        return false;
    }
    const DigestContextHandle context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr; // owned by the context
    if (!context || EVP_DigestVerifyInit(context.get(), &options, scheme.digest, nullptr, key.handle()) != 1)
        return false;
    if (scheme.isPss && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
                         EVP_PKEY_CTX_set_rsa_mgf1_md(options, scheme.digest) != 1 ||
                         EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return EVP_DigestVerify(context.get(), asBytes(signature), signature.size(), asBytes(token.signingInput),
                            token.signingInput.size()) == 1;
}

/// The algorithm the header names, if it is one of the allowed.
Result<JwsAlgorithm> algorithmOf(const json::object& header, const std::vector<JwsAlgorithm>& allowed)
{
    const auto* named = header.if_contains("alg");
    if (!named || !named->is_string())
        return malformed("the token's header lacks alg, or it is not a string");
    auto algorithm = parseJwsAlgorithm(named->as_string());
    if (algorithm && std::find(allowed.begin(), allowed.end(), *algorithm) == allowed.end())
        return fail(ErrorCode::AlgorithmNotAllowed, "the token is signed with " +
                                                        std::string(jwsAlgorithmName(*algorithm)) +
                                                        ", which is not among the algorithms allowed here");
    return algorithm;
}

Result<std::string> keyIdOf(const json::object& header)
{
    const auto* named = header.if_contains("kid");
    if (!named)
        return std::string();
    if (!named->is_string())
        return malformed("the kid in the token's header is not a string");
    return std::string(named->as_string());
}

Result<std::vector<const Jwk*>> findKeys(const JwkSet& keys, const std::string& keyId, JwsAlgorithm algorithm)
{
    auto candidates = keys.candidates(keyId, algorithm);
    if (keyId.empty()) {
        if (candidates.empty())
            return fail(ErrorCode::UnknownKey,
                        "the token names no key, and the issuer has none for its algorithm");
        if (candidates.size() > maxKeysWithoutKeyId)
            return fail(ErrorCode::UnknownKey,
                        "the token names no key (kid), and the issuer has too many to try");
    } else if (candidates.empty()) {
        if (keys.hasKeyId(keyId))
            return fail(ErrorCode::AlgorithmNotAllowed,
                        "the token's key is not for the algorithm that the token's header names");
        return fail(ErrorCode::UnknownKey, "the token is signed with a key that the issuer does not publish");
    }
    return candidates;
}

} // namespace

Result<DecodedJws> decodeJws(std::string_view compact)
{
    if (compact.size() > JwsVerifier::maxTokenBytes)
        return fail(ErrorCode::TooLarge, "the token is larger than 16 KiB");
    const auto first = compact.find('.');
    const auto second = first == std::string_view::npos ? first : compact.find('.', first + 1);
    if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos)
        return malformed("not a signed token: it must have three parts separated by dots");
    const auto headerText = base64UrlDecode(compact.substr(0, first));
    auto payload = base64UrlDecode(compact.substr(first + 1, second - first - 1));
    auto signature = base64UrlDecode(compact.substr(second + 1));
    if (!headerText || !payload || !signature)
        return malformed("a part of the token is not base64url");
    auto header = parseJsonObject(*headerText, maxHeaderBytes, maxHeaderDepth);
    if (!header)
        return malformed("the token's header: " + header.error().message);
    return DecodedJws{std::move(*header), std::move(*payload), std::move(*signature),
                      compact.substr(0, second)};
}

JwsVerifier::JwsVerifier(std::vector<JwsAlgorithm> allowed) : m_allowed(std::move(allowed)) {}

Result<VerifiedJws> JwsVerifier::verify(std::string_view compact, const JwkSet& keys) const
{
    auto token = decodeJws(compact);
    if (!token)
        return fail(std::move(token).error());
    const auto algorithm = algorithmOf(token->header, m_allowed);
    if (!algorithm)
        return fail(algorithm.error());
    for (const auto* name : refusedHeaders) {
        if (token->header.contains(name))
            return fail(ErrorCode::UnsupportedHeader,
                        "the token's header holds '" + std::string(name) + "', which is not accepted");
    }
    const auto keyId = keyIdOf(token->header);
    if (!keyId)
        return fail(keyId.error());
    const auto candidates = findKeys(keys, *keyId, *algorithm);
    if (!candidates)
        return fail(candidates.error());
    const ErrorQueueGuard guard;
    for (const auto* key : *candidates) {
        if (hasGoodSignature(*token, *algorithm, *key))
            return VerifiedJws{std::move(token->header), std::move(token->payload), *algorithm, key->keyId()};
    }
    return fail(ErrorCode::BadSignature,
                "the token's signature is not its issuer's: altered, or signed by another");
}

} // namespace meshsso::crypto
