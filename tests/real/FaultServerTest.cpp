#include "FaultServerTest.h"

#include "FaultLoad.h"
#include "FaultSockets.h"

#include <QElapsedTimer>
#include <QtTest/QtTest>
#include <csignal>

namespace meshsso::test {
void FaultServerTest::initTestCase()
{
    m_fixture.emplace(m_sandbox);
}

void FaultServerTest::cleanup()
{
    if (!std::exchange(m_isRunning, true))
        m_sandbox.startAuthServer();
}

void FaultServerTest::servesOthers_besideAThousandSlowClients()
{
    auto alice = m_fixture->signedIn("alice");
    QElapsedTimer timer; // from before the first of them
    timer.start();
    FaultSockets slow(m_sandbox.project().authorization.httpPort, 1000);
    slow.send("GET /_check/headers HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    QCOMPARE(slow.stillOpen(), std::size_t{1000});
    FaultLoad load(m_sandbox, {FaultLoad::navigation(alice, m_fixture->page)});
    // limits.headerTimeout is ten seconds, and the server looks now and then.
    while (slow.stillOpen() > 0 && timer.elapsed() < 60'000) {
        slow.send("x");
        QThread::sleep(1);
    }
    const auto counts = load.stop();
    QCOMPARE(slow.stillOpen(), std::size_t{0});
    QVERIFY2(timer.elapsed() > 8000, "they were cut before their time");
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
}

void FaultServerTest::losesNoRequest_whenItReloads()
{
    auto alice = m_fixture->signedIn("alice");
    const auto request = FaultLoad::navigation(alice, m_fixture->page);
    FaultLoad load(m_sandbox, {request, request, request, request}, std::chrono::milliseconds(2));
    const auto before = m_sandbox.authServerLog().count("config.reloaded");
    // More often where the machine is slow, so that there are requests meanwhile.
    for (int i = 1; i <= 3 || (i <= 100 && load.answered(200) <= 20); ++i) {
        m_sandbox.signalAuthServer(SIGHUP);
        QVERIFY(m_fixture->becomes(
            [&] { return m_sandbox.authServerLog().count("config.reloaded") == before + i; }));
    }
    const auto counts = load.stop();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
    QVERIFY(counts.answered(200) > 20);
}

void FaultServerTest::losesNoRequest_whenItEnds()
{
    auto alice = m_fixture->signedIn("alice");
    // Straight at the server: what it has accepted it answers, and what it has not is refused at once.
    auto request = FaultLoad::navigation(alice, m_fixture->page);
    request.url = m_sandbox.authServerOrigin() + m_sandbox.project().authorization.pathPrefix + "/headers";
    FaultLoad load(m_sandbox, {request, request, request, request}, std::chrono::milliseconds(1));
    QVERIFY(m_fixture->becomes([&] { return load.answered(200) > 20; }));
    m_isRunning = false;
    QCOMPARE(m_sandbox.stopAuthServer(), 0);
    const auto counts = load.stop();
    QVERIFY(counts.answered(200) > 20);
    QCOMPARE(counts.statuses.size(), std::size_t{1});
    for (const auto& failure : counts.failures)
        QVERIFY2(failure.find("Connection refused") != std::string::npos, counts.describe().c_str());
}

void FaultServerTest::letsNobodyThrough_whenItIsKilled()
{
    auto alice = m_fixture->signedIn("alice");
    const auto open = m_fixture->origin + "/public/x";
    const auto nobody = m_fixture->nobody();
    FaultLoad strangers(m_sandbox, {FaultLoad::navigation(nobody, m_fixture->page)});
    FaultLoad visitors(m_sandbox, {FaultLoad::navigation(nobody, open)});
    m_isRunning = false;
    m_sandbox.killAuthServer();
    // Whatever visitors ask after their first refusal, they ask a gateway without a server.
    QVERIFY(m_fixture->becomes([&] { return visitors.answered(503) > 0; }));
    const auto page = alice.get(m_fixture->page);
    QVERIFY2(m_fixture->isGatewaysLater(page), page.body.c_str());
    QCOMPARE(alice.get(m_fixture->origin + "/oauth2/start").status, 503);
    // Not even to what is open to all: nobody has taken forged identity out of the request.
    visitors.take();
    QVERIFY(m_fixture->becomes([&] { return visitors.answered(503) > 5; }));
    const auto visited = visitors.stop();
    QVERIFY2(visited.onlyAnswered(503), visited.describe().c_str());
    m_sandbox.startAuthServer();
    m_isRunning = true;
    QVERIFY(m_fixture->becomes([&] { return alice.get(m_fixture->page).status == 200; }));
    const auto counts = strangers.stop();
    QVERIFY2(counts.answered(200) == 0 && counts.answered(503) > 0, counts.describe().c_str());
}

} // namespace meshsso::test
