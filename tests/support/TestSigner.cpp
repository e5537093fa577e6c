#include "support/TestSigner.h"

#include "core/Encoding.h"

#include <QtGlobal>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace meshsso::test {
namespace {

template<auto Free>
struct Deleter
{
    template<class T>
    void operator()(T* pointer) const
    {
        Free(pointer);
    }
};

template<class T, auto Free>
using Handle = std::unique_ptr<T, Deleter<Free>>;

void check(bool good, const char* what)
{
    if (!good)
        qFatal("TestSigner: %s failed", what);
}

const unsigned char* asBytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* asBytes(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

std::size_t fieldBytes(std::string_view curve)
{
    return curve == "P-384" ? 48 : curve == "P-521" ? 66 : 32;
}

/// A number of the key, big-endian; at least that many bytes.
std::string numberOf(evp_pkey_st* key, const char* name, std::size_t length = 0)
{
    BIGNUM* raw = nullptr;
    check(EVP_PKEY_get_bn_param(key, name, &raw) == 1, name);
    const Handle<BIGNUM, BN_free> number(raw);
    std::string out(std::max(length, static_cast<std::size_t>(BN_num_bytes(raw))), '\0');
    check(BN_bn2binpad(raw, asBytes(out), static_cast<int>(out.size())) >= 0, "BN_bn2binpad");
    return out;
}

std::string pemOf(evp_pkey_st* key, bool isPrivate)
{
    const Handle<BIO, BIO_free> memory(BIO_new(BIO_s_mem()));
    const int written =
        isPrivate ? PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr)
                  : PEM_write_bio_PUBKEY(memory.get(), key);
    check(written == 1, "writing PEM");
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

const EVP_MD* digestOf(std::string_view algorithm)
{
    if (algorithm.starts_with("Ed"))
        return nullptr;
    if (algorithm.ends_with("384"))
        return EVP_sha384();
    return algorithm.ends_with("512") ? EVP_sha512() : EVP_sha256();
}

/// DER to r and s side by side (RFC 7518 section 3.4).
std::string rawEcdsa(const std::string& der, std::size_t length)
{
    const auto* position = asBytes(der);
    const Handle<ECDSA_SIG, ECDSA_SIG_free> parsed(
        d2i_ECDSA_SIG(nullptr, &position, static_cast<long>(der.size())));
    check(parsed != nullptr, "d2i_ECDSA_SIG");
    std::string out(2 * length, '\0');
    const int size = static_cast<int>(length);
    check(BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), asBytes(out), size) == size, "r");
    check(BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), asBytes(out) + size, size) == size, "s");
    return out;
}

} // namespace

TestSigner::TestSigner(evp_pkey_st* key, std::string keyId, std::string algorithm, std::string curve)
    : m_key(key, EVP_PKEY_free), m_keyId(std::move(keyId)), m_algorithm(std::move(algorithm)),
      m_curve(std::move(curve))
{
    check(key != nullptr, "generating a key");
}

TestSigner TestSigner::rsa(std::string keyId, unsigned bits, unsigned exponent)
{
    const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    const Handle<BIGNUM, BN_free> number(BN_new());
    check(BN_set_word(number.get(), exponent) == 1, "BN_set_word");
    check(EVP_PKEY_keygen_init(context.get()) == 1, "EVP_PKEY_keygen_init");
    check(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), static_cast<int>(bits)) == 1, "key size");
    check(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), number.get()) == 1, "exponent");
    EVP_PKEY* key = nullptr;
    check(EVP_PKEY_generate(context.get(), &key) == 1, "EVP_PKEY_generate");
    return {key, std::move(keyId), "RS256", {}};
}

TestSigner TestSigner::ec(std::string keyId, std::string_view curve)
{
    const std::string name(curve);
    const std::string algorithm = name == "P-384"   ? "ES384"
                                  : name == "P-521" ? "ES512"
                                  : name == "P-256" ? "ES256"
                                                    : "ES256K";
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", name.c_str()), std::move(keyId), algorithm, name};
}

TestSigner TestSigner::ed25519(std::string keyId)
{
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), std::move(keyId), "EdDSA", "Ed25519"};
}

json::object TestSigner::publicJwk() const
{
    return publicJwk(m_algorithm);
}

json::object TestSigner::publicJwk(std::string_view algorithm) const
{
    json::object jwk;
    if (m_curve.empty()) {
        jwk["kty"] = "RSA";
        jwk["n"] = base64UrlEncode(numberOf(handle(), OSSL_PKEY_PARAM_RSA_N));
        jwk["e"] = base64UrlEncode(numberOf(handle(), OSSL_PKEY_PARAM_RSA_E));
    } else if (m_curve == "Ed25519") {
        std::string point(32, '\0');
        std::size_t size = point.size();
        check(EVP_PKEY_get_raw_public_key(handle(), asBytes(point), &size) == 1, "public key");
        jwk["kty"] = "OKP";
        jwk["crv"] = m_curve;
        jwk["x"] = base64UrlEncode(point);
    } else {
        const auto length = fieldBytes(m_curve);
        jwk["kty"] = "EC";
        jwk["crv"] = m_curve;
        jwk["x"] = base64UrlEncode(numberOf(handle(), OSSL_PKEY_PARAM_EC_PUB_X, length));
        jwk["y"] = base64UrlEncode(numberOf(handle(), OSSL_PKEY_PARAM_EC_PUB_Y, length));
    }
    jwk["kid"] = m_keyId;
    jwk["use"] = "sig";
    if (!algorithm.empty())
        jwk["alg"] = algorithm;
    return jwk;
}

std::string TestSigner::publicPem() const
{
    return pemOf(handle(), false);
}

std::string TestSigner::privatePem() const
{
    return pemOf(handle(), true);
}

std::string TestSigner::jwks() const
{
    return jwks({publicJwk()});
}

std::string TestSigner::jwks(const std::vector<json::object>& keys)
{
    json::object document;
    auto& list = document["keys"].emplace_array();
    for (const auto& key : keys)
        list.emplace_back(key);
    return json::serialize(document);
}

json::object TestSigner::header(std::string_view typ) const
{
    json::object header;
    header["alg"] = m_algorithm;
    if (!typ.empty())
        header["typ"] = typ;
    header["kid"] = m_keyId;
    return header;
}

std::string TestSigner::sign(const json::object& claims, std::string_view typ) const
{
    return signWithHeader(header(typ), claims);
}

std::string TestSigner::signWithHeader(const json::object& header, const json::object& claims) const
{
    const auto named = stringOr(header, "alg");
    const bool isAble = m_curve.empty()        ? named.starts_with("RS") || named.starts_with("PS")
                        : m_curve == "Ed25519" ? named == "EdDSA"
                                               : named.starts_with("ES");
    return signRaw(json::serialize(header), json::serialize(claims), isAble ? named : m_algorithm);
}

std::string TestSigner::signRaw(std::string_view header, std::string_view payload,
                                std::string_view algorithm) const
{
    std::string token = base64UrlEncode(header) + "." + base64UrlEncode(payload);
    token += "." + base64UrlEncode(signature(token, algorithm));
    return token;
}

std::string TestSigner::signature(std::string_view input, std::string_view algorithm) const
{
    if (algorithm.empty())
        algorithm = m_algorithm;
    const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    const auto* digest = digestOf(algorithm);
    EVP_PKEY_CTX* options = nullptr; // owned by the context
    check(EVP_DigestSignInit(context.get(), &options, digest, nullptr, handle()) == 1, "EVP_DigestSignInit");
    if (algorithm.starts_with("PS")) {
        check(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1, "PSS padding");
        check(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1, "PSS salt length");
    }
    std::size_t size = 0;
    check(EVP_DigestSign(context.get(), nullptr, &size, asBytes(input), input.size()) == 1, "signature size");
    std::string out(size, '\0');
    check(EVP_DigestSign(context.get(), asBytes(out), &size, asBytes(input), input.size()) == 1, "signing");
    out.resize(size);
    return algorithm.starts_with("ES") ? rawEcdsa(out, fieldBytes(m_curve)) : out;
}

std::string TestSigner::hmacSha256(std::string_view key, std::string_view input)
{
    std::string out(32, '\0');
    unsigned size = 0;
    check(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), asBytes(input), input.size(),
               asBytes(out), &size) != nullptr,
          "HMAC");
    return out;
}

} // namespace meshsso::test
