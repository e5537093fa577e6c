#include "core/Encoding.h"
#include "crypto/JwsVerifier.h"
#include "support/TestPrinters.h"
#include "support/TestSigner.h"

#include <QtTest/QtTest>
#include <atomic>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <thread>

using namespace meshsso;
using namespace meshsso::crypto;
using test::TestSigner;

namespace {

const json::object claims{{"sub", "alice"}, {"exp", 1'800'000'000}};

const TestSigner& rsa()
{
    static const auto signer = TestSigner::rsa("rsa");
    return signer;
}

const TestSigner& otherRsa()
{
    static const auto signer = TestSigner::rsa("rsa");
    return signer;
}

const TestSigner& p256()
{
    static const auto signer = TestSigner::ec("ec");
    return signer;
}

const TestSigner& ed()
{
    static const auto signer = TestSigner::ed25519("ed");
    return signer;
}

JwkSet setOf(const std::vector<json::object>& keys)
{
    auto set = JwkSet::parse(TestSigner::jwks(keys));
    if (!set)
        qFatal("%s", set.error().toString().c_str());
    return std::move(*set);
}

const JwkSet& keys()
{
    static const auto set = setOf({rsa().publicJwk(), p256().publicJwk(), ed().publicJwk()});
    return set;
}

JwsVerifier verifierOfAll()
{
    using enum JwsAlgorithm;
    return JwsVerifier({RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA});
}

template<class Value>
json::object with(json::object object, std::string_view name, const Value& value)
{
    object[name] = value;
    return object;
}

json::object without(json::object object, std::string_view name)
{
    object.erase(name);
    return object;
}

/// The token with its signature replaced.
std::string withSignature(const std::string& token, std::string_view signature)
{
    return token.substr(0, token.rfind('.') + 1) + base64UrlEncode(signature);
}

std::string signatureOf(const std::string& token)
{
    return *base64UrlDecode(std::string_view(token).substr(token.rfind('.') + 1));
}

std::string headerText(std::string_view text)
{
    return rsa().signRaw(text, json::serialize(claims));
}

/// A PSS signature with SHA-256 and that salt length.
std::string pssSignature(const std::string& input, int saltLength)
{
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* options = nullptr;
    std::string out(256, '\0');
    std::size_t size = out.size();
    const bool good = EVP_DigestSignInit(context, &options, EVP_sha256(), nullptr, rsa().handle()) == 1 &&
                      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, saltLength) == 1 &&
                      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size,
                                     reinterpret_cast<const unsigned char*>(input.data()), input.size()) == 1;
    EVP_MD_CTX_free(context);
    return good ? out : std::string();
}

} // namespace

Q_DECLARE_METATYPE(ErrorCode)

class JwsVerifierTest : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data()
    {
        QTest::addColumn<std::string>("jwks");
        QTest::addColumn<std::string>("token");
        const auto row = [](const TestSigner& signer, const char* algorithm) {
            QTest::newRow(algorithm) << TestSigner::jwks({signer.publicJwk(algorithm)})
                                     << signer.signWithHeader(with(signer.header(), "alg", algorithm),
                                                              claims);
        };
        for (const char* algorithm : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
            row(rsa(), algorithm);
        row(p256(), "ES256");
        row(TestSigner::ec("ec", "P-384"), "ES384");
        row(TestSigner::ec("ec", "P-521"), "ES512");
        row(ed(), "EdDSA");
        QTest::newRow("without kid") << rsa().jwks()
                                     << rsa().signWithHeader(without(rsa().header(), "kid"), claims);
        QTest::newRow("without typ") << rsa().jwks() << rsa().sign(claims, "");
        QTest::newRow("thumbprints in the header")
            << rsa().jwks()
            << rsa().signWithHeader(with(with(rsa().header(), "x5t", "abc"), "x5t#S256", "abc"), claims);
        QTest::newRow("without kid, the second key")
            << TestSigner::jwks({with(otherRsa().publicJwk(), "kid", "o"), rsa().publicJwk()})
            << rsa().signWithHeader(without(rsa().header(), "kid"), claims);
        QTest::newRow("key without alg") << TestSigner::jwks({rsa().publicJwk("")}) << rsa().sign(claims);
        QTest::newRow("empty payload") << rsa().jwks() << rsa().signRaw(json::serialize(rsa().header()), "");
    }
    void accepts()
    {
        QFETCH(const std::string, jwks);
        QFETCH(const std::string, token);
        const auto set = JwkSet::parse(jwks);
        MESHSSO_VERIFY_OK(set);
        const auto verified = verifierOfAll().verify(token, *set);
        MESHSSO_VERIFY_OK(verified);
        QVERIFY(verified->payload == json::serialize(claims) || verified->payload.empty());
        QCOMPARE(verified->header, decodeJws(token)->header);
        QVERIFY(set->hasKeyId(verified->keyId));
    }

    void refuses_data()
    {
        using enum ErrorCode;
        QTest::addColumn<std::string>("token");
        QTest::addColumn<ErrorCode>("expected");
        const auto row = [](const char* name, const std::string& token, ErrorCode code) {
            QTest::newRow(name) << token << code;
        };
        const auto good = rsa().sign(claims);
        const auto firstDot = good.find('.');
        const auto lastDot = good.rfind('.');
        const auto header = rsa().header();

        // Shape
        row("empty", "", MalformedToken);
        row("one part", "abc", MalformedToken);
        row("two parts", good.substr(0, lastDot), MalformedToken);
        row("four parts", good + ".x", MalformedToken);
        row("five parts, as an encrypted token has", good + "..", MalformedToken);
        row("dots only", "..", MalformedToken);
        row("many dots", std::string(16 * 1024, '.'), MalformedToken);
        row("a million dots", std::string(1'000'000, '.'), TooLarge);
        row("over the limit", good + std::string(16 * 1024 + 1 - good.size(), 'A'), TooLarge);
        row("header missing", good.substr(firstDot), MalformedToken);
        row("payload missing", good.substr(0, firstDot + 1) + good.substr(lastDot), BadSignature);
        row("signature missing", good.substr(0, lastDot + 1), BadSignature);
        row("line feed at the end", good + "\n", MalformedToken);
        row("line feed inside", good.substr(0, lastDot + 5) + "\n" + good.substr(lastDot + 5),
            MalformedToken);
        row("blank before", " " + good, MalformedToken);
        row("padding after the header", good.substr(0, firstDot) + "=" + good.substr(firstDot),
            MalformedToken);
        row("padding after the signature", good + "==", MalformedToken);
        row("NUL inside", good.substr(0, 5) + '\0' + good.substr(5), MalformedToken);
        row("plain base64 alphabet", good.substr(0, lastDot + 1) + "+/" + good.substr(lastDot + 3),
            MalformedToken);
        row("Bearer before", "Bearer " + good, MalformedToken);
        row("JSON serialization", R"({"payload":"x","signatures":[]})", MalformedToken);

        // Header JSON
        row("header not JSON", headerText("nonsense"), MalformedToken);
        row("header not an object", headerText("[]"), MalformedToken);
        row("header with trailing text",
            headerText(R"({"alg":"RS256"} )"
                       "x"),
            MalformedToken);
        row("header with a duplicate member", headerText(R"({"alg":"RS256","kid":"rsa","alg":"RS256"})"),
            MalformedToken);
        row("header too deep",
            headerText(R"({"alg":"RS256","kid":"rsa","a":)" + std::string(2000, '[') +
                       std::string(2000, ']') + "}"),
            MalformedToken);
        row("header too long",
            headerText("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"a\":\"" + std::string(5000, 'x') + "\"}"),
            MalformedToken);
        row("header with invalid UTF-8", headerText("{\"alg\":\"RS256\",\"kid\":\"\xff\"}"), MalformedToken);
        row("kid not text", rsa().signWithHeader(with(header, "kid", 1), claims), MalformedToken);
        row("kid null", rsa().signWithHeader(with(header, "kid", nullptr), claims), MalformedToken);
        row("alg missing", rsa().signWithHeader(without(header, "alg"), claims), MalformedToken);
        row("alg not text", rsa().signWithHeader(with(header, "alg", json::array{"RS256"}), claims),
            MalformedToken);

        // Algorithms
        for (const char* name : {"none", "None", "NONE", "nOnE", "", "rs256", "RS256 ", "HS256", "HS384",
                                 "HS512", "RS1", "ES256K", "A128KW", "dir"}) {
            const auto label = std::string("alg '") + name + "'";
            row(label.c_str(), rsa().signWithHeader(with(header, "alg", name), claims), AlgorithmNotAllowed);
        }
        auto unsignedToken = rsa().signWithHeader(with(header, "alg", "none"), claims);
        row("none without a signature", withSignature(unsignedToken, ""), AlgorithmNotAllowed);
        const auto hmacInput = base64UrlEncode(json::serialize(with(header, "alg", "HS256"))) + "." +
                               base64UrlEncode(json::serialize(claims));
        row("HS256 with the public key as secret",
            hmacInput + "." + base64UrlEncode(TestSigner::hmacSha256(rsa().publicPem(), hmacInput)),
            AlgorithmNotAllowed);
        for (const char* name : {"RS384", "RS512", "PS256", "PS384", "PS512"}) {
            const auto label = std::string("the RS256 key with ") + name;
            row(label.c_str(), rsa().signWithHeader(with(header, "alg", name), claims), AlgorithmNotAllowed);
        }
        row("the EC key's kid with RS256", rsa().signWithHeader(with(header, "kid", "ec"), claims),
            AlgorithmNotAllowed);
        row("ES384 with the P-256 key", p256().signWithHeader(with(p256().header(), "alg", "ES384"), claims),
            AlgorithmNotAllowed);

        // Headers that would change where the key or the meaning comes from
        const json::object embedded{{"jwk", otherRsa().publicJwk()},
                                    {"jku", "https://evil.example/jwks"},
                                    {"x5u", "https://evil.example/cert"},
                                    {"x5c", json::array{"MIIB"}},
                                    {"crit", json::array{"exp"}},
                                    {"zip", "DEF"},
                                    {"b64", false}};
        for (const auto& [name, value] : embedded) {
            row(std::string(name).c_str(), rsa().signWithHeader(with(header, name, value), claims),
                UnsupportedHeader);
        }
        row("jwk of the attacker",
            otherRsa().signWithHeader(with(header, "jwk", otherRsa().publicJwk()), claims),
            UnsupportedHeader);
        row("crit empty", rsa().signWithHeader(with(header, "crit", json::array{}), claims),
            UnsupportedHeader);
        row("crit null", rsa().signWithHeader(with(header, "crit", nullptr), claims), UnsupportedHeader);
        row("b64 true", rsa().signWithHeader(with(header, "b64", true), claims), UnsupportedHeader);

        // Keys
        row("unknown kid", rsa().signWithHeader(with(header, "kid", "new"), claims), UnknownKey);
        row("kid of another case", rsa().signWithHeader(with(header, "kid", "RSA"), claims), UnknownKey);
        row("kid that looks like a path", rsa().signWithHeader(with(header, "kid", "../../dev/null"), claims),
            UnknownKey);
        row("another issuer's key under the same kid", otherRsa().sign(claims), BadSignature);
        row("another EC key under the same kid", TestSigner::ec("ec").sign(claims), BadSignature);
        row("another Ed25519 key under the same kid", TestSigner::ed25519("ed").sign(claims), BadSignature);
        row("another key, without kid", otherRsa().signWithHeader(without(header, "kid"), claims),
            BadSignature);

        // Signatures
        const auto rsaSignature = signatureOf(good);
        row("RSA signature cut short", withSignature(good, rsaSignature.substr(1)), BadSignature);
        row("RSA signature with a zero before", withSignature(good, '\0' + rsaSignature), BadSignature);
        row("RSA signature with a zero after", withSignature(good, rsaSignature + '\0'), BadSignature);
        row("RSA signature zero", withSignature(good, std::string(256, '\0')), BadSignature);
        row("RSA signature one", withSignature(good, std::string(255, '\0') + '\x01'), BadSignature);
        row("RSA signature beyond the modulus", withSignature(good, std::string(256, '\xff')), BadSignature);
        const auto ecToken = p256().sign(claims);
        const auto ecSignature = signatureOf(ecToken);
        const auto r = ecSignature.substr(0, 32);
        const auto s = ecSignature.substr(32);
        const std::string zero(32, '\0');
        row("ECDSA r = s = 0", withSignature(ecToken, zero + zero), BadSignature);
        row("ECDSA r = 0", withSignature(ecToken, zero + s), BadSignature);
        row("ECDSA s = 0", withSignature(ecToken, r + zero), BadSignature);
        row("ECDSA r and s swapped", withSignature(ecToken, s + r), BadSignature);
        row("ECDSA too short", withSignature(ecToken, ecSignature.substr(0, 63)), BadSignature);
        row("ECDSA too long", withSignature(ecToken, ecSignature + '\0'), BadSignature);
        row("ECDSA halves of 33 bytes", withSignature(ecToken, '\0' + r + '\0' + s), BadSignature);
        row("ECDSA empty", withSignature(ecToken, ""), BadSignature);
        row("ECDSA r and s beyond the order", withSignature(ecToken, std::string(64, '\xff')), BadSignature);
        const std::string der = "\x30\x44\x02\x20" + r + "\x02\x20" + s;
        row("ECDSA as DER", withSignature(ecToken, der), BadSignature);
        const auto edToken = ed().sign(claims);
        row("Ed25519 too short", withSignature(edToken, signatureOf(edToken).substr(0, 63)), BadSignature);
        row("Ed25519 too long", withSignature(edToken, signatureOf(edToken) + '\0'), BadSignature);
        row("Ed25519 zero", withSignature(edToken, std::string(64, '\0')), BadSignature);
        row("payload of another token",
            good.substr(0, firstDot + 1) + base64UrlEncode(R"({"sub":"admin"})") + good.substr(lastDot),
            BadSignature);
    }
    void refuses()
    {
        QFETCH(const std::string, token);
        QFETCH(const ErrorCode, expected);
        const auto result = verifierOfAll().verify(token, keys());
        MESHSSO_VERIFY_FAILS(result, expected);
        QCOMPARE(ERR_peek_error(), 0UL); // nothing left for a TLS library on this thread to trip over
    }

    void refuses_whenAnyBitIsFlipped_data()
    {
        QTest::addColumn<std::string>("token");
        QTest::newRow("RS256") << rsa().sign(claims);
        QTest::newRow("ES256") << p256().sign(claims);
        QTest::newRow("EdDSA") << ed().sign(claims);
    }
    void refuses_whenAnyBitIsFlipped()
    {
        QFETCH(const std::string, token);
        const auto verifier = verifierOfAll();
        MESHSSO_VERIFY_OK(verifier.verify(token, keys()));
        for (std::size_t bit = 0; bit < token.size() * 8; ++bit) {
            auto altered = token;
            altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY2(!verifier.verify(altered, keys()), std::to_string(bit).c_str());
        }
    }

    void refuses_whenCutShort()
    {
        const auto token = p256().sign(claims);
        const auto verifier = verifierOfAll();
        for (std::size_t size = 0; size < token.size(); ++size) {
            QVERIFY(!verifier.verify(token.substr(0, size), keys()));
            QVERIFY(!verifier.verify(token.substr(token.size() - size), keys()));
        }
    }

    void refuses_whatIsNotAllowed_evenIfTheKeyCould()
    {
        const JwsVerifier onlyEc({JwsAlgorithm::ES256});
        MESHSSO_VERIFY_OK(onlyEc.verify(p256().sign(claims), keys()));
        MESHSSO_VERIFY_FAILS(onlyEc.verify(rsa().sign(claims), keys()), ErrorCode::AlgorithmNotAllowed);
        MESHSSO_VERIFY_FAILS(JwsVerifier({}).verify(rsa().sign(claims), keys()),
                             ErrorCode::AlgorithmNotAllowed);
    }

    void refuses_pssWithAnotherSaltLength()
    {
        // RFC 7518 section 3.5 fixes it to the digest's.
        const auto set = setOf({rsa().publicJwk("PS256")});
        const auto header = with(rsa().header(), "alg", "PS256");
        const auto good = rsa().signWithHeader(header, claims);
        const auto input = good.substr(0, good.rfind('.'));
        MESHSSO_VERIFY_OK(verifierOfAll().verify(withSignature(good, pssSignature(input, 32)), set));
        for (const int salt : {0, 20, 31, 33, 64, RSA_PSS_SALTLEN_MAX}) {
            const auto token = withSignature(good, pssSignature(input, salt));
            MESHSSO_VERIFY_FAILS(verifierOfAll().verify(token, set), ErrorCode::BadSignature);
        }
        const auto otherHash = rsa().signRaw(json::serialize(header), json::serialize(claims), "PS512");
        MESHSSO_VERIFY_FAILS(verifierOfAll().verify(otherHash, set), ErrorCode::BadSignature);
        const auto pkcs1 = rsa().signRaw(json::serialize(header), json::serialize(claims), "RS256");
        MESHSSO_VERIFY_FAILS(verifierOfAll().verify(pkcs1, set), ErrorCode::BadSignature);
    }

    void refuses_withoutKeys()
    {
        MESHSSO_VERIFY_FAILS(verifierOfAll().verify(rsa().sign(claims), JwkSet()), ErrorCode::UnknownKey);
        const auto unnamed = rsa().signWithHeader(without(rsa().header(), "kid"), claims);
        MESHSSO_VERIFY_FAILS(verifierOfAll().verify(unnamed, JwkSet()), ErrorCode::UnknownKey);
    }

    void refuses_aDuplicatedKeyId()
    {
        const auto set = setOf({rsa().publicJwk(), otherRsa().publicJwk()});
        MESHSSO_VERIFY_FAILS(verifierOfAll().verify(rsa().sign(claims), set), ErrorCode::UnknownKey);
    }

    void refuses_anEncryptionKey()
    {
        const auto set = setOf({with(rsa().publicJwk(), "use", "enc"), p256().publicJwk()});
        MESHSSO_VERIFY_FAILS(verifierOfAll().verify(rsa().sign(claims), set), ErrorCode::UnknownKey);
    }

    void doesNotTryManyKeys_whenTheTokenNamesNone()
    {
        std::vector<json::object> many;
        for (int i = 0; i < 9; ++i)
            many.push_back(TestSigner::ec("k" + std::to_string(i)).publicJwk());
        many[0] = p256().publicJwk();
        const auto token = p256().signWithHeader(without(p256().header(), "kid"), claims);
        MESHSSO_VERIFY_FAILS(verifierOfAll().verify(token, setOf(many)), ErrorCode::UnknownKey);
        many.pop_back();
        MESHSSO_VERIFY_OK(verifierOfAll().verify(token, setOf(many)));
    }

    void decodes_withoutVerifying()
    {
        const auto token = withSignature(rsa().sign(claims), "anything");
        const auto decoded = decodeJws(token);
        MESHSSO_VERIFY_OK(decoded);
        QCOMPARE(decoded->payload, json::serialize(claims));
        QCOMPARE(decoded->signature, std::string("anything"));
        QCOMPARE(std::string(stringOr(decoded->header, "alg")), std::string("RS256"));
        QCOMPARE(std::string(decoded->signingInput), token.substr(0, token.rfind('.')));
    }

    void namesNoPartOfTheToken_inItsErrors()
    {
        const auto token = otherRsa().sign(claims);
        const auto result = verifierOfAll().verify(token, keys());
        MESHSSO_VERIFY_FAILS(result, ErrorCode::BadSignature);
        QVERIFY(result.error().toString().find(token.substr(0, 12)) == std::string::npos);
    }

    void worksFromSeveralThreads()
    {
        const auto verifier = verifierOfAll();
        const std::vector<std::string> tokens{rsa().sign(claims), p256().sign(claims), ed().sign(claims)};
        const auto foreign = otherRsa().sign(claims);
        std::atomic<int> failures = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 50; ++i) {
                    for (const auto& token : tokens)
                        failures += !verifier.verify(token, keys());
                    failures += verifier.verify(foreign, keys()).has_value();
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
    }
};

QTEST_APPLESS_MAIN(JwsVerifierTest)
#include "tst_JwsVerifier.moc"
