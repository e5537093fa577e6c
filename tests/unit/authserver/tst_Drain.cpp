#include "PublishedProvider.h"
#include "ServerProcess.h"
#include "session/SessionCookies.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

/// Its sessions do not pass beyond their access tokens, so that a check waits for the refresh in vain.
void refuseInOutages(const ServerProcess& server)
{
    server.editConfig("session:\n", "session:\n  outageGrace: 0s\n");
}

/// The Cookie header of a session whose access token has just expired.
QByteArray sessionToRefresh(const ServerProcess& server, const std::string& issuer)
{
    auto sealer = crypto::Sealer::create({SecretString(server.cookieSecret().toStdString())},
                                         session::SessionCookies::purpose, std::make_shared<SystemRandom>());
    if (!sealer)
        qFatal("%s", sealer.error().toString().c_str());
    const session::SessionCookies cookies(std::move(*sealer), session::CookiePolicy("meshsso", {}, true),
                                          session::sessionOwner(issuer, "test-client"));
    const auto now = SystemClock().now();
    session::Session session;
    session.id = "session-1";
    session.subject = "alice";
    session.refreshToken = "refresh-1";
    session.createdAt = now - 60s;
    session.lastSeen = now - 60s;
    session.accessExpires = now - 1s;
    const auto sealed = cookies.seal(session, 1h, {});
    if (!sealed)
        qFatal("%s", sealed.error().toString().c_str());
    const auto& cookie = sealed->setCookies.front();
    return "Cookie: " + QByteArray::fromStdString(cookie.substr(0, cookie.find(';'))) + "\r\n";
}

ScriptedAnswer after(std::chrono::milliseconds delay, ScriptedAnswer scripted)
{
    scripted.delayBefore = delay;
    return scripted;
}

} // namespace

/// What the server waits for when it is told to end.
class DrainTest : public QObject
{
    Q_OBJECT

private slots:
    void waitsForARefresh_thatNobodyWaitsForAnyLonger()
    {
        ScriptedHttpServer provider;
        publish(provider);
        provider.on("/realms/test/token", after(6s, answer(400, R"({"error":"invalid_grant"})")));
        ServerProcess server(QString::fromStdString(provider.url("/realms/test")), "checkTimeout: 500ms\n");
        refuseInOutages(server);
        QVERIFY2(server.start(), server.log().constData());
        QVERIFY(server.waitForStatus("/ready", 200));
        QElapsedTimer sinceRefresh;
        sinceRefresh.start();
        QCOMPARE(server.get("/_check/app", sessionToRefresh(server, provider.url("/realms/test"))).status,
                 503);
        QVERIFY(sinceRefresh.elapsed() < 5000);
        QCOMPARE(server.terminate(), 0);
        QVERIFY2(sinceRefresh.elapsed() >= 6000, qPrintable(QString::number(sinceRefresh.elapsed())));
        QVERIFY(!server.log().contains("server.drain_incomplete"));
    }

    void doesNotWaitForever()
    {
        ScriptedHttpServer provider;
        publish(provider);
        provider.on("/realms/test/token", after(1min, answer(400, R"({"error":"invalid_grant"})")));
        ServerProcess server(QString::fromStdString(provider.url("/realms/test")),
                             "checkTimeout: 500ms\ndrainTimeout: 3s\n");
        refuseInOutages(server);
        QVERIFY2(server.start(), server.log().constData());
        QVERIFY(server.waitForStatus("/ready", 200));
        QCOMPARE(server.get("/_check/app", sessionToRefresh(server, provider.url("/realms/test"))).status,
                 503);
        QCOMPARE(server.terminate(), 0);
        QVERIFY2(server.log().contains(R"("server.drain_incomplete","connections":0,"refreshes":1)"),
                 server.log().constData());
    }
};

QTEST_GUILESS_MAIN(DrainTest)
#include "tst_Drain.moc"
