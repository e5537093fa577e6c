#include "crypto/JwkReader.h"

#include "core/Encoding.h"
#include "crypto/Digest.h"
#include "crypto/OpenSslHandles.h"

#include <algorithm>
#include <array>
#include <openssl/core_names.h>

namespace meshsso::crypto {
namespace {

constexpr int minRsaBits = 2048;
constexpr int maxRsaBits = 8192;
constexpr std::size_t ed25519Bytes = 32;
/// A longer exponent only makes verifying slow; every generator in use takes 65537.
constexpr int maxExponentBits = 64;

struct Curve
{
    std::string_view name; ///< as crv has it
    std::size_t fieldBytes;
    int bits;
    JwsAlgorithm algorithm;
};

constexpr std::array<Curve, 3> curves{{
    {"P-256", 32, 256, JwsAlgorithm::ES256},
    {"P-384", 48, 384, JwsAlgorithm::ES384},
    {"P-521", 66, 521, JwsAlgorithm::ES512},
}};

tl::unexpected<Error> malformed(std::string message)
{
    return fail(ErrorCode::MalformedToken, std::move(message));
}

BignumHandle bignum(const std::string& bytes)
{
    return BignumHandle(BN_bin2bn(asBytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

PkeyHandle fromParameters(const char* type, OSSL_PARAM_BLD* builder)
{
    const ParamsHandle parameters(OSSL_PARAM_BLD_to_param(builder));
    const PkeyContextHandle context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return PkeyHandle(key);
}

/// OpenSSL's own check: point on the curve and of the right order, RSA modulus neither prime nor with small
/// factors.
bool isSound(EVP_PKEY* key)
{
    const PkeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    return context && EVP_PKEY_public_check(context.get()) == 1;
}

/// RFC 7638: the required members in lexicographic order; their values here never need escaping.
std::string thumbprintOf(std::initializer_list<std::pair<std::string_view, std::string_view>> members)
{
    std::string canonical;
    for (const auto& [name, value] : members) {
        canonical += canonical.empty() ? "{\"" : ",\"";
        canonical.append(name).append("\":\"").append(value).append("\"");
    }
    return base64UrlEncode(sha256(canonical + "}"));
}

} // namespace

Result<Jwk> JwkReader::read()
{
    const ErrorQueueGuard guard;
    if (!m_jwk.contains("kty"))
        return malformed("the key lacks the member kty");
    const auto type = stringOr(m_jwk, "kty");
    if (type == "oct")
        return fail(ErrorCode::Unsupported, "a symmetric key (kty oct) has no business in a public key set");
    if (isPrivate(m_jwk))
        return fail(ErrorCode::Unsupported,
                    "the key holds private members: it is compromised by being published");
    if (const auto* keyId = m_jwk.if_contains("kid")) {
        if (!keyId->is_string())
            return malformed("the member kid is not a string");
        m_result.m_keyId = keyId->as_string();
    }
    if (auto use = checkUse(); !use)
        return fail(std::move(use).error());
    auto done = type == "RSA"  ? readRsa()
                : type == "EC" ? readEc()
                : type == "OKP"
                    ? readOkp()
                    : Result<void>(fail(ErrorCode::Unsupported, "the key type kty is not RSA, EC or OKP"));
    if (!done)
        return fail(std::move(done).error());
    m_result.m_type = type;
    return std::move(m_result);
}

bool JwkReader::isPrivate(const json::object& jwk)
{
    constexpr std::array names{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return jwk.contains(name); });
}

bool JwkReader::isForOtherUse(const json::object& jwk)
{
    const JwkReader reader(jwk);
    if (const auto use = reader.checkUse(); !use)
        return use.error().code == ErrorCode::Unsupported;
    const auto algorithm = stringOr(jwk, "alg");
    return algorithm.starts_with("RSA-OAEP") || algorithm.starts_with("RSA1_5") ||
           algorithm.starts_with("ECDH-ES");
}

Result<void> JwkReader::checkUse() const
{
    if (const auto* use = m_jwk.if_contains("use")) {
        if (!use->is_string())
            return malformed("the member use is not a string");
        if (use->as_string() != "sig")
            return fail(ErrorCode::Unsupported, "the key is not for signatures: its use is not sig");
    }
    if (const auto* operations = m_jwk.if_contains("key_ops")) {
        if (!operations->is_array())
            return malformed("the member key_ops is not an array");
        bool verifies = false;
        for (const auto& operation : operations->as_array()) {
            if (!operation.is_string())
                return malformed("the member key_ops holds something that is not a string");
            verifies = verifies || operation.as_string() == "verify";
        }
        if (!verifies)
            return fail(ErrorCode::Unsupported, "the key is not for verifying: key_ops lacks verify");
    }
    return {};
}

Result<void> JwkReader::readAlgorithms(std::vector<JwsAlgorithm> possible)
{
    const auto* named = m_jwk.if_contains("alg");
    if (!named) {
        m_result.m_algorithms = std::move(possible);
        return {};
    }
    if (!named->is_string())
        return malformed("the member alg is not a string");
    const auto algorithm = parseJwsAlgorithm(named->as_string());
    if (!algorithm)
        return fail(ErrorCode::Unsupported, "the key's alg is not a signature algorithm we verify");
    if (std::find(possible.begin(), possible.end(), *algorithm) == possible.end())
        return malformed("the key's alg does not fit its type or curve");
    m_result.m_algorithms = {*algorithm};
    return {};
}

Result<void> JwkReader::readRsa()
{
    using enum JwsAlgorithm;
    auto modulus = unsignedNumber("n");
    if (!modulus)
        return fail(std::move(modulus).error());
    auto exponent = unsignedNumber("e");
    if (!exponent)
        return fail(std::move(exponent).error());
    if (modulus->size() > maxRsaBits / 8)
        return fail(ErrorCode::WeakKey, "the RSA key has more than 8192 bits");
    const auto n = bignum(*modulus);
    const auto e = bignum(*exponent);
    const ParamsBuilderHandle builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder)
        return fail(ErrorCode::Internal, "out of memory");
    const int bits = BN_num_bits(n.get());
    if (bits < minRsaBits)
        return fail(ErrorCode::WeakKey,
                    "the RSA key has " + std::to_string(bits) + " bits; at least 2048 are needed");
    const bool isLargeEnough = BN_num_bits(e.get()) > 17 || BN_get_word(e.get()) >= 65537;
    if (!isLargeEnough || !BN_is_odd(e.get()) || BN_num_bits(e.get()) > maxExponentBits)
        return fail(ErrorCode::WeakKey, "the RSA exponent is not an odd number from 65537 to 64 bits");
    if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return fail(ErrorCode::Internal, "out of memory");
    auto key = fromParameters("RSA", builder.get());
    if (!key || !isSound(key.get()))
        return fail(ErrorCode::WeakKey, "the RSA modulus is not a product of two large primes");
    setKey(key.release(), bits);
    m_result.m_thumbprint =
        thumbprintOf({{"e", stringOr(m_jwk, "e")}, {"kty", "RSA"}, {"n", stringOr(m_jwk, "n")}});
    return readAlgorithms({RS256, RS384, RS512, PS256, PS384, PS512});
}

Result<void> JwkReader::readEc()
{
    const auto name = stringOr(m_jwk, "crv");
    const auto curve =
        std::find_if(curves.begin(), curves.end(), [&](const Curve& c) { return c.name == name; });
    if (curve == curves.end())
        return m_jwk.contains("crv")
                   ? Result<void>(fail(ErrorCode::Unsupported, "the curve crv is not P-256, P-384 or P-521"))
                   : Result<void>(malformed("the key lacks the member crv"));
    auto x = bytes("x");
    if (!x)
        return fail(std::move(x).error());
    auto y = bytes("y");
    if (!y)
        return fail(std::move(y).error());
    if (x->size() != curve->fieldBytes || y->size() != curve->fieldBytes)
        return malformed("x and y must have exactly " + std::to_string(curve->fieldBytes) +
                         " bytes on this curve");
    const std::string group(name);
    const std::string point = '\x04' + *x + *y; // uncompressed
    const ParamsBuilderHandle builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.c_str(), 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1)
        return fail(ErrorCode::Internal, "out of memory");
    auto key = fromParameters("EC", builder.get());
    if (!key || !isSound(key.get()))
        return malformed("the point (x, y) is not on the curve");
    setKey(key.release(), curve->bits);
    m_result.m_thumbprint = thumbprintOf(
        {{"crv", name}, {"kty", "EC"}, {"x", stringOr(m_jwk, "x")}, {"y", stringOr(m_jwk, "y")}});
    return readAlgorithms({curve->algorithm});
}

Result<void> JwkReader::readOkp()
{
    const auto name = stringOr(m_jwk, "crv");
    if (!m_jwk.contains("crv"))
        return malformed("the key lacks the member crv");
    if (name != "Ed25519")
        return fail(ErrorCode::Unsupported, "the curve crv is not Ed25519");
    auto x = bytes("x");
    if (!x)
        return fail(std::move(x).error());
    if (x->size() != ed25519Bytes)
        return malformed("x must have exactly 32 bytes on this curve");
    PkeyHandle key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, asBytes(*x), x->size()));
    if (!key)
        return malformed("x is not a public key");
    setKey(key.release(), 255);
    m_result.m_thumbprint = thumbprintOf({{"crv", name}, {"kty", "OKP"}, {"x", stringOr(m_jwk, "x")}});
    return readAlgorithms({JwsAlgorithm::EdDSA});
}

Result<std::string> JwkReader::bytes(std::string_view name) const
{
    const auto* member = m_jwk.if_contains(name);
    if (!member || !member->is_string())
        return malformed("the key lacks the member " + std::string(name) + ", or it is not a string");
    auto decoded = base64UrlDecode(member->as_string());
    if (!decoded || decoded->empty())
        return malformed("the member " + std::string(name) + " is not base64url");
    return std::move(*decoded);
}

Result<std::string> JwkReader::unsignedNumber(std::string_view name) const
{
    auto decoded = bytes(name);
    // RFC 7518 section 2: the fewest octets, so that one key has one spelling and one thumbprint.
    if (decoded && decoded->front() == '\0')
        return malformed("the member " + std::string(name) + " starts with a zero byte");
    return decoded;
}

void JwkReader::setKey(evp_pkey_st* key, int bits)
{
    m_result.m_key.reset(key, EVP_PKEY_free);
    m_result.m_bits = bits;
}

} // namespace meshsso::crypto
