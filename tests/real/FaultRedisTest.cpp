#include "FaultRedisTest.h"

#include "FaultLoad.h"

#include <QElapsedTimer>
#include <QtTest/QtTest>

namespace meshsso::test {
namespace {

/// What it holds is there again when it was killed and started.
RedisServer::Options lasting()
{
    RedisServer::Options options;
    options.lines << "appendonly yes"
                  << "appendfsync always";
    return options;
}

/// Ours comes after two seconds, the gateway's own after ten: beyond this, somebody waits without an end.
constexpr int maxPatience = 15'000;

constexpr std::chrono::seconds usualLife{300};
constexpr std::string_view sessionCookie = "__Host-meshsso";

} // namespace

FaultRedisTest::FaultRedisTest(Sandbox& sandbox) : m_sandbox(sandbox), m_redis(lasting()) {}

int FaultRedisTest::askedReplica(const Browser& browser, bool isScript)
{
    return m_fixture->askedDirectly(m_replica, browser, isScript).status;
}

bool FaultRedisTest::replicaAsksToComeLater(const Browser& browser)
{
    for (const bool isScript : {false, true}) {
        QElapsedTimer patience;
        patience.start();
        const auto answer = m_fixture->askedDirectly(m_replica, browser, isScript);
        if (answer.status != 503 || answer.header("retry-after").empty() || !answer.location().empty() ||
            patience.elapsed() > maxPatience) {
            qWarning("%d after %lld ms", answer.status, patience.elapsed());
            return false;
        }
    }
    return true;
}

bool FaultRedisTest::replicaReachesRedis()
{
    const auto alice = m_fixture->signedIn("alice");
    return m_fixture->becomes([&] { return askedReplica(alice) == 200; });
}

void FaultRedisTest::initTestCase()
{
    QVERIFY(m_redis.start());
    m_fixture.emplace(m_sandbox);
    m_fixture->setTokenLife(usualLife);
    m_fixture->changeRealm({{"revokeRefreshToken", true}, {"refreshTokenMaxReuse", 0}});
    auto client = m_fixture->admin("/clients?clientId=" + m_sandbox.project().client.id).at(0).as_object();
    auto& attributes = client["attributes"].as_object();
    attributes["backchannel.logout.url"] = m_sandbox.authServerOrigin() + "/oauth2/backchannel-logout";
    attributes["backchannel.logout.session.required"] = "true";
    const auto path = "/realms/Test-oidc/clients/" + std::string(client.at("id").as_string());
    const auto put = m_sandbox.await(m_fixture->adminClient().put(path, client));
    QVERIFY2(put, put ? "" : put.error().toString().c_str());

    QCOMPARE(m_sandbox.stopAuthServer(), 0);
    auto& session = m_sandbox.project().authorization.session;
    session.store = project::SessionStore::Redis;
    session.redis.url = "redis://" + m_redis.address().toStdString();
    m_sandbox.project().identityProvider.rotatesRefreshTokens = true;
    m_sandbox.startAuthServer();
    m_replica = m_sandbox.startReplica().origin();
}

void FaultRedisTest::cleanup()
{
    m_redis.resume();
    for (const auto* setting : {"maxmemory", "min-replicas-to-write"})
        m_redis.command({"CONFIG", "SET", setting, "0"});
    m_fixture->setTokenLife(usualLife);
}

void FaultRedisTest::endsTheSession_atTheOtherReplicaToo()
{
    auto alice = m_fixture->signedIn("alice");
    auto bob = m_fixture->signedIn("bob");
    QCOMPARE(askedReplica(alice), 200);
    QCOMPARE(askedReplica(bob), 200);
    const auto users = m_fixture->admin("/users?exact=true&username=alice");
    const auto sessions =
        m_fixture->admin("/users/" + std::string(users.at(0).at("id").as_string()) + "/sessions");
    // One by one: asked to end all of a user's sessions at once, Keycloak tells us of one of them.
    for (const auto& session : sessions.as_array()) {
        const auto path = "/realms/Test-oidc/sessions/" + std::string(session.at("id").as_string());
        const auto ended = m_sandbox.await(m_fixture->adminClient().remove(path));
        QVERIFY2(ended, ended ? "" : ended.error().toString().c_str());
    }
    QVERIFY(m_fixture->becomes([&] { return alice.fetch(m_fixture->page).status == 401; }));
    QVERIFY(m_fixture->becomes([&] { return askedReplica(alice, true) == 401; }));
    QCOMPARE(askedReplica(alice), 302);
    QCOMPARE(askedReplica(bob), 200);
}

void FaultRedisTest::refreshesOnce_overBothReplicas()
{
    // A token that has expired when it comes would be refused: no shorter.
    m_fixture->setTokenLife(std::chrono::seconds(4));
    auto alice = m_fixture->signedIn("alice");
    const auto first = alice.get(m_fixture->page);
    const auto token = m_fixture->applicationHeader(first, "authorization");
    const auto expires = m_fixture->tokenClaims(first).at("exp").as_int64();
    // The first requests find it expired, at both at once.
    QVERIFY(m_fixture->becomes([&] { return toUnixSeconds(SystemClock().now()) >= expires; }));
    const auto here = FaultLoad::navigation(alice, m_fixture->page);
    auto there = here;
    there.url = m_replica + m_sandbox.project().authorization.pathPrefix + "/headers";
    there.headers.push_back({"Host", m_fixture->origin.substr(m_fixture->origin.find("//") + 2)});
    FaultLoad load(m_sandbox, {here, here, here, there, there, there});
    QTest::qWait(4500);
    const auto counts = load.stop();
    m_fixture->setTokenLife(usualLife);
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
    const auto page = alice.get(m_fixture->page);
    QCOMPARE(page.status, 200);
    QVERIFY(m_fixture->applicationHeader(page, "authorization") != token);
    QVERIFY(!m_sandbox.authServerLog().contains("\"session_ended\":true"));
}

void FaultRedisTest::keepsSessions_overAKilledRedis()
{
    auto alice = m_fixture->signedIn("alice");
    auto bob = m_fixture->signedIn("bob");
    QCOMPARE(askedReplica(alice), 200);
    FaultLoad load(m_sandbox, {FaultLoad::navigation(alice, m_fixture->page)});
    m_redis.kill();
    QCOMPARE(alice.get(m_fixture->page).status, 200);
    QCOMPARE(bob.get(m_fixture->page).status, 200);
    QCOMPARE(askedReplica(alice), 200);
    // The replica has never seen him.
    QVERIFY(replicaAsksToComeLater(bob));
    QVERIFY(m_redis.start());
    QVERIFY(m_fixture->becomes([&] { return askedReplica(bob) == 200; }));
    QCOMPARE(bob.get(m_fixture->page).status, 200);
    const auto counts = load.stop();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
}

void FaultRedisTest::answersInTime_whileRedisStalls()
{
    auto alice = m_fixture->signedIn("alice");
    auto bob = m_fixture->signedIn("bob");
    m_redis.pause();
    FaultLoad load(m_sandbox, {FaultLoad::navigation(alice, m_fixture->page)});
    QVERIFY(replicaAsksToComeLater(bob));
    QVERIFY(replicaAsksToComeLater(bob));
    const auto counts = load.stop();
    m_redis.resume();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
    QVERIFY(m_fixture->becomes([&] { return askedReplica(bob) == 200; }));
}

void FaultRedisTest::tellsBrowsersWhenToComeBack_whileRedisIsAway()
{
    auto bob = m_fixture->signedIn("bob");
    m_redis.kill();
    QCOMPARE(m_sandbox.stopAuthServer(), 0);
    m_sandbox.launchAuthServer(); // and remembers no session
    const auto page = bob.get(m_fixture->page);
    QVERIFY2(m_fixture->isGatewaysLater(page), page.body.c_str());
    QVERIFY2(page.body.find("please reload this page") != std::string::npos, page.body.c_str());
    const QByteArray id = "\"request_id\":\"" + m_fixture->referenceIn(page) + "-";
    QVERIFY2(m_fixture->becomes([&] { return m_sandbox.authServerLog().contains(id); }), page.body.c_str());

    const auto chinese = bob.get(m_fixture->page, {{"Accept-Language", "zh-CN,zh;q=0.9"}});
    QVERIFY2(m_fixture->isGatewaysLater(chinese), chinese.body.c_str());
    QVERIFY2(chinese.body.find("暂时不可用") != std::string::npos, chinese.body.c_str());

    const auto script = bob.fetch(m_fixture->page);
    QCOMPARE(script.status, 503);
    QVERIFY(!script.header("retry-after").empty());
    const auto body = parseJsonObject(script.body);
    QVERIFY2(body && stringOr(*body, "error") == "unavailable", script.body.c_str());

    // What a client says its request's number were is not written into the page.
    const auto forged = bob.get(m_fixture->page, {{"X-Request-Id", "<script>1</script>"}});
    QCOMPARE(forged.status, 503);
    QVERIFY2(forged.body.find("<script") == std::string::npos, forged.body.c_str());

    QVERIFY(m_redis.start());
    QVERIFY(m_fixture->becomes([&] { return bob.get(m_fixture->page).status == 200; }));
    m_sandbox.waitUntilReady(); // for the next sign-in
}

void FaultRedisTest::asksToSignIn_afterRedisWasFlushed()
{
    QVERIFY(replicaReachesRedis());
    auto bob = m_fixture->signedIn("bob");
    QCOMPARE(m_redis.command({"FLUSHALL"}), QByteArray("OK"));
    QCOMPARE(askedReplica(bob), 302);
    QCOMPARE(askedReplica(bob, true), 401);
    auto again = m_fixture->signedIn("bob");
    QCOMPARE(askedReplica(again), 200);
}

void FaultRedisTest::keepsSessions_whileRedisTakesNothing_data()
{
    QTest::addColumn<QString>("setting");
    QTest::addColumn<bool>("isRefreshed");
    QTest::newRow("out of memory") << "maxmemory" << true; // what is there is replaced
    QTest::newRow("read-only") << "min-replicas-to-write" << false;
}

void FaultRedisTest::keepsSessions_whileRedisTakesNothing()
{
    QFETCH(QString, setting);
    QFETCH(bool, isRefreshed);
    QVERIFY(replicaReachesRedis());
    auto bob = m_fixture->signedIn("bob");
    m_fixture->setTokenLife(std::chrono::seconds(6));
    auto alice = m_fixture->signedIn("alice");
    m_fixture->setTokenLife(usualLife);
    const auto first = alice.get(m_fixture->page);
    const auto token = m_fixture->applicationHeader(first, "authorization");
    const auto claims = m_fixture->tokenClaims(first);
    QVERIFY(!claims.empty());
    const auto expires = claims.at("exp").as_int64();
    const auto life = expires - claims.at("iat").as_int64();
    QVERIFY2(life == 6 || life == 7, "it is another token"); // Keycloak asks its clock for each
    const auto logged = m_sandbox.authServerLog().size();

    QCOMPARE(m_redis.command({"CONFIG", "SET", setting, "1"}), QByteArray("OK"));
    QVERIFY(m_redis.command({"SET", "another", "value"}) != "OK");
    // Here he is known, and the replica loads him.
    QCOMPARE(bob.get(m_fixture->page).status, 200);
    QCOMPARE(askedReplica(bob), 200);

    auto eve = m_fixture->nobody();
    const auto form = eve.follow(m_fixture->page);
    const auto password = m_sandbox.password("eve");
    const auto refused = eve.follow(eve.submitLogin(form, "eve", password.reveal()));
    QVERIFY2(refused.status == 500 || refused.status == 503, std::to_string(refused.status).c_str());
    QVERIFY2(refused.url.starts_with(m_fixture->origin + "/oauth2/callback?"), refused.url.c_str());
    QVERIFY(refused.header("content-type").starts_with("text/html"));
    QVERIFY(eve.cookie(m_fixture->page, sessionCookie).empty());
    QCOMPARE(eve.get(m_fixture->page).status, 302);

    // Since Redis takes nothing, alice's token has expired.
    QVERIFY(m_fixture->becomes([&] { return toUnixSeconds(SystemClock().now()) > expires; }));
    Page renewed;
    std::string newToken;
    // A refresh that takes longer than a check comes with a later answer.
    m_fixture->becomes([&] {
        renewed = alice.get(m_fixture->page);
        newToken = m_fixture->applicationHeader(renewed, "authorization");
        return renewed.status != 200 || newToken != token;
    });
    if (isRefreshed) {
        QVERIFY2(renewed.status == 200, m_sandbox.authServerLog().right(3000).constData());
        QVERIFY(!newToken.empty() && newToken != token);
        // It was saved: Keycloak takes a refresh token once, so another replica needs what came of it.
        const auto there = m_fixture->askedDirectly(m_replica, alice);
        QCOMPARE(there.status, 200);
        QCOMPARE(there.header("authorization"), newToken);
    } else {
        // A refresh that could not be saved would cost the session, so it waits.
        QVERIFY2(m_fixture->isGatewaysLater(renewed), renewed.body.c_str());
        QVERIFY(replicaAsksToComeLater(alice));
    }

    QCOMPARE(m_redis.command({"CONFIG", "SET", setting, "0"}), QByteArray("OK"));
    QVERIFY(m_fixture->becomes([&] { return alice.get(m_fixture->page).status == 200; }));
    QVERIFY(m_fixture->becomes([&] { return askedReplica(alice) == 200; }));
    QCOMPARE(bob.get(m_fixture->page).status, 200);
    auto again = m_fixture->signedIn("eve");
    QCOMPARE(again.get(m_fixture->page).status, 200);
    QCOMPARE(askedReplica(again), 200);
    QVERIFY(!m_sandbox.authServerLog().mid(logged).contains("\"session_ended\":true"));
}

} // namespace meshsso::test
