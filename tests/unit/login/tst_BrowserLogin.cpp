#include "FakeSite.h"

#include "core/Encoding.h"
#include "core/RunLoop.h"
#include "core/Text.h"
#include "core/Url.h"
#include "login/BrowserLogin.h"
#include "login/HopExport.h"
#include "net/LoopbackListener.h"
#include "oidc/AuthorizationRequest.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"
#include "unit/transport/RawClient.h"

#include <QtTest/QtTest>
#include <thread>

using namespace meshsso;
using namespace meshsso::login;
using namespace std::chrono_literals;

namespace {

std::string parameter(std::string_view query, std::string_view name)
{
    for (const auto pair : split(query.substr(query.find('?') + 1), '&')) {
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == name)
            return *formDecode(pair.substr(equals + 1));
    }
    return {};
}

/// Keycloak, the browser and the user together; knobs to break each of them.
struct Scene
{
    Scene() : client([this](const net::HttpRequest& request) { return answer(request); }), clock(now)
    {
        options.clientId = "meshsso-login-test";
        options.deadline = 10s;
        idClaims = {{"iss", issuer},    {"aud", options.clientId},      {"sub", "user-1"},
                    {"typ", "ID"},      {"azp", options.clientId},      {"iat", now - 5},
                    {"exp", now + 300}, {"preferred_username", "alice"}};
        accessClaims = site.claims;
        accessClaims["azp"] = options.clientId;
    }

    ~Scene()
    {
        if (browser.joinable())
            browser.join();
    }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    Result<net::HttpResponse> answer(const net::HttpRequest& request)
    {
        if (request.method != "POST" || !request.url.ends_with("/token")) {
            if (request.url.ends_with("/certs"))
                return test::httpAnswer(200, signer.jwks());
            return site.handle(request);
        }
        tokenForm = request.body;
        if (tokenStatus != 200)
            return test::httpAnswer(tokenStatus, tokenBody);
        auto id = idClaims;
        if (!id.contains("nonce"))
            id["nonce"] = parameter(opened, "nonce");
        json::object body{{"access_token", signer.sign(accessClaims)},
                          {"refresh_token", "r3fresh-secret"},
                          {"token_type", "Bearer"},
                          {"scope", "openid email"},
                          {"expires_in", 300}};
        if (sendsIdToken)
            body["id_token"] = idSigner.sign(id);
        return test::httpAnswer(200, json::serialize(body));
    }

    /// What the system browser does after the user signed in: one GET to the redirect URI.
    Result<void> open(const std::string& url)
    {
        opened = url;
        if (!browserOpens)
            return fail(ErrorCode::NotFound, "no browser");
        const auto redirect = *Url::parse(parameter(url, "redirect_uri"));
        const auto query = callbackQuery.empty() ? "state=" + parameter(url, "state") +
                                                       "&code=c0de-secret&iss=" + percentEncode(issuer)
                                                 : callbackQuery + "&state=" + parameter(url, "state");
        if (browserReturns) {
            browser = std::thread([redirect, query, this] {
                test::RawClient raw(redirect.port);
                raw.send("GET " + redirect.path + "?" + query + " HTTP/1.1\r\nHost: " + redirect.authority() +
                         "\r\n\r\n");
                page = raw.receive();
            });
        }
        return {};
    }

    BrowserLoginReport run()
    {
        BrowserLogin login(client, loop, site.project, random, clock);
        auto report = loop.runUntilDone(login.run(
            options, [this](const std::string& url) { return open(url); },
            [this](const Hop& hop) { seen.push_back(hop); }));
        if (browser.joinable())
            browser.join();
        return report;
    }

    static constexpr std::int64_t now = test::FakeSite::now;
    RunLoop loop;
    test::FakeSite site;
    std::string issuer = site.provider;
    test::TestSigner signer = test::TestSigner::ec();
    test::TestSigner idSigner = signer;
    test::FakeHttpClient client;
    test::FixedClock clock;
    SystemRandom random;
    BrowserLoginOptions options;
    json::object idClaims;
    json::object accessClaims;
    std::string callbackQuery;
    std::string opened;
    std::string tokenForm;
    std::string tokenBody;
    std::string page;
    int tokenStatus = 200;
    bool browserOpens = true;
    bool browserReturns = true;
    bool sendsIdToken = true;
    std::vector<Hop> seen;
    std::thread browser;
};

std::string show(const BrowserLoginReport& report)
{
    std::string text;
    for (const auto& finding : report.findings)
        text += finding.toString() + "\n";
    return text;
}

} // namespace

Q_DECLARE_METATYPE(std::function<void(Scene&)>)

class BrowserLoginTest : public QObject
{
    Q_OBJECT

private slots:
    void login_givesVerifiedTokens()
    {
        Scene scene;
        scene.options.loginHint = "alice";
        scene.options.prompt = "login";
        scene.options.doneTitle = "Fertig";
        const auto report = scene.run();
        QVERIFY2(report.signedIn && report.findings.empty(), show(report).c_str());
        QCOMPARE(report.idToken->subject, std::string("user-1"));
        QCOMPARE(stringOr(report.accessToken->claims, "azp"), std::string_view("meshsso-login-test"));
        QCOMPARE(report.rawRefreshToken.reveal(), std::string_view("r3fresh-secret"));
        QCOMPARE(report.scope, std::string("openid email"));
        QVERIFY(scene.page.find("<h1>Fertig</h1>") != std::string::npos);

        QVERIFY(scene.opened.starts_with(scene.issuer + "/protocol/openid-connect/auth?"));
        QCOMPARE(parameter(scene.opened, "client_id"), std::string("meshsso-login-test"));
        QCOMPARE(parameter(scene.opened, "login_hint"), std::string("alice"));
        QCOMPARE(parameter(scene.opened, "prompt"), std::string("login"));
        QCOMPARE(parameter(scene.opened, "code_challenge_method"), std::string("S256"));
        QVERIFY(parameter(scene.opened, "redirect_uri").starts_with("http://127.0.0.1:"));
        QVERIFY(parameter(scene.opened, "redirect_uri").ends_with("/callback"));
        // A public client: no secret, but the verifier of that very challenge.
        QCOMPARE(parameter(scene.tokenForm, "client_id"), std::string("meshsso-login-test"));
        QCOMPARE(parameter(scene.tokenForm, "code"), std::string("c0de-secret"));
        QCOMPARE(parameter(scene.tokenForm, "redirect_uri"), parameter(scene.opened, "redirect_uri"));
        QCOMPARE(oidc::pkceChallenge(parameter(scene.tokenForm, "code_verifier")),
                 parameter(scene.opened, "code_challenge"));
        QVERIFY(parameter(scene.tokenForm, "client_secret").empty());
    }

    void attempts_shareNothing()
    {
        Scene first;
        Scene second;
        QVERIFY(first.run().signedIn && second.run().signedIn);
        for (const char* name : {"state", "nonce", "code_challenge"}) {
            QVERIFY(parameter(first.opened, name).size() >= 43);
            QVERIFY(parameter(first.opened, name) != parameter(second.opened, name));
        }
    }

    void hops_holdNoSecret()
    {
        Scene scene;
        const auto report = scene.run();
        QCOMPARE(scene.seen.size(), report.hops.size());
        QCOMPARE(report.hops.size(), 5U); // discovery, browser, callback, code exchange, keys
        const auto text = exportHops(report);
        for (const std::string& secret :
             {std::string("c0de-secret"), parameter(scene.opened, "state"), parameter(scene.opened, "nonce"),
              parameter(scene.opened, "code_challenge"), parameter(scene.tokenForm, "code_verifier"),
              std::string("r3fresh"), std::string(report.rawAccessToken.reveal())})
            QVERIFY2(text.find(secret) == std::string::npos, text.c_str());
        QVERIFY2(text.find("signed in") != std::string::npos, text.c_str());
        QVERIFY(text.find("the code is exchanged for tokens") != std::string::npos);
    }

    void faults_areNamed_data()
    {
        QTest::addColumn<std::function<void(Scene&)>>("breaks");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, std::function<void(Scene&)> breaks, const char* code,
                            const char* says) {
            QTest::newRow(name) << std::move(breaks) << QString(code) << says;
        };
        const std::string discovery =
            "GET https://kc.example.com/realms/Test-oidc/.well-known/openid-configuration";
        row(
            "unreachable",
            [=](Scene& s) { s.site.instead.emplace(discovery, fail(ErrorCode::Unreachable, "refused")); },
            "login.unreachable", "refused");
        row(
            "TLS",
            [=](Scene& s) { s.site.instead.emplace(discovery, fail(ErrorCode::TlsError, "unknown CA")); },
            "login.tls", "caFile");
        row(
            "no discovery", [=](Scene& s) { s.site.instead.emplace(discovery, test::httpAnswer(404)); },
            "token.discovery", "404");
        row(
            "another issuer",
            [=](Scene& s) {
                s.site.instead.emplace(discovery,
                                       test::httpAnswer(200, "{\"issuer\":\"https://evil.example.com\"}"));
            },
            "login.issuer-differs", "evil");
        row(
            "no browser", [](Scene& s) { s.browserOpens = false; }, "login.browser", "by hand");
        row(
            "abandoned",
            [](Scene& s) {
                s.browserReturns = false;
                s.options.deadline = 100ms;
            },
            "login.abandoned", "redirect_uri");
        row(
            "user refuses", [](Scene& s) { s.callbackQuery = "error=access_denied"; }, "login.refused",
            "access_denied");
        row(
            "scope unknown", [](Scene& s) { s.callbackQuery = "error=invalid_scope&error_description=x"; },
            "login.refused", "client.scopes");
        row(
            "answer of another issuer",
            [](Scene& s) { s.callbackQuery = "code=abc&iss=https%3A%2F%2Fevil.example.com"; },
            "login.issuer-differs", "evil");
        row(
            "code too long", [](Scene& s) { s.callbackQuery = "code=" + std::string(6000, 'x'); },
            "login.bad-callback", "code");
        row(
            "code refused",
            [](Scene& s) {
                s.tokenStatus = 400;
                s.tokenBody = "{\"error\":\"invalid_grant\",\"error_description\":\"Code not valid\"}";
            },
            "login.code-exchange", "Code not valid");
        row(
            "confidential client",
            [](Scene& s) {
                s.tokenStatus = 401;
                s.tokenBody = "{\"error\":\"unauthorized_client\"}";
            },
            "login.code-exchange", "client authentication off");
        row(
            "Keycloak fails", [](Scene& s) { s.tokenStatus = 503; }, "login.code-exchange", "503");
        row(
            "no ID token", [](Scene& s) { s.sendsIdToken = false; }, "token.id-token-missing", "openid");
        row(
            "nonce of another attempt", [](Scene& s) { s.idClaims["nonce"] = "another"; },
            "token.wrong-nonce", "nonce");
        row(
            "ID token of another client", [](Scene& s) { s.idClaims["aud"] = "other"; },
            "token.wrong-audience", "ID token");
        row(
            "ID token of another signer", [](Scene& s) { s.idSigner = test::TestSigner::ec(); },
            "token.bad-signature", "ID token");
        row(
            "ID token expired", [](Scene& s) { s.idClaims["exp"] = Scene::now - 100; }, "token.expired",
            "NTP");
        row(
            "hash of another access token",
            [](Scene& s) { s.idClaims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"; }, "token.wrong-hash",
            "at_hash");
        row(
            "access token expired", [](Scene& s) { s.accessClaims["exp"] = Scene::now - 100; },
            "token.expired", "access token");
        row(
            "refresh token as access token", [](Scene& s) { s.accessClaims["typ"] = "Refresh"; },
            "token.wrong-type", "access token");
        row(
            "users differ", [](Scene& s) { s.accessClaims["sub"] = "user-2"; }, "token.wrong-subject",
            "different users");
    }
    void faults_areNamed()
    {
        QFETCH(std::function<void(Scene&)>, breaks);
        QFETCH(QString, code);
        QFETCH(QString, says);
        Scene scene;
        breaks(scene);
        const auto report = scene.run();
        QVERIFY(!report.signedIn);
        QVERIFY(hasErrors(report.findings));
        QCOMPARE(report.findings.front().code, code.toStdString());
        const auto text = QString::fromStdString(report.findings.front().toString());
        QVERIFY2(text.contains(says), qPrintable(text));
        QVERIFY(!text.contains("c0de-secret"));
        QVERIFY(!report.findings.front().fix.empty());
    }

    void refusal_isShownInTheUsersLanguage()
    {
        Scene scene;
        scene.callbackQuery = "error=access_denied";
        scene.options.failedTitle = "Abgelehnt";
        scene.options.failedText = "Weiter in MeshSSO";
        scene.options.language = "de";
        QVERIFY(!scene.run().signedIn);
        QVERIFY(scene.page.find("<html lang=\"de\">") != std::string::npos);
        QVERIFY(scene.page.find("<h1>Abgelehnt</h1><p>Weiter in MeshSSO</p>") != std::string::npos);
    }

    void accessTokenForOthers_isAWarning()
    {
        Scene scene;
        scene.accessClaims["aud"] = "account";
        const auto report = scene.run();
        QVERIFY2(report.signedIn, show(report).c_str());
        QVERIFY(!report.accessToken);
        QVERIFY(!report.rawAccessToken.empty());
        QCOMPARE(report.findings.front().code, std::string("token.wrong-audience"));
        QCOMPARE(report.findings.front().severity, Severity::Warning);
    }

    void busyPort_isNamed()
    {
        Scene scene;
        auto options = net::LoopbackOptions();
        options.isExpectedState = [](std::string_view) { return false; };
        const auto other = net::LoopbackListener::listen(scene.loop, options);
        QVERIFY(other.has_value());
        scene.options.port = other->port();
        const auto report = scene.run();
        QCOMPARE(report.findings.front().code, std::string("login.port-busy"));
        QVERIFY(scene.opened.empty());
    }

    void droppedLogin_closesThePort()
    {
        Scene scene;
        scene.browserReturns = false;
        BrowserLogin login(scene.client, scene.loop, scene.site.project, scene.random, scene.clock);
        {
            auto task = login.run(scene.options, [&](const std::string& url) { return scene.open(url); }, {});
            task.start([](BrowserLoginReport) {});
            const auto port = Url::parse(parameter(scene.opened, "redirect_uri"))->port;
            QVERIFY(test::RawClient(port).isConnected());
        }
        QVERIFY(!test::RawClient(Url::parse(parameter(scene.opened, "redirect_uri"))->port).isConnected());
    }

    void export_isOneLineAText()
    {
        LoginTestReport report;
        report.hops = {{"GET",
                        "https://a/\n2. GET https://forged/",
                        0,
                        {},
                        {{"s\r\nx", 5, false}, {"t", 0, true}},
                        "m"}};
        report.findings = {{"login.tls", Severity::Error, "https://a/", "why\nnot", "fix"}};
        QCOMPARE(
            exportHops(report),
            std::string("Login test: not signed in\n\n1. GET https://a/ 2. GET https://forged/\n"
                        "   no status in 0 ms: m\n   cookie s  x: 5 bytes\n   cookie t removed\n\nFindings\n"
                        "- error login.tls at https://a/\n  why not\n  Fix: fix\n"));
    }
};

QTEST_APPLESS_MAIN(BrowserLoginTest)
#include "tst_BrowserLogin.moc"
