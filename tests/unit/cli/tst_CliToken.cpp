#include "CliRunner.h"

#include "support/TestSigner.h"

#include <QDateTime>
#include <QtTest/QtTest>

using namespace meshsso::test;
namespace json = meshsso::json;

namespace {

const std::string issuer = "http://127.0.0.1:8080/realms/Test-oidc";

json::object accessClaims(std::int64_t lifetime = 290)
{
    const auto now = QDateTime::currentSecsSinceEpoch();
    return {{"iss", issuer},
            {"aud", json::array{"oauth2proxy", "account"}},
            {"azp", "oauth2proxy"},
            {"sub", "0a1b2c3d-0000-4000-8000-000000000001"},
            {"typ", "Bearer"},
            {"exp", now + lifetime},
            {"iat", now - 10},
            {"preferred_username", "alice"},
            {"realm_access", {{"roles", json::array{"reader"}}}}};
}

} // namespace

// token decode: looking into tokens, offline and with keys, without trusting what they say.
class CliTokenTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void shows_headerClaimsAndTimes();
    void reads_whatPeopleCopy_data();
    void reads_whatPeopleCopy();
    void verifies_withKeys();
    void verifies_againstTheProject();
    void refuses_badTokens_data();
    void refuses_badTokens();
    void refuses_malformedInput_data();
    void refuses_malformedInput();
    void refuses_aTokenAsArgument_withoutEchoingIt();
    void saysWhatTheRulesAllow_data();
    void saysWhatTheRulesAllow();
    void spellsOut_controlCharacters();

private:
    TestSigner m_signer = TestSigner::rsa("key-1");
};

void CliTokenTest::initTestCase()
{
    QVERIFY(!m_signer.jwks().empty());
}

void CliTokenTest::shows_headerClaimsAndTimes()
{
    const CliRunner cli;
    cli.write("token", QString::fromStdString(m_signer.sign(accessClaims())));
    const auto people = cli.run({"token", "decode", "token"});
    QVERIFY2(people.exitCode == 0, qPrintable(people.all()));
    for (const char* part :
         {"RS256", "key-1", "preferred_username", "alice", "reader", "UTC", "(in 4 min", "Not verified"})
        QVERIFY2(people.out.contains(part), qPrintable(QString(part) + " is missing in\n" + people.out));

    const auto machine = cli.run({"token", "decode", "token", "--json"});
    QCOMPARE(machine.exitCode, 0);
    const auto document = machine.document();
    QCOMPARE(document.at("header").at("kid").as_string(), json::string("key-1"));
    QVERIFY(document.at("verification").at("verified").is_null());
    bool hasMeaning = false;
    for (const auto& claim : document.at("claims").as_array())
        hasMeaning = hasMeaning || (claim.at("name") == "aud" && claim.as_object().contains("meaning"));
    QVERIFY(hasMeaning);
}

void CliTokenTest::reads_whatPeopleCopy_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("alone") << ""
                           << "";
    QTest::newRow("line feed") << ""
                               << "\n";
    QTest::newRow("Bearer") << "Bearer "
                            << "\r\n";
    QTest::newRow("header") << "authorization: Bearer "
                            << "\n";
    QTest::newRow("token response") << "{\"access_token\":\""
                                    << "\",\"expires_in\":300}\n";
    QTest::newRow("httpbin") << "{\"headers\": {\"Authorization\": \"Bearer "
                             << "\"}}\n";
}

void CliTokenTest::reads_whatPeopleCopy()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    const auto token = QString::fromStdString(m_signer.sign(accessClaims()));
    const auto result = CliRunner().run({"token", "decode", "-"}, (before + token + after).toUtf8());
    QVERIFY2(result.exitCode == 0, qPrintable(result.all()));
    QVERIFY(result.out.contains("alice"));
}

void CliTokenTest::verifies_withKeys()
{
    const CliRunner cli;
    cli.write("token", QString::fromStdString(m_signer.sign(accessClaims())));
    cli.write("jwks.json", QString::fromStdString(m_signer.jwks()));
    const auto result = cli.run({"token", "decode", "token", "--jwks", "jwks.json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.all()));
    QVERIFY2(result.out.contains("Verified: "), qPrintable(result.out));
    QVERIFY(result.out.contains("--issuer-from-project"));
}

void CliTokenTest::verifies_againstTheProject()
{
    const CliRunner cli;
    cli.initSandbox();
    cli.write("token", QString::fromStdString(m_signer.sign(accessClaims())));
    cli.write("jwks.json", QString::fromStdString(m_signer.jwks()));
    const auto result =
        cli.run({"token", "decode", "token", "--jwks", "jwks.json", "--issuer-from-project", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.all()));
    QCOMPARE(result.document().at("verification").at("verified").as_bool(), true);
}

void CliTokenTest::refuses_badTokens_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("code");

    const auto row = [](const char* name, const std::string& token, const char* code) {
        QTest::newRow(name) << QString::fromStdString(token) << QString(code);
    };
    row("expired", m_signer.sign(accessClaims(-3600)), "expired");
    row("signed by another key", TestSigner::rsa("key-1").sign(accessClaims()), "bad_signature");
    row("unknown key", TestSigner::rsa("key-2").sign(accessClaims()), "unknown_key");
    auto claims = accessClaims();
    claims["aud"] = "account";
    row("no audience for us", m_signer.sign(claims), "wrong_audience");
    claims = accessClaims();
    claims["iss"] = "https://elsewhere.example.com/realms/Test-oidc";
    row("another issuer", m_signer.sign(claims), "wrong_issuer");
    claims = accessClaims();
    claims["typ"] = "Refresh";
    row("a refresh token", m_signer.sign(claims), "wrong_type");
    auto header = m_signer.header();
    header["alg"] = "none";
    row("algorithm none", m_signer.signWithHeader(header, accessClaims()), "algorithm_not_allowed");
}

void CliTokenTest::refuses_badTokens()
{
    QFETCH(QString, token);
    QFETCH(QString, code);
    const CliRunner cli;
    cli.initSandbox();
    cli.write("token", token);
    cli.write("jwks.json", QString::fromStdString(m_signer.jwks()));
    const auto result =
        cli.run({"token", "decode", "token", "--jwks", "jwks.json", "--issuer-from-project", "--json"});
    QCOMPARE(result.exitCode, 1);
    const auto verification = result.document().at("verification").as_object();
    QCOMPARE(verification.at("verified").as_bool(), false);
    QCOMPARE(QString::fromStdString(std::string(verification.at("code").as_string())), code);
    QVERIFY(!result.all().contains(token));
}

void CliTokenTest::refuses_malformedInput_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a word") << QByteArray("opaque-token");
    QTest::newRow("two parts") << QByteArray("eyJhbGciOiJSUzI1NiJ9.e30");
    QTest::newRow("not base64url") << QByteArray("a b.c+d.e/f");
    QTest::newRow("payload that is no object") << QByteArray("eyJhbGciOiJSUzI1NiJ9.WzFd.AAAA");
    QTest::newRow("too large") << QByteArray(200'000, 'a');
}

void CliTokenTest::refuses_malformedInput()
{
    QFETCH(QByteArray, input);
    const auto result = CliRunner().run({"token", "decode", "-"}, input);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.startsWith("error: "), qPrintable(result.err));
    QVERIFY(input.isEmpty() || !result.all().contains(input));
}

void CliTokenTest::refuses_aTokenAsArgument_withoutEchoingIt()
{
    const auto token = QString::fromStdString(m_signer.sign(accessClaims()));
    const auto result = CliRunner().run({"token", "decode", token});
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.err.contains("Fix: put it into a file"));
    QVERIFY(!result.all().contains(token));
}

void CliTokenTest::saysWhatTheRulesAllow_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("allowed");
    QTest::addColumn<QString>("says");
    QTest::newRow("any page") << "/orders?id=1" << true << "rule 'rest'";
    QTest::newRow("public page") << "/healthz" << true << "rule 'health'";
    QTest::newRow("role missing") << "/admin/users" << false << "admin";
    QTest::newRow("disguised path") << "/x/..%2fadmin" << false << "Denied";
}

void CliTokenTest::saysWhatTheRulesAllow()
{
    QFETCH(QString, path);
    QFETCH(bool, allowed);
    QFETCH(QString, says);
    const CliRunner cli;
    cli.initSandbox();
    cli.write("token", QString::fromStdString(m_signer.sign(accessClaims())));
    const auto result = cli.run({"token", "decode", "token", "--path", path});
    QCOMPARE(result.exitCode, allowed ? 0 : 1);
    QVERIFY2(result.out.contains(says), qPrintable(result.out));
    QVERIFY(result.out.contains("if the token is genuine"));
    const auto machine = cli.run({"token", "decode", "token", "--path", path, "--json"});
    QCOMPARE(machine.document().at("access").at("allowed").as_bool(), allowed);
}

void CliTokenTest::spellsOut_controlCharacters()
{
    auto claims = accessClaims();
    claims["name"] = "\x1b]0;owned\x07\x1b[2J \u202egnp.exe";
    const CliRunner cli;
    cli.write("token", QString::fromStdString(m_signer.sign(claims)));
    const auto result = cli.run({"token", "decode", "token"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(!result.out.contains('\x1b'));
    QVERIFY(!result.out.contains(QChar(0x202e)));
    QVERIFY(result.out.contains("\\x1b]0;owned"));
}

QTEST_GUILESS_MAIN(CliTokenTest)
#include "tst_CliToken.moc"
