#include "LoginsTest.h"

#include "core/Text.h"
#include "keycloak/Provisioner.h"
#include "serverconfig/ServerConfigFile.h"

#include <QtTest/QtTest>

namespace meshsso::test {
namespace {

using secrets::SecretRef;

} // namespace

void LoginsTest::addLogin(const std::string& name, const std::string& realm, const std::string& passwordFile)
{
    auto project = m_sandbox.project();
    project.identityProvider.realm = realm;
    project.client.id = name + "-client";
    project.client.secret = {SecretRef::Kind::File, "secrets/" + name + "-secret"};
    project.gateway.address = name + ".localhost";
    project.users.resize(1); // alice
    project.users[0].password = {SecretRef::Kind::File, passwordFile};
    keycloak::Provisioner provisioner(m_fixture->adminClient(), project, m_sandbox.secretStore());
    const auto report = m_sandbox.await(provisioner.apply([](const keycloak::ApplyStep&) {}));
    QVERIFY2(!report.error, report.error ? report.error->toString().c_str() : "");

    const auto config = serverconfig::compileServerConfig(project, {.inCluster = false});
    serverconfig::LoginConfig login;
    login.name = name;
    login.hosts = {project.gateway.address};
    login.provider = config.provider;
    login.cookieName = name;
    login.allowedHosts = config.allowedHosts;
    login.postLogoutRedirectUris = config.postLogoutRedirectUris;
    m_logins.push_back(std::move(login));
    m_doors.push_back({project.gateway.origin(), "__Host-" + name, realm, project.client.id, passwordFile});
}

void LoginsTest::initTestCase()
{
    m_fixture.emplace(m_sandbox);
    const auto& project = m_sandbox.project();
    const std::string alice = "secrets/alice-password";
    const std::string partner = "secrets/partner-alice-password";
    const auto written = m_sandbox.await(m_sandbox.secretStore().write(
        {SecretRef::Kind::File, partner}, SecretString("another-word-for-another-alice")));
    QVERIFY(written);
    m_doors.push_back(
        {m_fixture->origin, "__Host-meshsso", project.identityProvider.realm, project.client.id, alice});
    addLogin("partners", "Partners", partner);
    addLogin("reports", project.identityProvider.realm, alice);
    QCOMPARE(m_doors.size(), std::size_t{3});
}

void LoginsTest::cleanupTestCase()
{
    m_sandbox.switchProtocol(project::CheckProtocol::Http);
}

Page LoginsTest::enter(Browser& browser, const Door& door)
{
    const auto page = browser.follow(door.page());
    if (page.body.find("kc-form-login") == std::string::npos)
        return page;
    const auto password =
        m_sandbox.await(m_sandbox.secretStore().read({SecretRef::Kind::File, door.passwordFile}));
    return browser.follow(browser.submitLogin(page, "alice", password->reveal()));
}

void LoginsTest::keepsLoginsApart_data()
{
    QTest::addColumn<int>("protocol");
    QTest::newRow("asked over HTTP") << static_cast<int>(project::CheckProtocol::Http);
#ifdef MESHSSO_GRPC
    QTest::newRow("asked over gRPC") << static_cast<int>(project::CheckProtocol::Grpc);
#endif
}

void LoginsTest::keepsLoginsApart()
{
    QFETCH(int, protocol);
    m_sandbox.switchProtocol(static_cast<project::CheckProtocol>(protocol));
    m_fixture->restartServer([this](serverconfig::ServerConfig& config) { config.logins = m_logins; });
    auto browser = m_fixture->nobody();
    std::vector<std::string> subjects;
    for (const auto& door : m_doors) {
        QCOMPARE(browser.get(door.page()).status, 302); // whoever has entered elsewhere
        const auto page = enter(browser, door);
        QVERIFY2(page.status == 200 && page.url == door.page(), (page.url + "\n" + page.body).c_str());
        const auto claims = FaultFixture::tokenClaims(page);
        QVERIFY(stringOr(claims, "iss").ends_with("/realms/" + door.realm));
        QCOMPARE(stringOr(claims, "azp"), std::string_view(door.client));
        subjects.emplace_back(stringOr(claims, "sub"));
    }
    // Two people of one name in two realms, and one person at two clients of a realm.
    QVERIFY(!subjects[0].empty() && subjects[0] != subjects[1]);
    QCOMPARE(subjects[2], subjects[0]);
    refusesForeignSessions(browser);

    auto visitor = m_fixture->nobody();
    const auto form = visitor.follow(m_doors[1].page());
    const auto password =
        m_sandbox.await(m_sandbox.secretStore().read({SecretRef::Kind::File, m_doors[1].passwordFile}));
    auto callback = visitor.submitLogin(form, "alice", password->reveal()).location();
    QVERIFY2(callback.starts_with(m_doors[1].origin + "/oauth2/callback?"), callback.c_str());
    QCOMPARE(visitor.get(m_doors[0].origin + callback.substr(m_doors[1].origin.size())).status, 400);
    QCOMPARE(visitor.get(m_doors[0].page()).status, 302);

    browser.follow(m_doors[1].origin + "/oauth2/sign_out");
    QCOMPARE(browser.get(m_doors[1].page()).status, 302);
    QCOMPARE(browser.get(m_doors[0].page()).status, 200);
    QCOMPARE(browser.get(m_doors[2].page()).status, 200);
}

void LoginsTest::refusesForeignSessions(Browser& browser)
{
    for (const auto& from : m_doors) {
        const auto value = browser.cookie(from.page(), from.cookieName);
        QVERIFY2(!value.empty(), from.cookieName.c_str());
        for (const auto& to : m_doors) {
            const bool isOwn = &from == &to;
            for (const auto& name : {from.cookieName, to.cookieName}) {
                auto thief = m_fixture->nobody();
                thief.setCookie(to.page(), name, value);
                QCOMPARE(thief.cookie(to.page(), name), value);
                const auto what = name + " of " + from.origin + " at " + to.origin;
                QVERIFY2(thief.get(to.page()).status == (isOwn ? 200 : 302), what.c_str());
                QVERIFY2(thief.fetch(to.page()).status == (isOwn ? 200 : 401), what.c_str());
            }
        }
    }
}

} // namespace meshsso::test
