#include "PublishedProvider.h"
#include "ServerProcess.h"
#include "core/Clock.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

namespace {

QByteArray bearer(const std::string& token)
{
    return "Authorization: Bearer " + QByteArray::fromStdString(token) + "\r\n";
}

/// As Keycloak writes it.
std::string tokenOf(const TestSigner& signer, const std::string& issuer, const std::string& audience)
{
    const SystemClock clock;
    const auto now = toUnixSeconds(clock.now());
    return signer.sign({{"iss", issuer},
                        {"sub", "service-account-1"},
                        {"typ", "Bearer"},
                        {"aud", audience},
                        {"azp", "batch"},
                        {"iat", now},
                        {"exp", now + 300}});
}

} // namespace

class BearerIssuersTest : public QObject
{
    Q_OBJECT

private slots:
    void asksAnotherIssuer_untilItAnswers()
    {
        const auto own = TestSigner::ec("own");
        const auto theirs = TestSigner::rsa("theirs");
        ScriptedHttpServer provider;
        publish(provider, own);
        ScriptedHttpServer other;
        other.on("/realms/test/.well-known/openid-configuration", answer(503));
        const auto issuer = other.url("/realms/test");
        ServerProcess server(QString::fromStdString(provider.url("/realms/test")),
                             QString("bearer:\n  issuers:\n    - issuer: %1\n      allowHttp: true\n"
                                     "      audiences: [partner-api]\n")
                                 .arg(QString::fromStdString(issuer)));
        QVERIFY2(server.start(), server.log().constData());
        QVERIFY(server.waitForStatus("/ready", 200));

        const auto good = bearer(tokenOf(theirs, issuer, "partner-api"));
        const auto waiting = server.get("/_check/api", good);
        QCOMPARE(waiting.status, 503);
        QVERIFY(waiting.head.toLower().contains("retry-after"));

        // Operators see which issuer it is, and that only its clients miss it.
        const auto shows = [&](const QByteArray& state, const QByteArray& known) {
            const auto name = QByteArray::fromStdString(issuer);
            return server.get("/ready").body.contains("\"bearerIssuer/" + name + "\":\"" + state) &&
                   server.get("/metrics", {}, server.metricsPort())
                       .body.contains("meshsso_provider_known{login=\"main\",issuer=\"" + name + "\"} " +
                                      known);
        };
        QVERIFY(shows("not reached yet", "0"));

        publish(other, theirs);
        QVERIFY2(server.waitForLog("\"provider.known\"", 2), server.log().constData());
        QVERIFY(shows("known", "1"));
        QVERIFY(server.get("/metrics", {}, server.metricsPort())
                    .body.contains("meshsso_jwks_age_seconds{login=\"main\",issuer=\"" +
                                   QByteArray::fromStdString(issuer) + "\"} "));
        const auto answered = server.get("/_check/api", good);
        QCOMPARE(answered.status, 200);
        QVERIFY(answered.head.toLower().contains("x-auth-request-user: service-account-1"));
        QCOMPARE(server.get("/_check/api", bearer(tokenOf(theirs, issuer, "another-api"))).status, 401);
        QCOMPARE(server.get("/_check/api", bearer(tokenOf(own, issuer, "partner-api"))).status, 401);
        // The provider's own are not taken: enabled is not said.
        const auto ours = provider.url("/realms/test");
        QCOMPARE(server.get("/_check/api", bearer(tokenOf(own, ours, "test-client"))).status, 401);

        // Reloading forgets nothing that is known.
        server.editConfig("audiences: [partner-api]", "audiences: [another-api]");
        QVERIFY(server.waitForLog("config.reloaded"));
        QCOMPARE(server.get("/_check/api", good).status, 401);
        QCOMPARE(server.get("/_check/api", bearer(tokenOf(theirs, issuer, "another-api"))).status, 200);
        QVERIFY(!server.log().contains("eyJ"));
        QCOMPARE(server.terminate(), 0);
    }
};

QTEST_GUILESS_MAIN(BearerIssuersTest)
#include "tst_BearerIssuers.moc"
