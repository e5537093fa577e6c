#include "FaultKeycloakTest.h"

#include "FaultLoad.h"

#include <QElapsedTimer>
#include <QtTest/QtTest>
#include <csignal>
#include <stdexcept>

namespace meshsso::test {
namespace {

constexpr std::chrono::seconds longLife{300};
/// A sign-in fails where it takes longer.
constexpr std::chrono::seconds shortLife{4};
/// Ours comes after 1.5 s, the gateway's own after 2: beyond this, somebody waits for Keycloak, which is
/// given ten.
constexpr int maxPatience = 8000;

/// Waits as long as it takes for all of a hundred to be served.
class PatientClient final : public net::HttpClient
{
public:
    explicit PatientClient(net::HttpClient& http) : m_http(http) {}
    Task<Result<net::HttpResponse>> send(net::HttpRequest request) override
    {
        request.timeout = std::chrono::minutes(2);
        return m_http.send(std::move(request));
    }

private:
    net::HttpClient& m_http;
};

/// The kid of the access token that reached the application.
std::string keyId(const Page& page)
{
    const auto token = QByteArray::fromStdString(FaultFixture::applicationHeader(page, "authorization"));
    const auto header =
        QByteArray::fromBase64(token.mid(7, token.indexOf('.') - 7), QByteArray::Base64UrlEncoding);
    const auto object = parseJsonObject(header.toStdString());
    return object ? std::string(stringOr(*object, "kid")) : std::string{};
}

/// Since its visit number "since" the browser was sent nowhere else.
bool wentOnlyTo(const std::string& url, const Browser& browser, std::size_t since)
{
    const auto& visited = browser.visited();
    return std::all_of(visited.begin() + static_cast<std::ptrdiff_t>(since), visited.end(),
                       [&](const std::string& other) { return other == url; });
}

} // namespace

Browser FaultKeycloakTest::expired(const std::string& username)
{
    m_fixture->setTokenLife(shortLife);
    auto browser = m_fixture->signedIn(username);
    const auto claims = m_fixture->tokenClaims(browser.get(m_fixture->page));
    m_fixture->setTokenLife(longLife);
    const auto expires = claims.at("exp").as_int64();
    if (!m_fixture->becomes([&] { return toUnixSeconds(SystemClock().now()) >= expires; }))
        throw std::runtime_error("the token lives too long");
    return browser;
}

void FaultKeycloakTest::keepToDefaultTimeouts()
{
    auto& service = m_sandbox.project().authorization;
    const auto byDefault = project::AuthorizationService().timeout;
    if (std::exchange(service.timeout, byDefault) != byDefault)
        m_sandbox.switchProtocol(service.protocol);
}

void FaultKeycloakTest::refuseInOutages()
{
    m_isRefusing = true;
    m_fixture->restartServer(
        [](serverconfig::ServerConfig& config) { config.session.outageGrace = std::chrono::seconds(0); });
}

bool FaultKeycloakTest::asksToComeLater(const Browser& browser)
{
    for (const bool isScript : {false, true}) {
        const auto answer = m_fixture->askedDirectly(m_sandbox.authServerOrigin(), browser, isScript);
        if (answer.status != 503 || answer.header("retry-after").empty() || !answer.location().empty())
            return false;
        if (!isScript && answer.body.find("reload this page") == std::string::npos)
            return false;
    }
    return true;
}

void FaultKeycloakTest::initTestCase()
{
    m_fixture.emplace(m_sandbox);
    m_patience = m_sandbox.project().authorization.timeout;
}

void FaultKeycloakTest::cleanupTestCase()
{
    m_sandbox.project().authorization.timeout = m_patience;
    m_sandbox.switchProtocol(project::CheckProtocol::Http);
}

void FaultKeycloakTest::cleanup()
{
    m_sandbox.signalKeycloak(SIGCONT); // also where a test has failed meanwhile
    const bool isChanged = std::exchange(m_isRefusing, false) || m_clock.has_value();
    m_clock.reset();
    if (isChanged)
        m_fixture->restartServer();
}

void FaultKeycloakTest::completesAHundredLoginsAtOnce()
{
    const std::vector<std::string> names{"alice", "bob", "eve"};
    std::vector<std::string> passwords;
    // A hundred passwords at once would keep Keycloak busy for longer than the gateway waits. Who signs in
    // gets a hash that costs nothing.
    const json::object policy{{"passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)"}};
    m_fixture->changeRealm(policy);
    for (const auto& name : names) {
        passwords.emplace_back(m_sandbox.password(name).reveal());
        m_fixture->signedIn(name);
    }
    std::mutex mutex;
    std::map<std::string, int> outcomes;
    std::vector<std::thread> people;
    for (std::size_t i = 0; i < 100; ++i) {
        people.emplace_back([&, i] {
            std::string outcome;
            try {
                RunLoop loop;
                auto options = m_sandbox.clientOptions();
                options.maxConnectionsPerHost = 100;
                net::CurlHttpClient http(m_sandbox.curl(), loop, options);
                PatientClient patient(http);
                Browser browser(loop, patient);
                const auto form = browser.follow(m_fixture->page);
                const auto& name = names[i % names.size()];
                const auto done =
                    browser.follow(browser.submitLogin(form, name, passwords[i % names.size()]));
                const auto shown = FaultFixture::applicationHeader(done, "x-auth-request-preferred-username");
                outcome = done.status == 200 && shown == name
                              ? "signed in"
                              : std::to_string(done.status) + " at " + net::urlWithoutQuery(done.url);
            } catch (const std::exception& error) {
                outcome = error.what();
            }
            const std::scoped_lock lock(mutex);
            ++outcomes[outcome];
        });
    }
    for (auto& person : people)
        person.join();
    for (const auto& [outcome, count] : outcomes)
        QVERIFY2(outcome == "signed in", (std::to_string(count) + " times: " + outcome).c_str());
    QCOMPARE(outcomes["signed in"], 100);
}

void FaultKeycloakTest::takesNewKeys_andKeepsOldSessions()
{
    auto old = m_fixture->signedIn("alice");
    auto refreshed = expired("bob");
    const auto oldKey = keyId(old.get(m_fixture->page));
    QVERIFY(!oldKey.empty());
    FaultLoad load(m_sandbox, {FaultLoad::navigation(old, m_fixture->page),
                               FaultLoad::navigation(old, m_fixture->page)});
    const auto realmId = m_fixture->admin("").at("id");
    const json::value provider{{"name", "new-keys"},
                               {"providerId", "rsa-generated"},
                               {"providerType", "org.keycloak.keys.KeyProvider"},
                               {"parentId", realmId},
                               {"config",
                                {{"priority", json::array{"1000"}},
                                 {"enabled", json::array{"true"}},
                                 {"active", json::array{"true"}},
                                 {"keySize", json::array{"2048"}},
                                 {"algorithm", json::array{"RS256"}}}}};
    const auto added =
        m_sandbox.await(m_fixture->adminClient().post("/realms/Test-oidc/components", provider));
    QVERIFY2(added, added ? "" : added.error().toString().c_str());

    // A refresh and a sign-in bring tokens that are signed with a key not seen before. Where that takes
    // longer than a check, bob is let in with the token that he had, and gets the next one later.
    Page renewed;
    QVERIFY(m_fixture->becomes([&] {
        renewed = refreshed.get(m_fixture->page);
        return renewed.status != 200 || keyId(renewed) != oldKey;
    }));
    QCOMPARE(renewed.status, 200);
    auto newcomer = m_fixture->signedIn("eve");
    const auto page = newcomer.get(m_fixture->page);
    QCOMPARE(page.status, 200);
    QVERIFY(!keyId(page).empty() && keyId(page) != oldKey);
    QCOMPARE(keyId(renewed), keyId(page));
    QCOMPARE(keyId(old.get(m_fixture->page)), oldKey);
    const auto counts = load.stop();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
}

void FaultKeycloakTest::keepsSessions_whileKeycloakStalls()
{
    keepToDefaultTimeouts();
    m_clock.emplace(m_sandbox);
    refuseInOutages();
    auto fresh = m_fixture->signedIn("alice");
    m_fixture->setTokenLife(std::chrono::seconds(240));
    auto due = m_fixture->signedIn("eve");
    m_fixture->setTokenLife(std::chrono::seconds(60));
    auto stale = m_fixture->signedIn("bob");
    m_fixture->setTokenLife(longLife);
    const auto visitedBefore = stale.visited().size();
    const auto before = due.get(m_fixture->page);
    const auto tokenBefore = m_fixture->applicationHeader(before, "authorization");
    const auto expires = m_fixture->tokenClaims(before).at("exp").as_int64();
    m_sandbox.signalKeycloak(SIGSTOP);
    // By the server's clock Eve's token is now good for just less than a minute, however long all this took,
    // and would be refreshed; Alice's is for two, and Bob's has expired.
    m_clock->move(std::chrono::seconds(expires - 58 - toUnixSeconds(SystemClock().now())));
    FaultLoad load(m_sandbox, {FaultLoad::navigation(fresh, m_fixture->page),
                               FaultLoad::navigation(due, m_fixture->page),
                               FaultLoad::navigation(due, m_fixture->page)});
    double refreshes = 0;
    QElapsedTimer stalled;
    stalled.start();
    while (stalled.elapsed() < 30'000) {
        QElapsedTimer patience;
        patience.start();
        const auto page = stale.get(m_fixture->page);
        const auto needed = patience.elapsed();
        QVERIFY2(m_fixture->isGatewaysLater(page) && needed <= maxPatience,
                 (std::to_string(page.status) + " after " + std::to_string(needed) + " ms").c_str());
        QCOMPARE(due.get(m_fixture->page).status, 200);
        refreshes =
            std::max(refreshes, m_fixture->metric(m_sandbox.metricsOrigin(), "meshsso_refreshes_running"));
    }
    QVERIFY2(refreshes >= 2, "Eve's refresh has not been tried");
    QVERIFY(asksToComeLater(stale));
    QVERIFY(m_fixture->applicationHeader(due.get(m_fixture->page), "authorization") == tokenBefore);
    m_sandbox.signalKeycloak(SIGCONT);
    QVERIFY(m_fixture->becomes([&] { return stale.get(m_fixture->page).status == 200; }));
    QVERIFY(m_fixture->becomes([&] {
        const auto page = due.get(m_fixture->page);
        return page.status == 200 && m_fixture->applicationHeader(page, "authorization") != tokenBefore;
    }));
    QVERIFY(wentOnlyTo(m_fixture->page, stale, visitedBefore));
    const auto counts = load.stop();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
    QVERIFY(!m_sandbox.authServerLog().contains("\"session_ended\":true"));
}

void FaultKeycloakTest::keepsExpiredSessions_whileKeycloakIsAway()
{
    const auto token = [](const Page& page) {
        return FaultFixture::applicationHeader(page, "authorization");
    };
    // Our server is as it is by default.
    keepToDefaultTimeouts();
    auto alice = expired("alice");
    auto bob = expired("bob");
    const auto visitedBefore = bob.visited().size();
    m_sandbox.signalKeycloak(SIGSTOP);
    const auto first = bob.get(m_fixture->page);
    QCOMPARE(first.status, 200);
    const auto tokenBefore = token(first);
    QVERIFY(!tokenBefore.empty());
    FaultLoad load(m_sandbox, {FaultLoad::navigation(alice, m_fixture->page),
                               FaultLoad::navigation(alice, m_fixture->page),
                               FaultLoad::navigation(bob, m_fixture->page)});
    QElapsedTimer away;
    away.start();
    while (away.elapsed() < 6000) {
        const auto page = bob.get(m_fixture->page);
        QCOMPARE(page.status, 200);
        QVERIFY(token(page) == tokenBefore);
    }
    QVERIFY(m_sandbox.authServerLog().contains("\"session.outage_grace\""));

    // Whoever is not signed in ends at an error, when the gateway has waited for Keycloak, and not in a
    // circle.
    PatientClient patient(m_sandbox.http());
    Browser newcomer(m_sandbox.loop(), patient);
    const auto end = newcomer.follow(m_fixture->page);
    QVERIFY2(end.status >= 500, std::to_string(end.status).c_str());
    QVERIFY(newcomer.visited().size() < 5);
    QCOMPARE(bob.get(m_fixture->page).status, 200);

    m_sandbox.signalKeycloak(SIGCONT);
    QVERIFY(m_fixture->becomes([&] {
        const auto page = bob.get(m_fixture->page);
        return page.status == 200 && !token(page).empty() && token(page) != tokenBefore;
    }));
    QVERIFY(wentOnlyTo(m_fixture->page, bob, visitedBefore));
    const auto counts = load.stop();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
}

void FaultKeycloakTest::showsThePage_whereTheGatewayAsksOverGrpc()
{
#ifdef MESHSSO_GRPC
    keepToDefaultTimeouts();
    m_sandbox.switchProtocol(project::CheckProtocol::Grpc);
    refuseInOutages();
    auto stale = expired("bob");
    m_sandbox.signalKeycloak(SIGSTOP);
    Page page;
    // On a busy machine ours may miss the half second that the gateway waits longer.
    m_fixture->becomes([&] {
        page = stale.get(m_fixture->page);
        return page.status != 503 || page.body.find("class=\"reference\"") != std::string::npos;
    });
    m_sandbox.signalKeycloak(SIGCONT);
    m_sandbox.switchProtocol(project::CheckProtocol::Http);
    QCOMPARE(page.status, 503);
    QVERIFY(!page.header("retry-after").empty());
    QVERIFY2(page.body.find("reload this page") != std::string::npos, page.body.c_str());
    QVERIFY2(page.body.find("class=\"reference\"") != std::string::npos, "it is not our server's own page");
    QVERIFY(m_fixture->becomes([&] { return stale.get(m_fixture->page).status == 200; }));
#else
    QSKIP("built without gRPC");
#endif
}

void FaultKeycloakTest::keepsSessions_overAKilledKeycloak()
{
    keepToDefaultTimeouts();
    refuseInOutages();
    auto fresh = m_fixture->signedIn("alice");
    auto another = m_fixture->signedIn("eve");
    auto stale = expired("bob");
    FaultLoad load(m_sandbox, {FaultLoad::navigation(fresh, m_fixture->page),
                               FaultLoad::navigation(another, m_fixture->page)});
    m_sandbox.killKeycloak();

    const auto page = stale.get(m_fixture->page);
    QCOMPARE(page.status, 503);
    QVERIFY(page.location().empty());
    QVERIFY(asksToComeLater(stale));
    // Whoever is not signed in ends at an error, and not in a circle.
    auto newcomer = m_fixture->nobody();
    const auto end = newcomer.follow(m_fixture->page);
    QVERIFY2(end.status >= 500, std::to_string(end.status).c_str());
    QVERIFY(newcomer.visited().size() < 5);

    m_sandbox.launchKeycloak();
    const auto visitedBefore = stale.visited().size();
    // Not for longer than the others' tokens live.
    QVERIFY(m_fixture->becomes([&] { return stale.get(m_fixture->page).status == 200; }, 240'000));
    QVERIFY(wentOnlyTo(m_fixture->page, stale, visitedBefore));
    const auto counts = load.stop();
    QVERIFY2(counts.onlyAnswered(200), counts.describe().c_str());
    auto later = m_fixture->signedIn("eve");
    QCOMPARE(later.get(m_fixture->page).status, 200);
}

void FaultKeycloakTest::logsNoSecrets()
{
    QVERIFY2(!m_sandbox.hasLoggedToken(), "a token or a part of one is in the log");
}

} // namespace meshsso::test
