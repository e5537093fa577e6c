#include "GatewayTest.h"

#include "core/Json.h"
#include "core/Text.h"
#include "keycloak/AdminClient.h"
#include "login/LoginTest.h"
#include "support/TestPrinters.h"

#include <QThread>

namespace meshsso::test {
namespace {

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

std::string describe(const login::LoginTestReport& report)
{
    std::string text = test::describe(report.findings);
    for (const auto& hop : report.hops)
        text += hop.method + " " + hop.url + " " + std::to_string(hop.status) + " " + hop.meaning + "\n";
    return text;
}

login::LoginTestReport runLoginTest(Sandbox& sandbox, const std::string& username, SecretString password)
{
    static const SystemClock clock;
    login::LoginTest test(sandbox.http(), sandbox.project(), clock);
    login::LoginTestOptions options;
    options.username = username;
    options.password = std::move(password);
    return sandbox.await(test.run(std::move(options), [](const login::Hop&) {}));
}

const std::string sessionCookie = "__Host-meshsso";

} // namespace

void GatewayTest::initTestCase()
{
    m_origin = m_sandbox.gatewayOrigin();
}

void GatewayTest::sendsBrowsersToLogin_andAnswersScriptsWith401()
{
    Browser browser(m_sandbox.loop(), m_sandbox.http());
    const auto page = browser.get(m_origin + "/headers?a=b");
    QCOMPARE(page.status, 302);
    QVERIFY2(page.location().starts_with(m_origin + "/oauth2/"), page.location().c_str());
    QCOMPARE(page.header("cache-control"), std::string("no-store"));

    const auto script = browser.fetch(m_origin + "/headers");
    QCOMPARE(script.status, 401);
    QVERIFY(!script.header("www-authenticate").empty());

    const auto posted = browser.post(m_origin + "/headers", "a=b");
    QCOMPARE(posted.status, 401);
    // The gateway answers before it has read this one.
    const auto large = browser.post(m_origin + "/headers", std::string(1'000'000, 'a'));
    QCOMPARE(large.status, 401);
}

void GatewayTest::letsPublicPathsThrough_withoutIdentity()
{
    Browser browser(m_sandbox.loop(), m_sandbox.http());
    const auto page = browser.get(m_origin + "/public/x");
    QCOMPARE(page.status, 200);
    for (const auto& [name, value] : applicationHeaders(page)) {
        const std::string_view field = name;
        QVERIFY2(field != "authorization" && !field.starts_with("x-auth-request"), page.body.c_str());
    }
    for (const auto* path : {"/public/../headers", "/public/%2e%2e/headers", "/public/..%2fheaders",
                             "/public//../headers", "/public/..;/headers", "/public%2f..%2fheaders"}) {
        // Refused, sent to login, or made a plain public path before anybody decided on it.
        const auto sneaky = browser.get(m_origin + path);
        const auto body = parseJsonObject(sneaky.body);
        const bool isPublic = body && stringOr(*body, "path").starts_with("/public/") &&
                              !contains(stringOr(*body, "path"), "..");
        QVERIFY2(sneaky.status != 200 || isPublic, (std::string(path) + " was let through").c_str());
    }
}

void GatewayTest::signsIn_andTheApplicationGetsAVerifiedToken()
{
    const auto report = runLoginTest(m_sandbox, "alice", m_sandbox.password("alice"));
    QVERIFY2(report.signedIn, describe(report).c_str());
    QVERIFY2(!hasErrors(report.findings), describe(report).c_str());
    QVERIFY(report.accessToken.has_value());
    const auto& claims = report.accessToken->claims;
    QCOMPARE(stringOr(claims, "iss"), std::string_view(m_sandbox.project().identityProvider.issuer()));
    QCOMPARE(stringOr(claims, "preferred_username"), std::string_view("alice"));
    QVERIFY(json::serialize(claims.at("roles")) == R"(["reader"])");
    QVERIFY(report.hops.size() >= 6);

    const auto& headers = report.applicationHeaders;
    QCOMPARE(stringOr(headers, "x-auth-request-preferred-username"), std::string_view("alice"));
    QCOMPARE(stringOr(headers, "x-auth-request-email"), std::string_view("alice@example.com"));

    // What is shown of the hops must not be enough to take over the login.
    const auto shown = describe(report);
    QVERIFY(!contains(shown, report.rawAccessToken));
    QVERIFY(!contains(shown, m_sandbox.password("alice").reveal()));
    m_secretsSeen.push_back(report.rawAccessToken);
}

void GatewayTest::reports_aWrongPassword()
{
    const auto report = runLoginTest(m_sandbox, "alice", SecretString("not-her-password"));
    QVERIFY(!report.signedIn);
    QVERIFY2(hasFinding(report.findings, "login.wrong-password"), describe(report).c_str());
}

void GatewayTest::reports_aDisabledUser()
{
    const SystemClock clock;
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = m_sandbox.adminPassword();
    keycloak::AdminClient admin(m_sandbox.http(), m_sandbox.adminUrl(), std::move(credentials), clock);
    const auto users = m_sandbox.await(admin.get("/realms/Test-oidc/users?username=eve&exact=true"));
    MESHSSO_VERIFY_OK(users);
    auto eve = users->at(0).as_object();
    const auto path = "/realms/Test-oidc/users/" + std::string(eve.at("id").as_string());
    eve["enabled"] = false;
    MESHSSO_VERIFY_OK(m_sandbox.await(admin.put(path, eve)));
    const auto report = runLoginTest(m_sandbox, "eve", m_sandbox.password("eve"));
    eve["enabled"] = true;
    MESHSSO_VERIFY_OK(m_sandbox.await(admin.put(path, eve)));
    QVERIFY(!report.signedIn);
    QVERIFY2(hasFinding(report.findings, "login.user-disabled"), describe(report).c_str());
}

void GatewayTest::decides_byRole()
{
    auto alice = m_sandbox.signedIn("alice");
    QCOMPARE(alice.get(m_origin + "/headers").status, 200);
    const auto denied = alice.get(m_origin + "/admin/users");
    QCOMPARE(denied.status, 403);
    QVERIFY2(!contains(denied.body, "role"), "the user is told which role opens the door");
    QCOMPARE(alice.fetch(m_origin + "/admin/users").status, 403);
    QVERIFY(contains(m_sandbox.authServerLog().toStdString(), "role admin"));
    for (const auto* path : {"/admin", "//admin/users", "/./admin/users", "/x/../admin/users",
                             "/%61dmin/users", "/admin%2fusers", "/ADMIN/../admin/users"}) {
        const auto page = alice.get(m_origin + path);
        QVERIFY2(page.status != 200, (std::string(path) + " was let through").c_str());
    }

    auto bob = m_sandbox.signedIn("bob");
    QCOMPARE(bob.get(m_origin + "/admin/users").status, 200);
}

void GatewayTest::takesATamperedCookie_forNoSession_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("first bit flipped") << 0;
    QTest::newRow("middle changed") << 1;
    QTest::newRow("last character changed") << 2;
    QTest::newRow("cut by one") << 3;
    QTest::newRow("cut by half") << 4;
    QTest::newRow("empty") << 5;
    QTest::newRow("not base64url") << 6;
    QTest::newRow("doubled") << 7;
}

void GatewayTest::takesATamperedCookie_forNoSession()
{
    QFETCH(int, kind);
    static Browser good = m_sandbox.signedIn("alice");
    auto browser = good;
    auto value = browser.cookie(m_origin + "/", sessionCookie);
    QVERIFY(value.size() > 100);
    switch (kind) {
    case 0:
        value[0] = value[0] == 'A' ? 'B' : 'A';
        break;
    case 1:
        value[value.size() / 2] = value[value.size() / 2] == 'A' ? 'B' : 'A';
        break;
    case 2:
        value.back() = value.back() == 'A' ? 'Q' : 'A';
        break;
    case 3:
        value.pop_back();
        break;
    case 4:
        value.resize(value.size() / 2);
        break;
    case 5:
        value.clear();
        break;
    case 6:
        value[10] = '!';
        break;
    default:
        value += value.substr(0, 40);
        break;
    }
    browser.setCookie(m_origin + "/", sessionCookie, value);
    QCOMPARE(browser.get(m_origin + "/headers").status, 302);
    QCOMPARE(browser.fetch(m_origin + "/headers").status, 401);
    QCOMPARE(good.get(m_origin + "/headers").status, 200);
}

void GatewayTest::refuses_aReplayedCallback()
{
    Browser browser(m_sandbox.loop(), m_sandbox.http());
    const auto form = browser.follow(m_origin + "/headers");
    auto answer = browser.submitLogin(form, "alice", m_sandbox.password("alice").reveal());
    const auto callback = answer.location();
    QVERIFY2(contains(callback, "/oauth2/callback?"), callback.c_str());
    m_secretsSeen.push_back(callback.substr(callback.find("code=") + 5, 30));
    QCOMPARE(browser.follow(callback).status, 200);

    Browser thief(m_sandbox.loop(), m_sandbox.http());
    const auto stolen = thief.get(callback);
    QCOMPARE(stolen.status, 400);
    QCOMPARE(thief.get(m_origin + "/headers").status, 302);

    // The same browser, by its back button: no error page for somebody who is signed in, and no new session.
    const auto again = browser.get(callback);
    QVERIFY2(again.status == 302 || again.status == 303, std::to_string(again.status).c_str());
    QVERIFY(again.header("set-cookie").find(sessionCookie + "=ey") == std::string::npos);
}

void GatewayTest::refuses_aForeignState()
{
    Browser attacker(m_sandbox.loop(), m_sandbox.http());
    const auto form = attacker.follow(m_origin + "/headers");
    const auto callback = attacker.submitLogin(form, "bob", m_sandbox.password("bob").reveal()).location();

    // The victim has a login of their own under way and is lured to the attacker's callback.
    Browser victim(m_sandbox.loop(), m_sandbox.http());
    victim.follow(m_origin + "/headers");
    QCOMPARE(victim.get(callback).status, 400);
    QCOMPARE(victim.get(m_origin + "/headers").status, 302);
}

void GatewayTest::refuses_aForeignCode()
{
    const auto callbackOf = [&](Browser& browser, const std::string& username) {
        const auto form = browser.follow(m_origin + "/headers");
        return browser.submitLogin(form, username, m_sandbox.password(username).reveal()).location();
    };
    const auto codeOf = [](const std::string& callback) {
        const auto begin = callback.find("code=") + 5;
        return callback.substr(begin, callback.find('&', begin) - begin);
    };
    Browser owner(m_sandbox.loop(), m_sandbox.http());
    const auto owners = callbackOf(owner, "bob");
    Browser attacker(m_sandbox.loop(), m_sandbox.http());
    const auto attackers = callbackOf(attacker, "alice");
    for (const auto& callback : {owners, attackers})
        QVERIFY2(contains(callback, "/oauth2/callback?") && codeOf(callback).size() > 30, callback.c_str());
    m_secretsSeen.push_back(codeOf(owners));

    // The attacker's browser brings its own state, with the code of bob's login: only the PKCE verifier,
    // which is in bob's browser, tells that the two do not belong together.
    auto mixed = attackers;
    mixed.replace(mixed.find(codeOf(attackers)), codeOf(attackers).size(), codeOf(owners));
    const auto logged = m_sandbox.authServerLog().size();
    const auto refused = attacker.get(mixed);
    QVERIFY2(refused.status >= 400 && refused.status < 500, std::to_string(refused.status).c_str());
    QVERIFY2(contains(refused.body, "/oauth2/sign_in"), refused.body.c_str());
    QVERIFY2(refused.location().empty(), refused.location().c_str());
    QVERIFY(attacker.cookie(m_origin + "/", sessionCookie).empty());
    QCOMPARE(attacker.get(m_origin + "/headers").status, 302);
    QCOMPARE(attacker.fetch(m_origin + "/headers").status, 401);
    const auto log = m_sandbox.authServerLog().mid(logged);
    QVERIFY2(log.contains("PKCE verification failed"), log.constData());

    // That login is over, also with the code that belongs to it.
    QVERIFY(attacker.get(attackers).status >= 400);
    QCOMPARE(attacker.get(m_origin + "/headers").status, 302);

    // Bob is signed in by none of this: his own browser is, if Keycloak takes the code still, and as bob.
    QCOMPARE(owner.get(m_origin + "/headers").status, 302);
    const auto own = owner.get(owners);
    const auto page = owner.get(m_origin + "/headers");
    if (own.status >= 400) {
        QVERIFY(owner.cookie(m_origin + "/", sessionCookie).empty());
        QCOMPARE(page.status, 302);
    } else {
        QCOMPARE(page.status, 200);
        QCOMPARE(stringOr(applicationHeaders(page), "x-auth-request-preferred-username"),
                 std::string_view("bob"));
    }
}

void GatewayTest::returnsOnlyToAllowedHosts_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char* target :
         {"https://evil.example.com/", "//evil.example.com/", "/\\evil.example.com", "\\\\evil.example.com",
          "https:evil.example.com", "/%2f%2fevil.example.com", "/%5cevil.example.com",
          "http://127.0.0.1@evil.example/", "https://127.0.0.1:1/", "javascript:alert(1)",
          "/\t/evil.example.com", "https://evil.example.com%2f@127.0.0.1/"})
        QTest::newRow(target) << QByteArray(target);
}

void GatewayTest::returnsOnlyToAllowedHosts()
{
    QFETCH(QByteArray, target);
    const auto encoded = QString::fromUtf8(target.toPercentEncoding()).toStdString();
    Browser browser(m_sandbox.loop(), m_sandbox.http());
    auto start = browser.get(m_origin + "/oauth2/start?rd=" + encoded);
    if (start.status == 400)
        return;
    const auto form = browser.follow(start);
    const auto answer = browser.submitLogin(form, "alice", m_sandbox.password("alice").reveal());
    const auto callback = browser.get(answer.location());
    const auto back = callback.location();
    QVERIFY2(back.starts_with(m_origin + "/"), back.c_str());
}

void GatewayTest::neverPassesOnSpoofedIdentity_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"Authorization",
                             "AUTHORIZATION",
                             "X-Auth-Request-User",
                             "x-auth-request-email",
                             "X-AUTH-REQUEST-GROUPS",
                             "X-Auth-Request-Roles",
                             "X-Auth-Request-Access-Token",
                             "X-Auth-Request-Preferred-Username",
                             "X_Auth_Request_User",
                             "X_AUTH_REQUEST_EMAIL",
                             "x.auth.request.user",
                             "X-Auth_Request-User",
                             "X-Forwarded-User",
                             "X-Forwarded-Email",
                             "X-Forwarded-Groups",
                             "X-Forwarded-Access-Token",
                             "X-Forwarded-Preferred-Username",
                             "X_Forwarded_User",
                             "x.forwarded.email",
                             "X-Forwarded_User"})
        QTest::newRow(name) << QByteArray(name);
}

void GatewayTest::neverPassesOnSpoofedIdentity()
{
    QFETCH(QByteArray, name);
    const std::string header = name.toStdString();
    static Browser signedInAlice = m_sandbox.signedIn("alice");
    auto alice = signedInAlice.over(m_sandbox.http1());
    Browser nobody(m_sandbox.loop(), m_sandbox.http1());
    const std::vector<std::vector<net::HttpHeader>> forms = {
        {{header, "spoofed"}},
        {{header, "spoofed"}, {header, "spoofed-twice"}},
        {{header, "Bearer spoofed"}, {"Connection", header}},
    };
    for (const auto& headers : forms) {
        for (auto* browser : {&alice, &nobody}) {
            const auto page = browser->get(m_origin + "/public/spoof", headers);
            QVERIFY2(!contains(page.body, "spoofed"), page.body.c_str());
            QVERIFY(page.status == 200 || page.status == 400);
        }
        const auto page = alice.get(m_origin + "/headers", headers);
        QVERIFY2(!contains(page.body, "spoofed"), page.body.c_str());
    }
}

void GatewayTest::keepsItsCookiesFromTheApplication()
{
    auto browser = m_sandbox.signedIn("alice");
    browser.setCookie(m_origin + "/", "theme", "dark");
    const auto headers = applicationHeaders(browser.get(m_origin + "/headers"));
    QCOMPARE(stringOr(headers, "cookie"), std::string_view("theme=dark"));
}

void GatewayTest::readsCookies_fromSeveralLines()
{
    auto browser = m_sandbox.signedIn("alice").over(m_sandbox.http1());
    const auto page = browser.get(m_origin + "/headers", {{"Cookie", "theme=dark"}});
    QCOMPARE(page.status, 200);
    QCOMPARE(stringOr(applicationHeaders(page), "cookie"), std::string_view("theme=dark"));
}

void GatewayTest::signsOut_hereAndAtKeycloak()
{
    auto browser = m_sandbox.signedIn("alice");
    const auto out = browser.follow(m_origin + "/oauth2/sign_out");
    const auto& visited = browser.visited();
    QVERIFY(std::any_of(visited.begin(), visited.end(), [](const std::string& url) {
        return contains(url, "/protocol/openid-connect/logout") && contains(url, "id_token_hint=");
    }));
    QVERIFY2(out.status < 500, out.body.c_str());
    QVERIFY(browser.cookie(m_origin + "/", sessionCookie).empty());

    // Keycloak must ask for the password again.
    const auto form = browser.follow(m_origin + "/headers");
    QVERIFY2(contains(form.body, "kc-form-login"), form.url.c_str());
}

void GatewayTest::completesTwentyTabs()
{
    Browser browser(m_sandbox.loop(), m_sandbox.http());
    std::vector<std::string> authorizationUrls;
    Page form;
    for (int tab = 0; tab < 20; ++tab) {
        const auto start =
            browser.get(m_origin + "/oauth2/start?rd=%2Fheaders%3Ftab%3D" + std::to_string(tab));
        QCOMPARE(start.status, 302);
        authorizationUrls.push_back(start.location());
        form = browser.follow(start.location());
    }
    const auto first =
        browser.follow(browser.submitLogin(form, "alice", m_sandbox.password("alice").reveal()));
    QCOMPARE(first.status, 200);
    QVERIFY(contains(first.url, "tab=19"));
    // The other tabs go on where they stood; Keycloak knows the browser now.
    for (int tab = 0; tab < 19; ++tab) {
        const auto page = browser.follow(authorizationUrls[static_cast<std::size_t>(tab)]);
        QCOMPARE(page.status, 200);
        QVERIFY2(contains(page.url, "/headers?tab=" + std::to_string(tab)), page.url.c_str());
    }
}

void GatewayTest::showsUserinfoAndMetrics()
{
    auto browser = m_sandbox.signedIn("bob");
    const auto info = browser.fetch(m_origin + "/oauth2/userinfo");
    QCOMPARE(info.status, 200);
    QVERIFY2(contains(info.body, "bob@example.com"), info.body.c_str());
    Browser nobody(m_sandbox.loop(), m_sandbox.http());
    QCOMPARE(nobody.fetch(m_origin + "/oauth2/userinfo").status, 401);

    const auto metrics = nobody.get(m_sandbox.metricsOrigin() + "/metrics");
    QCOMPARE(metrics.status, 200);
    QVERIFY2(contains(metrics.body, "meshsso_"), metrics.body.c_str());
}

void GatewayTest::drains_onSigterm()
{
    QCOMPARE(m_sandbox.stopAuthServer(), 0);
    // Nothing listens behind the gateway: nothing may reach the application.
    Browser browser(m_sandbox.loop(), m_sandbox.http());
    QCOMPARE(browser.get(m_origin + "/headers").status, 503);
    QCOMPARE(browser.get(m_origin + "/public/x").status, 503);
    m_sandbox.startAuthServer();
}

void GatewayTest::logsNoSecrets()
{
    const auto log = m_sandbox.authServerLog().toStdString();
    QVERIFY(!log.empty());
    for (const auto* name : {"client-secret", "cookie-secret", "alice-password"}) {
        const auto secret = m_sandbox.await(
            m_sandbox.secretStore().read({secrets::SecretRef::Kind::File, "secrets/" + std::string(name)}));
        MESHSSO_VERIFY_OK(secret);
        QVERIFY2(!contains(log, secret->reveal()), name);
    }
    QVERIFY(!m_secretsSeen.empty());
    for (const auto& secret : m_secretsSeen)
        QVERIFY(!contains(log, secret));
    QVERIFY2(!m_sandbox.hasLoggedToken(), "a token or a part of one is in the log");
}

} // namespace meshsso::test
