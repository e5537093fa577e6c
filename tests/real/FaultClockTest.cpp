#include "FaultClockTest.h"

#include <QtTest/QtTest>

namespace meshsso::test {
namespace {

constexpr std::chrono::seconds longLife{300};

} // namespace

Page FaultClockTest::signIn(Browser& browser)
{
    const auto form = browser.follow(m_fixture->page);
    const auto password = m_sandbox.password("alice");
    return browser.follow(browser.submitLogin(form, "alice", password.reveal()));
}

QByteArray FaultClockTest::loggedSince(qsizetype size)
{
    return m_sandbox.authServerLog().mid(size);
}

void FaultClockTest::initTestCase()
{
    m_fixture.emplace(m_sandbox);
    m_clock.emplace(m_sandbox);
    m_fixture->restartServer();
}

void FaultClockTest::cleanup()
{
    m_clock->move(std::chrono::seconds(0));
    m_fixture->setTokenLife(longLife);
}

void FaultClockTest::cleanupTestCase()
{
    m_clock.reset();
    m_fixture->restartServer();
}

void FaultClockTest::namesTheClock_ratherThanLoop_data()
{
    QTest::addColumn<int>("ahead");
    QTest::addColumn<int>("tokenLife");
    QTest::newRow("5 minutes ahead, tokens of a minute") << 300 << 60;
    QTest::newRow("5 minutes ahead, tokens of five") << 300 << 300;
    QTest::newRow("an hour ahead") << 3600 << 300;
    QTest::newRow("5 minutes behind") << -300 << 300;
    QTest::newRow("an hour behind") << -3600 << 300;
}

void FaultClockTest::namesTheClock_ratherThanLoop()
{
    QFETCH(int, ahead);
    QFETCH(int, tokenLife);
    m_fixture->setTokenLife(std::chrono::seconds(tokenLife));
    m_clock->move(std::chrono::seconds(ahead));
    const auto logged = m_sandbox.authServerLog().size();
    auto browser = m_fixture->nobody();
    const auto page = signIn(browser);
    const auto log = loggedSince(logged);
    // It ends where Keycloak sent it to, with a page and its reference.
    QVERIFY2(page.status >= 400, (std::to_string(page.status) + page.body + log.toStdString()).c_str());
    QVERIFY2(page.url.find("/oauth2/callback?") != std::string::npos, page.url.c_str());
    QVERIFY2(page.body.find("reference") != std::string::npos, page.body.c_str());
    QVERIFY(browser.visited().size() < 10);
    QVERIFY2(log.contains("\"login.failed\""), log.constData());
    QVERIFY2(log.contains("compare the clocks of this machine and of the identity provider"),
             log.constData());
    QCOMPARE(browser.get(m_fixture->page).status, 302);

    // Put right, it is good at once, for the same browser.
    m_clock->move(std::chrono::seconds(0));
    m_fixture->setTokenLife(longLife);
    QCOMPARE(browser.follow(m_fixture->page).status, 200);
}

void FaultClockTest::signsIn_whileTheClockIsNearlyRight_data()
{
    QTest::addColumn<int>("ahead");
    QTest::newRow("20 seconds ahead") << 20;
    QTest::newRow("20 seconds behind") << -20; // provider.leeway is thirty
    QTest::newRow("2 minutes ahead") << 120;   // and the token has three to go
}

void FaultClockTest::signsIn_whileTheClockIsNearlyRight()
{
    QFETCH(int, ahead);
    m_clock->move(std::chrono::seconds(ahead));
    auto browser = m_fixture->nobody();
    QCOMPARE(signIn(browser).status, 200);
    QCOMPARE(browser.get(m_fixture->page).status, 200);
    QCOMPARE(browser.fetch(m_fixture->page).status, 200);
}

void FaultClockTest::namesTheClock_whereASessionIsRefreshed()
{
    auto browser = m_fixture->nobody();
    QCOMPARE(signIn(browser).status, 200);
    const auto logged = m_sandbox.authServerLog().size();
    const auto before = browser.visited().size();
    m_clock->move(std::chrono::minutes(10));
    const auto page = browser.follow(m_fixture->page);
    QVERIFY2(page.status >= 400, page.body.c_str());
    QVERIFY(browser.visited().size() - before < 10);
    const auto log = loggedSince(logged);
    const auto line = log.mid(std::max(log.indexOf("\"session.refresh_failed\""), qsizetype{0}));
    QVERIFY2(line.left(line.indexOf('\n')).contains("compare the clocks"), log.constData());
    m_clock->move(std::chrono::seconds(0));
    QCOMPARE(browser.follow(m_fixture->page).status, 200);
}

} // namespace meshsso::test
