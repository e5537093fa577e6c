#include "GatewayLogTest.h"

#include "core/Text.h"
#include "support/TestPrinters.h"

#include <QElapsedTimer>
#include <QThread>

namespace meshsso::test {
namespace {

/// All that a line may say of somebody.
constexpr std::string_view identity[] = {"iss", "sub", "username", "email", "roles", "given_name"};

bool namesNobody(const json::object& line)
{
    return std::all_of(std::begin(identity), std::end(identity), [&](std::string_view field) {
        const auto* value = line.if_contains(field);
        return !value || value->is_null() || *value == "-";
    });
}

} // namespace

void GatewayLogTest::initTestCase()
{
    m_origin = m_sandbox.gatewayOrigin();
    m_sandbox.project().authorization.claimHeaders = {{"X-Given-Name", "given_name"}};
    m_sandbox.logRequests(true);
    m_sandbox.switchProtocol(project::CheckProtocol::Grpc);
}

void GatewayLogTest::cleanupTestCase()
{
    m_sandbox.project().authorization.claimHeaders.clear();
    m_sandbox.logRequests(false);
    m_sandbox.switchProtocol(project::CheckProtocol::Http);
}

json::object GatewayLogTest::lineOf(const std::string& path)
{
    QElapsedTimer patience;
    patience.start();
    while (!patience.hasExpired(10'000)) {
        const auto log = m_sandbox.requestLog().toStdString();
        for (const auto line : split(log, '\n')) {
            auto object = parseJsonObject(line);
            if (object && stringOr(*object, "path") == path)
                return std::move(*object);
        }
        QThread::msleep(50);
    }
    return {};
}

void GatewayLogTest::logsWhoAsked()
{
    // Two people by turns, over connections of the gateway's that both use.
    auto alice = m_sandbox.signedIn("alice");
    auto bob = m_sandbox.signedIn("bob");
    for (const std::string turn : {"1", "2"}) {
        for (auto* browser : {&alice, &bob}) {
            const bool isAlice = browser == &alice;
            const std::string name = isAlice ? "alice" : "bob";
            const auto path = "/headers?" + name + "=" + turn;
            const auto page = browser->get(m_origin + path);
            QCOMPARE(page.status, 200);
            const auto told = applicationHeaders(page);
            QCOMPARE(stringOr(told, "x-given-name"), std::string_view(isAlice ? "Alice" : "Bob"));
            const auto line = lineOf(path);
            const auto text = json::serialize(line);
            QVERIFY2(!line.empty(), m_sandbox.requestLog().right(3000).constData());
            // As the application was told, and by the token that it got.
            QVERIFY2(!stringOr(line, "sub").empty(), text.c_str());
            QCOMPARE(stringOr(line, "sub"), stringOr(told, "x-auth-request-user"));
            QCOMPARE(stringOr(line, "username"), std::string_view(name));
            QCOMPARE(stringOr(line, "email"), std::string_view(name + "@example.com"));
            QCOMPARE(stringOr(line, "given_name"), stringOr(told, "x-given-name"));
            QCOMPARE(stringOr(line, "iss"), std::string_view(m_sandbox.project().identityProvider.issuer()));
            const auto* roles = line.if_contains("roles");
            QVERIFY2(roles && roles->is_array() && roles->as_array().size() == (isAlice ? 1U : 2U),
                     text.c_str());
            if (isAlice)
                QVERIFY2(*roles == json::array{"reader"}, text.c_str());
        }
    }
}

void GatewayLogTest::logsNobody_whereNobodyIsSignedIn()
{
    Browser nobody(m_sandbox.loop(), m_sandbox.http());
    QCOMPARE(nobody.get(m_origin + "/public/nobody").status, 200);
    QCOMPARE(nobody.get(m_origin + "/headers?nobody").status, 302);
    for (const auto* path : {"/public/nobody", "/headers?nobody"}) {
        const auto line = lineOf(path);
        QVERIFY(!line.empty());
        QVERIFY2(namesNobody(line), json::serialize(line).c_str());
    }
}

void GatewayLogTest::logsNobody_whateverTheClientSays()
{
    Browser forger(m_sandbox.loop(), m_sandbox.http());
    const auto page = forger.get(m_origin + "/public/forged", {{"X-Auth-Request-User", "forged"},
                                                               {"X-Auth-Request-Email", "forged"},
                                                               {"X-Given-Name", "forged"},
                                                               {"Authorization", "Bearer forged"}});
    QCOMPARE(page.status, 200);
    const auto line = lineOf("/public/forged");
    QVERIFY(!line.empty());
    QVERIFY2(namesNobody(line), json::serialize(line).c_str());
}

} // namespace meshsso::test
