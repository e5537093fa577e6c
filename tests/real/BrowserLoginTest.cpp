#include "BrowserLoginTest.h"

#include "Browser.h"
#include "login/HopExport.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

namespace meshsso::test {

void BrowserLoginTest::initTestCase()
{
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = m_sandbox.adminPassword();
    m_admin = std::make_unique<keycloak::AdminClient>(m_sandbox.http(), m_sandbox.adminUrl(),
                                                      std::move(credentials), m_clock);
    m_project = m_sandbox.project();
    m_project.identityProvider.url = m_sandbox.adminUrl();
    auto made = m_sandbox.await(keycloak::createTestClient(*m_admin, m_project, m_random, m_clock));
    MESHSSO_VERIFY_OK(made);
    m_client = std::move(*made);
}

void BrowserLoginTest::cleanupTestCase()
{
    MESHSSO_VERIFY_OK(m_sandbox.await(keycloak::removeTestClient(*m_admin, m_client)));
}

login::BrowserLoginReport BrowserLoginTest::run(login::BrowserLoginOptions options, Browse browse)
{
    std::thread browser;
    login::BrowserLogin login(m_sandbox.http(), m_sandbox.loop(), m_project, m_random, m_clock);
    login::BrowserLogin::OpenBrowser open = [&](const std::string& url) -> Result<void> {
        browser = std::thread([browse, url] {
            RunLoop loop;
            net::CurlHttpClient http(std::make_shared<net::CurlThread>(), loop);
            browse(loop, http, url);
        });
        return {};
    };
    auto report = m_sandbox.await(login.run(std::move(options), std::move(open), {}));
    if (browser.joinable())
        browser.join();
    return report;
}

void BrowserLoginTest::signsIn_andVerifiesBothTokens()
{
    login::BrowserLoginOptions options;
    options.clientId = m_client.clientId;
    options.scopes = m_client.scopes;
    options.loginHint = "alice";
    options.deadline = std::chrono::seconds(60);
    const SecretString password = m_sandbox.password("alice");
    std::string landing;
    const auto report = run(options, [&](RunLoop& loop, net::HttpClient& http, const std::string& url) {
        Browser browser(loop, http);
        const auto form = browser.follow(url);
        landing = browser.follow(browser.submitLogin(form, "alice", password.reveal())).body;
    });
    const auto shown = login::exportHops(report);
    QVERIFY2(report.signedIn && report.findings.empty(), shown.c_str());
    QVERIFY(landing.find("You can close this window") != std::string::npos);
    QCOMPARE(stringOr(report.idToken->claims, "preferred_username"), std::string_view("alice"));
    QCOMPARE(report.idToken->issuer, m_project.identityProvider.issuer());
    QVERIFY(report.accessToken.has_value()); // for the project's client, though another asked
    QCOMPARE(stringOr(report.accessToken->claims, "azp"), std::string_view(m_client.clientId));
    QVERIFY(!report.rawRefreshToken.empty());
    for (const auto secret : {report.rawAccessToken.reveal(), report.rawIdToken.reveal(), password.reveal()})
        QVERIFY(shown.find(secret) == std::string::npos);
}

void BrowserLoginTest::names_aRefusal()
{
    login::BrowserLoginOptions options;
    options.clientId = m_client.clientId;
    options.scopes = {"openid", "no-such-scope"};
    options.deadline = std::chrono::seconds(60);
    const auto report = run(options, [](RunLoop& loop, net::HttpClient& http, const std::string& url) {
        Browser(loop, http).follow(url);
    });
    QVERIFY(!report.signedIn);
    QCOMPARE(report.findings.front().code, std::string("login.refused"));
    QVERIFY2(report.findings.front().why.find("invalid_scope") != std::string::npos,
             report.findings.front().why.c_str());
}

void BrowserLoginTest::names_anUnknownClient()
{
    login::BrowserLoginOptions options;
    options.clientId = "nobody";
    options.deadline = std::chrono::seconds(5);
    std::string page;
    const auto report = run(options, [&](RunLoop& loop, net::HttpClient& http, const std::string& url) {
        page = Browser(loop, http).follow(url).body;
    });
    // Keycloak tells the user, and never comes back.
    QVERIFY(page.find("Client not found") != std::string::npos);
    QCOMPARE(report.findings.front().code, std::string("login.abandoned"));
    QVERIFY(report.findings.front().fix.find("Client not found") != std::string::npos);
}

} // namespace meshsso::test
