#include "FaultSilenceTest.h"

#include "FaultLoad.h"
#include "FaultSockets.h"

#include <QDir>
#include <QtTest/QtTest>

namespace meshsso::test {
namespace {

constexpr std::size_t clients = 100;
constexpr std::string_view halfHead = "GET /_check/headers HTTP/1.1\r\nHost: a\r\nX-Half: ";
constexpr std::string_view halfBody =
    "POST /oauth2/backchannel-logout HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nlogout_token=";

/// A process's open files: what a connection that is not freed would go on costing.
qsizetype openFiles(const QProcess* process)
{
    return QDir("/proc/" + QString::number(process->processId()) + "/fd")
        .entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot)
        .size();
}

} // namespace

void FaultSilenceTest::initTestCase()
{
    m_fixture.emplace(m_sandbox);
}

void FaultSilenceTest::cleanup()
{
    if (m_replica)
        QCOMPARE(m_sandbox.stop(*m_replica), 0);
    m_replica.reset();
    m_sandbox.project().authorization.protocol = project::CheckProtocol::Http;
}

void FaultSilenceTest::forgetsClients_thatVanish()
{
#ifdef MESHSSO_GRPC
    m_sandbox.project().authorization.protocol = project::CheckProtocol::Grpc;
#endif
    m_replica = m_sandbox.startReplica([](serverconfig::ServerConfig& config) {
        // Long enough for all to be there together, on a busy machine too.
        config.limits.headerTimeout = std::chrono::seconds(10);
        config.limits.idleTimeout = std::chrono::seconds(10);
    });
    auto alice = m_fixture->signedIn("alice");
    QCOMPARE(m_fixture->askedDirectly(m_replica->origin(), alice).status, 200);
    const auto before = openFiles(m_replica->process);

    FaultSockets silent(m_replica->port, clients);
    FaultSockets inTheHead(m_replica->port, clients);
    FaultSockets inTheBody(m_replica->port, clients);
    FaultSockets afterAnAnswer(m_replica->port, clients);
    inTheHead.send(halfHead);
    inTheBody.send(halfBody);
    afterAnAnswer.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
    std::vector<FaultSockets*> all{&silent, &inTheHead, &inTheBody, &afterAnAnswer};
#ifdef MESHSSO_GRPC
    FaultSockets overGrpc(m_replica->grpcPort, clients);
    all.push_back(&overGrpc);
#endif
    const auto expected = before + static_cast<qsizetype>(all.size() * clients);
    QVERIFY(m_fixture->becomes([&] { return openFiles(m_replica->process) >= expected; }));
    for (auto* sockets : all)
        sockets->vanish();
    QVERIFY2(m_fixture->becomes([&] { return openFiles(m_replica->process) <= before; }, 60'000),
             std::to_string(openFiles(m_replica->process)).c_str());
    QVERIFY(m_fixture->becomes(
        [&] { return m_fixture->metric(m_replica->metricsOrigin(), "meshsso_connections") < 0.5; }));
    QCOMPARE(m_fixture->askedDirectly(m_replica->origin(), alice).status, 200);
}

void FaultSilenceTest::gatewayForgetsClients_thatVanish()
{
    auto alice = m_fixture->signedIn("alice");
    FaultLoad load(m_sandbox, {FaultLoad::navigation(alice, m_fixture->page)});
    const auto before = openFiles(m_sandbox.gateway());
    const auto port = m_sandbox.project().gateway.https.port;
    FaultSockets beforeTls(port, clients);
    FaultSockets inTls(port, clients);
    FaultSockets inTheHead(m_sandbox.project().gateway.http.port, clients);
    // A TLS record that says it is a hello of 512 bytes, and its first bytes.
    inTls.send(std::string_view("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
    inTheHead.send(halfHead);
    // Connections of its own that have been idle for long may go meanwhile, and others come.
    constexpr qsizetype others = 20;
    const auto expected = before + static_cast<qsizetype>(3 * clients) - others;
    QVERIFY(m_fixture->becomes([&] { return openFiles(m_sandbox.gateway()) >= expected; }));
    for (auto* sockets : {&beforeTls, &inTls, &inTheHead})
        sockets->vanish();
    QVERIFY2(m_fixture->becomes([&] { return openFiles(m_sandbox.gateway()) < before + others; }, 60'000),
             std::to_string(openFiles(m_sandbox.gateway())).c_str());
    const auto counts = load.stop();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
}

} // namespace meshsso::test
