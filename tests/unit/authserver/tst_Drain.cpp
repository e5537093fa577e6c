#include "ExpiredSession.h"
#include "PublishedProvider.h"
#include "ServerProcess.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

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
        QCOMPARE(server
                     .get("/_check/app",
                          "Cookie: " + sessionToRefresh(server, provider.url("/realms/test")) + "\r\n")
                     .status,
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
        QCOMPARE(server
                     .get("/_check/app",
                          "Cookie: " + sessionToRefresh(server, provider.url("/realms/test")) + "\r\n")
                     .status,
                 503);
        QCOMPARE(server.terminate(), 0);
        QVERIFY2(server.log().contains(R"("server.drain_incomplete","connections":0,"refreshes":1)"),
                 server.log().constData());
    }
};

QTEST_GUILESS_MAIN(DrainTest)
#include "tst_Drain.moc"
