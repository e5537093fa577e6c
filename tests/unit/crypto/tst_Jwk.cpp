#include "core/Encoding.h"
#include "crypto/Jwk.h"
#include "support/TestPrinters.h"
#include "support/TestSigner.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::crypto;
using test::TestSigner;

namespace {

// RSA keys take a while to make; one of each does.
const TestSigner& rsa()
{
    static const auto signer = TestSigner::rsa();
    return signer;
}

const TestSigner& p256()
{
    static const auto signer = TestSigner::ec();
    return signer;
}

template<class Value>
json::object with(json::object jwk, std::string_view name, const Value& value)
{
    jwk[name] = value;
    return jwk;
}

json::object without(json::object jwk, std::string_view name)
{
    jwk.erase(name);
    return jwk;
}

std::string decoded(const json::object& jwk, std::string_view name)
{
    return *base64UrlDecode(stringOr(jwk, name));
}

std::string algorithmNames(const Jwk& key)
{
    std::string names;
    for (const auto algorithm : key.algorithms())
        names += (names.empty() ? "" : " ") + std::string(jwsAlgorithmName(algorithm));
    return names;
}

} // namespace

Q_DECLARE_METATYPE(json::object)
Q_DECLARE_METATYPE(ErrorCode)

class JwkTest : public QObject
{
    Q_OBJECT

private slots:
    void readsAKey_data()
    {
        QTest::addColumn<json::object>("jwk");
        QTest::addColumn<std::string>("type");
        QTest::addColumn<int>("bits");
        QTest::addColumn<std::string>("algorithms");
        const auto row = [](const char* name, const json::object& jwk, const char* type, int bits,
                            const char* algorithms) {
            QTest::newRow(name) << jwk << std::string(type) << bits << std::string(algorithms);
        };
        row("RSA, alg", rsa().publicJwk(), "RSA", 2048, "RS256");
        row("RSA, PS512", rsa().publicJwk("PS512"), "RSA", 2048, "PS512");
        row("RSA, any", rsa().publicJwk(""), "RSA", 2048, "RS256 RS384 RS512 PS256 PS384 PS512");
        row("P-256", p256().publicJwk(), "EC", 256, "ES256");
        row("P-256, any", p256().publicJwk(""), "EC", 256, "ES256");
        row("P-384", TestSigner::ec("k", "P-384").publicJwk(""), "EC", 384, "ES384");
        row("P-521", TestSigner::ec("k", "P-521").publicJwk(""), "EC", 521, "ES512");
        row("Ed25519", TestSigner::ed25519().publicJwk(), "OKP", 255, "EdDSA");
        row("without use", without(rsa().publicJwk(), "use"), "RSA", 2048, "RS256");
        row("key_ops verify", with(rsa().publicJwk(), "key_ops", json::array{"verify"}), "RSA", 2048,
            "RS256");
        row("certificate members", with(rsa().publicJwk(), "x5c", json::array{"MIIC"}), "RSA", 2048, "RS256");
        row("unknown member", with(rsa().publicJwk(), "note", 7), "RSA", 2048, "RS256");
    }
    void readsAKey()
    {
        QFETCH(const json::object, jwk);
        QFETCH(const std::string, type);
        QFETCH(const int, bits);
        QFETCH(const std::string, algorithms);
        const auto key = Jwk::fromJson(jwk);
        MESHSSO_VERIFY_OK(key);
        QCOMPARE(key->type(), std::string_view(type));
        QCOMPARE(key->bits(), bits);
        QCOMPARE(algorithmNames(*key), algorithms);
        QCOMPARE(key->keyId(), std::string(stringOr(jwk, "kid")));
        QCOMPARE(key->thumbprint().size(), std::size_t(43));
        QVERIFY(key->handle() != nullptr);
    }

    void refusesAKey_data()
    {
        using enum ErrorCode;
        QTest::addColumn<json::object>("jwk");
        QTest::addColumn<ErrorCode>("expected");
        const auto row = [](const char* name, const json::object& jwk, ErrorCode code) {
            QTest::newRow(name) << jwk << code;
        };
        const auto rsaJwk = rsa().publicJwk();
        const auto ecJwk = p256().publicJwk();
        const auto edJwk = TestSigner::ed25519().publicJwk();
        const std::string n = decoded(rsaJwk, "n");
        const std::string x = decoded(ecJwk, "x");

        row("nothing", {}, MalformedToken);
        row("no kty", without(rsaJwk, "kty"), MalformedToken);
        row("kty of another type", with(rsaJwk, "kty", 1), Unsupported);
        row("kty unknown", with(rsaJwk, "kty", "DSA"), Unsupported);
        row("kty lower case", with(rsaJwk, "kty", "rsa"), Unsupported);
        row("symmetric", {{"kty", "oct"}, {"k", "c2VjcmV0"}}, Unsupported);
        for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
            const auto label = std::string("private member ") + name;
            row(label.c_str(), with(rsaJwk, name, "AQAB"), Unsupported);
        }
        row("EC private", with(ecJwk, "d", "AQAB"), Unsupported);
        row("OKP private", with(edJwk, "d", "AQAB"), Unsupported);

        row("use enc", with(rsaJwk, "use", "enc"), Unsupported);
        row("use unknown", with(rsaJwk, "use", "SIG"), Unsupported);
        row("use not text", with(rsaJwk, "use", nullptr), MalformedToken);
        row("key_ops without verify", with(rsaJwk, "key_ops", json::array{"encrypt", "wrapKey"}),
            Unsupported);
        row("key_ops empty", with(rsaJwk, "key_ops", json::array{}), Unsupported);
        row("key_ops text", with(rsaJwk, "key_ops", "verify"), MalformedToken);
        row("key_ops of numbers", with(rsaJwk, "key_ops", json::array{1}), MalformedToken);
        row("kid not text", with(rsaJwk, "kid", 7), MalformedToken);

        row("alg of encryption", with(rsaJwk, "alg", "RSA-OAEP"), Unsupported);
        row("alg none", with(rsaJwk, "alg", "none"), Unsupported);
        row("alg HS256", with(rsaJwk, "alg", "HS256"), Unsupported);
        row("alg not text", with(rsaJwk, "alg", 256), MalformedToken);
        row("alg of another type", with(rsaJwk, "alg", "ES256"), MalformedToken);
        row("alg of another curve", with(ecJwk, "alg", "ES384"), MalformedToken);
        row("alg RS256 on an EC key", with(ecJwk, "alg", "RS256"), MalformedToken);
        row("alg ES256 on an OKP key", with(edJwk, "alg", "ES256"), MalformedToken);

        row("n missing", without(rsaJwk, "n"), MalformedToken);
        row("e missing", without(rsaJwk, "e"), MalformedToken);
        row("n not text", with(rsaJwk, "n", 5), MalformedToken);
        row("n empty", with(rsaJwk, "n", ""), MalformedToken);
        row("n with padding", with(rsaJwk, "n", std::string(stringOr(rsaJwk, "n")) + "=="), MalformedToken);
        row("n with a line feed", with(rsaJwk, "n", std::string(stringOr(rsaJwk, "n")) + "\n"),
            MalformedToken);
        row("n with a leading zero", with(rsaJwk, "n", base64UrlEncode(std::string(1, '\0') + n)),
            MalformedToken);
        row("n even", with(rsaJwk, "n", base64UrlEncode(n.substr(0, n.size() - 1) + '\x02')), WeakKey);
        row("n with a small factor", with(rsaJwk, "n", base64UrlEncode(std::string(256, '\xff'))), WeakKey);
        row("RSA 1024", TestSigner::rsa("weak", 1024).publicJwk(), WeakKey);
        row("RSA 2040", with(rsaJwk, "n", base64UrlEncode(n.substr(0, 255))), WeakKey);
        row("RSA over 8192", with(rsaJwk, "n", base64UrlEncode(std::string(1025, '\xff'))), WeakKey);
        row("exponent 0", with(rsaJwk, "e", "AA"), MalformedToken);
        row("exponent 1", with(rsaJwk, "e", "AQ"), WeakKey);
        row("exponent 3", with(rsaJwk, "e", "Aw"), WeakKey);
        row("exponent 65535", with(rsaJwk, "e", "__8"), WeakKey);
        row("exponent 65536", with(rsaJwk, "e", "AQAA"), WeakKey);
        row("exponent 65538", with(rsaJwk, "e", "AQAC"), WeakKey);
        row("exponent with a leading zero", with(rsaJwk, "e", "AAEAAQ"), MalformedToken);
        row("exponent of 72 bits", with(rsaJwk, "e", base64UrlEncode(std::string(9, '\xff'))), WeakKey);

        row("crv missing", without(ecJwk, "crv"), MalformedToken);
        row("crv secp256k1", TestSigner::ec("k", "secp256k1").publicJwk(""), Unsupported);
        row("crv of another curve", with(ecJwk, "crv", "P-384"), MalformedToken);
        row("crv Ed25519 on EC", with(ecJwk, "crv", "Ed25519"), Unsupported);
        row("x missing", without(ecJwk, "x"), MalformedToken);
        row("y missing", without(ecJwk, "y"), MalformedToken);
        row("x and y swapped", with(with(ecJwk, "x", ecJwk.at("y")), "y", ecJwk.at("x")), MalformedToken);
        row("point not on the curve", with(ecJwk, "x", base64UrlEncode(std::string(32, '\x05'))),
            MalformedToken);
        row("point zero",
            with(with(ecJwk, "x", base64UrlEncode(std::string(32, '\0'))), "y",
                 base64UrlEncode(std::string(32, '\0'))),
            MalformedToken);
        row("x beyond the field", with(ecJwk, "x", base64UrlEncode(std::string(32, '\xff'))), MalformedToken);
        row("x too short", with(ecJwk, "x", base64UrlEncode(x.substr(1))), MalformedToken);
        row("x too long", with(ecJwk, "x", base64UrlEncode(std::string(1, '\0') + x)), MalformedToken);

        row("OKP crv missing", without(edJwk, "crv"), MalformedToken);
        row("OKP for key agreement", with(edJwk, "crv", "X25519"), Unsupported);
        row("OKP Ed448", with(edJwk, "crv", "Ed448"), Unsupported);
        row("OKP x missing", without(edJwk, "x"), MalformedToken);
        row("OKP x too short", with(edJwk, "x", base64UrlEncode(std::string(31, 'x'))), MalformedToken);
        row("OKP x too long", with(edJwk, "x", base64UrlEncode(std::string(33, 'x'))), MalformedToken);
    }
    void refusesAKey()
    {
        QFETCH(const json::object, jwk);
        QFETCH(const ErrorCode, expected);
        MESHSSO_VERIFY_FAILS(Jwk::fromJson(jwk), expected);
    }

    void readsPem_asTheSameKey_data()
    {
        QTest::addColumn<json::object>("jwk");
        QTest::addColumn<std::string>("pem");
        const auto row = [](const char* name, const TestSigner& signer) {
            QTest::newRow(name) << signer.publicJwk("") << signer.publicPem();
        };
        row("RSA", rsa());
        row("P-256", p256());
        row("P-384", TestSigner::ec("k", "P-384"));
        row("P-521", TestSigner::ec("k", "P-521"));
        row("Ed25519", TestSigner::ed25519());
    }
    void readsPem_asTheSameKey()
    {
        QFETCH(const json::object, jwk);
        QFETCH(const std::string, pem);
        const auto expected = Jwk::fromJson(jwk);
        MESHSSO_VERIFY_OK(expected);
        const auto key = Jwk::fromPem(pem, "named");
        MESHSSO_VERIFY_OK(key);
        QCOMPARE(key->thumbprint(), expected->thumbprint());
        QCOMPARE(algorithmNames(*key), algorithmNames(*expected));
        QCOMPARE(key->keyId(), std::string("named"));
    }

    void pinsTheAlgorithm_ofPem()
    {
        const auto key = Jwk::fromPem(rsa().publicPem(), "k", "PS256");
        MESHSSO_VERIFY_OK(key);
        QCOMPARE(algorithmNames(*key), std::string("PS256"));
        MESHSSO_VERIFY_FAILS(Jwk::fromPem(rsa().publicPem(), "k", "ES256"), ErrorCode::MalformedToken);
        MESHSSO_VERIFY_FAILS(Jwk::fromPem(rsa().publicPem(), "k", "HS256"), ErrorCode::Unsupported);
    }

    void refusesPem_data()
    {
        using enum ErrorCode;
        QTest::addColumn<std::string>("pem");
        QTest::addColumn<ErrorCode>("expected");
        const auto pem = p256().publicPem();
        QTest::newRow("empty") << std::string() << ParseError;
        QTest::newRow("not PEM") << std::string("hello") << ParseError;
        QTest::newRow("cut short") << pem.substr(0, pem.size() / 2) << ParseError;
        QTest::newRow("broken certificate")
            << std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") << ParseError;
        QTest::newRow("private key") << p256().privatePem() << Unsupported;
        QTest::newRow("unknown curve") << TestSigner::ec("k", "secp256k1").publicPem() << Unsupported;
        QTest::newRow("weak") << TestSigner::rsa("weak", 1024).publicPem() << WeakKey;
        QTest::newRow("oversized") << std::string(257 * 1024, 'A') << TooLarge;
    }
    void refusesPem()
    {
        QFETCH(const std::string, pem);
        QFETCH(const ErrorCode, expected);
        MESHSSO_VERIFY_FAILS(Jwk::fromPem(pem), expected);
    }

    void parsesAlgorithmNames_exactly()
    {
        for (const char* name :
             {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}) {
            const auto algorithm = parseJwsAlgorithm(name);
            MESHSSO_VERIFY_OK(algorithm);
            QCOMPARE(jwsAlgorithmName(*algorithm), std::string_view(name));
        }
        for (const char* name : {"", "none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "rs256",
                                 "RS256 ", "RS1", "ES256K", "EDDSA", "RSA-OAEP", "dir"})
            MESHSSO_VERIFY_FAILS(parseJwsAlgorithm(name), ErrorCode::AlgorithmNotAllowed);
    }
};

QTEST_APPLESS_MAIN(JwkTest)
#include "tst_Jwk.moc"
