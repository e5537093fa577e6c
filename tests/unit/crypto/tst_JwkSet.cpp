#include "crypto/JwkSet.h"
#include "support/TestPrinters.h"
#include "support/TestSigner.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::crypto;
using test::TestSigner;

namespace {

template<class Value>
json::object with(json::object jwk, std::string_view name, const Value& value)
{
    jwk[name] = value;
    return jwk;
}

const TestSigner& rsa()
{
    static const auto signer = TestSigner::rsa("rsa");
    return signer;
}

JwkSet parsed(const std::vector<json::object>& keys, Findings* findings = nullptr)
{
    auto set = JwkSet::parse(TestSigner::jwks(keys), findings);
    if (!set)
        qFatal("%s", set.error().toString().c_str());
    return std::move(*set);
}

} // namespace

Q_DECLARE_METATYPE(json::object)
Q_DECLARE_METATYPE(ErrorCode)
Q_DECLARE_METATYPE(Severity)

class JwkSetTest : public QObject
{
    Q_OBJECT

private slots:
    void findsKeys_byIdAndAlgorithm()
    {
        using enum JwsAlgorithm;
        const auto set =
            parsed({rsa().publicJwk(), TestSigner::ec("ec").publicJwk(), TestSigner::ec("e2").publicJwk()});
        QCOMPARE(set.keys().size(), std::size_t(3));
        QCOMPARE(set.candidates("rsa", RS256).size(), std::size_t(1));
        QCOMPARE(set.candidates("rsa", RS256).front()->keyId(), std::string("rsa"));
        QVERIFY(set.candidates("rsa", PS256).empty());
        QVERIFY(set.candidates("rsa", ES256).empty());
        QVERIFY(set.candidates("RSA", RS256).empty());
        QCOMPARE(set.candidates("", ES256).size(), std::size_t(2));
        QVERIFY(set.candidates("", ES384).empty());
        QVERIFY(set.hasKeyId("e2"));
        QVERIFY(!set.hasKeyId("e3"));
        QVERIFY(JwkSet().empty());
    }

    void leavesOutAKey_andSaysWhy_data()
    {
        QTest::addColumn<json::object>("jwk");
        QTest::addColumn<std::string>("code");
        QTest::addColumn<Severity>("severity");
        const auto row = [](const char* name, const json::object& jwk, const char* code, Severity severity) {
            QTest::newRow(name) << jwk << std::string(code) << severity;
        };
        const auto jwk = rsa().publicJwk();
        row("use enc", with(jwk, "use", "enc"), "jwks.not-for-signatures", Severity::Info);
        row("alg RSA-OAEP", with(jwk, "alg", "RSA-OAEP"), "jwks.not-for-signatures", Severity::Info);
        row("key_ops encrypt", with(jwk, "key_ops", json::array{"encrypt"}), "jwks.not-for-signatures",
            Severity::Info);
        row("kty unknown", with(jwk, "kty", "AKP"), "jwks.unsupported-key", Severity::Warning);
        row("crv unknown", TestSigner::ec("k", "secp256k1").publicJwk(), "jwks.unsupported-key",
            Severity::Warning);
        row("weak", TestSigner::rsa("w", 1024).publicJwk(), "jwks.weak-key", Severity::Warning);
        row("exponent 3", with(jwk, "e", "Aw"), "jwks.weak-key", Severity::Warning);
        row("not base64url", with(jwk, "n", "+/=="), "jwks.malformed-key", Severity::Warning);
        row("kid not text", with(jwk, "kid", 3), "jwks.malformed-key", Severity::Warning);
        row("alg of another type", with(jwk, "alg", "ES256"), "jwks.malformed-key", Severity::Warning);
        row("private", with(jwk, "d", "AQAB"), "jwks.private-key", Severity::Error);
        row("symmetric", {{"kty", "oct"}, {"k", "c2VjcmV0"}}, "jwks.private-key", Severity::Error);
    }
    void leavesOutAKey_andSaysWhy()
    {
        QFETCH(const json::object, jwk);
        QFETCH(const std::string, code);
        QFETCH(const Severity, severity);
        Findings findings;
        const auto set = parsed({TestSigner::ec("good").publicJwk(), jwk}, &findings);
        QCOMPARE(set.keys().size(), std::size_t(1));
        QCOMPARE(set.keys().front().keyId(), std::string("good"));
        QCOMPARE(findings.size(), std::size_t(1));
        QCOMPARE(findings.front().code, code);
        QCOMPARE(findings.front().severity, severity);
        QVERIFY(findings.front().where.starts_with("keys[1]"));
        QVERIFY(!findings.front().why.empty() && !findings.front().fix.empty());
        // Without a place for findings it does the same.
        QCOMPARE(parsed({TestSigner::ec("good").publicJwk(), jwk}).keys().size(), std::size_t(1));
    }

    void leavesOutAnEntry_thatIsNoObject()
    {
        Findings findings;
        const auto set = JwkSet::parse(R"({"keys":["x", 1, null, []]})", &findings);
        MESHSSO_VERIFY_OK(set);
        QVERIFY(set->empty());
        QCOMPARE(findings.size(), std::size_t(5));
        QVERIFY(test::hasFinding(findings, "jwks.malformed-key"));
        QVERIFY(test::hasFinding(findings, "jwks.no-usable-key"));
    }

    void leavesOutAllKeys_thatShareIdAndAlgorithm()
    {
        Findings findings;
        const auto set = parsed({TestSigner::ec("same").publicJwk(), TestSigner::ec("other").publicJwk(),
                                 TestSigner::ec("same").publicJwk(), TestSigner::ec("same").publicJwk()},
                                &findings);
        QCOMPARE(set.keys().size(), std::size_t(1));
        QCOMPARE(set.keys().front().keyId(), std::string("other"));
        QVERIFY(!set.hasKeyId("same"));
        QCOMPARE(findings.size(), std::size_t(3));
        QVERIFY(std::all_of(findings.begin(), findings.end(), [](const Finding& f) {
            return f.code == "jwks.duplicate-kid" && f.severity == Severity::Error;
        }));
    }

    void seesADuplicate_whereOneKeyNamesNoAlgorithm()
    {
        Findings findings;
        const auto second = TestSigner::rsa("rsa");
        const auto set = parsed({rsa().publicJwk("PS256"), second.publicJwk("")}, &findings);
        QVERIFY(set.empty());
        QVERIFY(test::hasFinding(findings, "jwks.duplicate-kid"));
    }

    void keepsKeys_thatShareAnIdOnly()
    {
        Findings findings;
        const auto set =
            parsed({rsa().publicJwk("RS256"), with(TestSigner::ec().publicJwk(), "kid", "rsa")}, &findings);
        QCOMPARE(set.keys().size(), std::size_t(2));
        QVERIFY2(findings.empty(), test::describe(findings).c_str());
    }

    void keepsAKey_whoseNamesakeIsForEncryption()
    {
        const auto set = parsed({rsa().publicJwk(), with(rsa().publicJwk("RSA-OAEP"), "use", "enc")});
        QCOMPARE(set.keys().size(), std::size_t(1));
    }

    void keepsSeveralKeys_withoutId()
    {
        auto a = TestSigner::ec().publicJwk();
        auto b = TestSigner::ec().publicJwk();
        a.erase("kid");
        b.erase("kid");
        const auto set = parsed({a, b});
        QCOMPARE(set.candidates("", JwsAlgorithm::ES256).size(), std::size_t(2));
    }

    void refusesADocument_data()
    {
        using enum ErrorCode;
        QTest::addColumn<std::string>("text");
        QTest::addColumn<ErrorCode>("expected");
        QTest::newRow("empty") << std::string() << ParseError;
        QTest::newRow("HTML") << std::string("<html></html>") << ParseError;
        QTest::newRow("array") << std::string("[]") << ParseError;
        QTest::newRow("no keys") << std::string("{}") << ParseError;
        QTest::newRow("keys not an array") << std::string(R"({"keys":{}})") << ParseError;
        QTest::newRow("duplicate member") << std::string(R"({"keys":[],"keys":[]})") << ParseError;
        QTest::newRow("duplicate member in a key")
            << std::string(R"({"keys":[{"kty":"EC","kty":"RSA"}]})") << ParseError;
        QTest::newRow("trailing text") << std::string(R"({"keys":[]} x)") << ParseError;
        QTest::newRow("too deep") << R"({"keys":)" + std::string(40, '[') + std::string(40, ']') + "}"
                                  << TooLarge;
        QTest::newRow("too long") << "{\"keys\":[],\"pad\":\"" + std::string(256 * 1024, 'x') + "\"}"
                                  << TooLarge;
        std::string many = R"({"keys":[1)";
        for (int i = 0; i < 100; ++i)
            many += ",1";
        QTest::newRow("101 keys") << many + "]}" << TooLarge;
    }
    void refusesADocument()
    {
        QFETCH(const std::string, text);
        QFETCH(const ErrorCode, expected);
        MESHSSO_VERIFY_FAILS(JwkSet::parse(text), expected);
    }

    void showsAnIssuersText_harmlessly()
    {
        Findings findings;
        auto jwk = with(rsa().publicJwk(), "kid", "a\x1b[2J\n" + std::string(200, 'x'));
        jwk["use"] = "enc";
        static_cast<void>(parsed(std::vector{jwk}, &findings));
        const auto& where = findings.front().where;
        QVERIFY(where.find('\x1b') == std::string::npos && where.find('\n') == std::string::npos);
        QVERIFY(where.size() < 120);
    }
};

QTEST_APPLESS_MAIN(JwkSetTest)
#include "tst_JwkSet.moc"
