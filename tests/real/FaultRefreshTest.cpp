#include "FaultRefreshTest.h"

#include <QtTest/QtTest>

namespace meshsso::test {
namespace {

constexpr std::chrono::seconds longLife{300};
constexpr std::string_view sessionCookie = "__Host-meshsso";

} // namespace

double FaultRefreshTest::refreshes()
{
    return m_fixture->metric(m_sandbox.metricsOrigin(), "meshsso_refreshes_total");
}

void FaultRefreshTest::initTestCase()
{
    m_fixture.emplace(m_sandbox);
    m_clock.emplace(m_sandbox);
}

void FaultRefreshTest::cleanupTestCase()
{
    m_clock.reset();
    m_fixture->setTokenLife(longLife);
    m_sandbox.switchProtocol(project::CheckProtocol::Http);
}

void FaultRefreshTest::bringsTheRefreshedSession_toTheBrowser_data()
{
    QTest::addColumn<int>("protocol");
    QTest::addColumn<int>("age");
    const auto add = [](const char* name, project::CheckProtocol protocol, int age) {
        QTest::newRow(name) << static_cast<int>(protocol) << age;
    };
    // The token lives for two minutes, and is due half a minute before.
    add("expired, asked over HTTP", project::CheckProtocol::Http, 125);
    add("due, asked over HTTP", project::CheckProtocol::Http, 95);
#ifdef MESHSSO_GRPC
    add("expired, asked over gRPC", project::CheckProtocol::Grpc, 125);
    add("due, asked over gRPC", project::CheckProtocol::Grpc, 95);
#endif
}

void FaultRefreshTest::bringsTheRefreshedSession_toTheBrowser()
{
    QFETCH(int, protocol);
    QFETCH(int, age);
    m_clock->move(std::chrono::seconds(0));
    m_sandbox.switchProtocol(static_cast<project::CheckProtocol>(protocol));
    m_fixture->setTokenLife(std::chrono::seconds(120));
    auto browser = m_fixture->signedIn("alice");
    m_fixture->setTokenLife(longLife);
    const auto token = [](const Page& page) {
        return FaultFixture::applicationHeader(page, "authorization");
    };
    const auto before = browser.get(m_fixture->page);
    QVERIFY(before.header("set-cookie").empty());
    const auto oldCookie = browser.cookie(m_fixture->page, sessionCookie);
    QVERIFY(!oldCookie.empty());

    m_clock->move(std::chrono::seconds(age));
    Page renewed;
    // Not with the first answer where Keycloak takes longer than a check waits.
    m_fixture->becomes([&] {
        renewed = browser.get(m_fixture->page);
        return renewed.status != 200 || !renewed.header("set-cookie").empty();
    });
    QCOMPARE(renewed.status, 200);
    QVERIFY2(renewed.header("set-cookie").starts_with(std::string(sessionCookie) + "="),
             renewed.header("set-cookie").c_str());
    QVERIFY(browser.cookie(m_fixture->page, sessionCookie) != oldCookie);
    QVERIFY(!token(before).empty() && !token(renewed).empty() && token(renewed) != token(before));
    QCOMPARE(refreshes(), 1.0);

    // It is the browser's cookie that has the new tokens, and not this process' memory of what it refreshed.
    m_fixture->restartServer();
    for (int i = 0; i < 3; ++i) {
        const auto after = browser.get(m_fixture->page);
        QCOMPARE(after.status, 200);
        QVERIFY(token(after) == token(renewed));
        QVERIFY(after.header("set-cookie").empty());
    }
    QCOMPARE(refreshes(), 0.0);
}

} // namespace meshsso::test
