#include "FaultReplicasTest.h"

#include "FaultLoad.h"

#include <QtTest/QtTest>

namespace meshsso::test {
namespace {

/// Longer than the gateway takes to hear that a server is not ready, on a busy machine too.
void announceTheEnd(serverconfig::ServerConfig& config)
{
    config.drainDelay = std::chrono::seconds(5);
}

} // namespace

bool FaultReplicasTest::isAsked(const std::string& metricsOrigin)
{
    const auto checks = [&] { return m_fixture->metric(metricsOrigin, "meshsso_checks_total"); };
    const auto before = checks();
    return m_fixture->becomes([&] { return checks() > before + 5; });
}

void FaultReplicasTest::initTestCase()
{
    m_fixture.emplace(m_sandbox);
}

void FaultReplicasTest::cleanup()
{
    m_sandbox.switchProtocol(project::CheckProtocol::Http);
    m_sandbox.shareChecks(nullptr);
    if (m_replica)
        m_sandbox.stop(*m_replica);
    m_replica.reset();
}

void FaultReplicasTest::losesNoRequest_whenReplicasAreReplaced_data()
{
    QTest::addColumn<int>("protocol");
    QTest::newRow("asked over HTTP") << static_cast<int>(project::CheckProtocol::Http);
#ifdef MESHSSO_GRPC
    QTest::newRow("asked over gRPC") << static_cast<int>(project::CheckProtocol::Grpc);
#endif
}

void FaultReplicasTest::losesNoRequest_whenReplicasAreReplaced()
{
    QFETCH(int, protocol);
    m_sandbox.switchProtocol(static_cast<project::CheckProtocol>(protocol));
    m_fixture->restartServer(announceTheEnd);
    m_replica = m_sandbox.startReplica(announceTheEnd);
    m_sandbox.shareChecks(&*m_replica);
    QVERIFY(m_fixture->becomes([&] { return m_fixture->nobody().get(m_fixture->page).status == 302; }));
    const auto main = m_sandbox.metricsOrigin();
    const auto other = m_replica->metricsOrigin();

    auto alice = m_fixture->signedIn("alice");
    const auto request = FaultLoad::navigation(alice, m_fixture->page);
    FaultLoad load(m_sandbox, {request, request, request, request}, std::chrono::milliseconds(2));
    QVERIFY(isAsked(main));
    QVERIFY(isAsked(other));
    QCOMPARE(m_sandbox.stop(*m_replica), 0);
    QVERIFY(isAsked(main));
    auto bob = m_fixture->signedIn("bob"); // one server is enough to sign in
    m_sandbox.restartReplica(*m_replica, announceTheEnd);
    QVERIFY(isAsked(other));

    QCOMPARE(m_sandbox.stopAuthServer(), 0);
    QVERIFY(isAsked(other));
    QCOMPARE(bob.get(m_fixture->page).status, 200); // and knows who signed in at the other
    m_sandbox.startAuthServer(announceTheEnd);
    QVERIFY(isAsked(main));
    QVERIFY(m_fixture->becomes([&] { return load.answered(200) > 500; }));
    const auto counts = load.stop();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
}

} // namespace meshsso::test
