#include "core/RunLoop.h"
#include "keycloak/ConnectionCheck.h"
#include "keycloak/IssuerComparison.h"
#include "net/CurlHttpClient.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/ScriptedHttpServer.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <map>

using namespace meshsso;
using namespace meshsso::keycloak;
using test::httpAnswer;

namespace {

const std::string issuer = "https://id.example.com/realms/shop";
const std::string discovery = issuer + "/.well-known/openid-configuration";
const std::string inside = "http://kc.svc:8080/realms/shop/.well-known/openid-configuration";
const std::string adminDiscovery = "https://admin.example.com/realms/shop/.well-known/openid-configuration";
const std::string token = "/realms/master/protocol/openid-connect/token";
const std::string serverInfo = "/admin/serverinfo";
const std::string realm = "/admin/realms/shop";

using Answers = std::map<std::string, Result<net::HttpResponse>>;

std::string document(const std::string& issuerText, bool withPkce = true)
{
    json::object object{{"issuer", issuerText}};
    if (withPkce)
        object["code_challenge_methods_supported"] = {"S256"};
    return json::serialize(object);
}

std::string realmDocument(const char* sslRequired, bool enabled = true)
{
    return json::serialize(
        json::object{{"realm", "shop"}, {"enabled", enabled}, {"sslRequired", sslRequired}});
}

/// A Keycloak as it should be, asked at its only URL.
Answers goodAnswers(const std::string& base)
{
    return {{discovery, httpAnswer(200, document(issuer))},
            {base + token, httpAnswer(200, R"({"access_token":"t","expires_in":60})")},
            {base + serverInfo, httpAnswer(200, R"({"systemInfo":{"version":"26.4.0"}})")},
            {base + realm, httpAnswer(200, realmDocument("external"))}};
}

project::SsoProject sample()
{
    project::SsoProject project;
    project.identityProvider.url = "https://id.example.com";
    project.identityProvider.realm = "shop";
    project.client.id = "web";
    return project;
}

AdminCredentials credentials()
{
    AdminCredentials result;
    result.username = "admin";
    result.password = SecretString("planted-password");
    return result;
}

std::string text(const ConnectionReport& report)
{
    std::string out = test::describe(report.findings);
    for (const auto& probe : report.probes)
        out += probe.what + " " + probe.url + " " + probe.error + "\n";
    return out;
}

} // namespace

class tst_ConnectionCheck : public QObject
{
    Q_OBJECT

private:
    test::FixedClock m_clock;
    RunLoop m_loop;

    ConnectionReport check(const project::SsoProject& project, const Answers& answers, bool withAdmin = true)
    {
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            const auto found = answers.find(request.url);
            if (found == answers.end())
                return fail(ErrorCode::Unreachable, "nobody answers");
            return found->second;
        });
        const auto& admin = project.identityProvider.admin.url;
        AdminClient client(http, admin.empty() ? project.identityProvider.url : admin, credentials(),
                           m_clock);
        return m_loop.runUntilDone(checkConnection(http, project, withAdmin ? &client : nullptr, m_clock));
    }

private slots:
    void isInOrder()
    {
        const auto report = check(sample(), goodAnswers("https://id.example.com"));
        QVERIFY2(report.inOrder(), text(report).c_str());
        QVERIFY(report.signedIn && report.reachable);
        QCOMPARE(report.version.value_or(""), std::string("26.4.0"));
        QCOMPARE(report.sslRequired.value_or(""), std::string("external"));
        QCOMPARE(report.issuerSeen.value_or(""), issuer);
        QCOMPARE(realmPresenceName(report.realm), std::string_view("exists"));
        QCOMPARE(report.probes.size(), std::size_t(4));
        QCOMPARE(report.findings.size(), std::size_t(1)); // the version, which is no fault
    }

    void needsNoAdministrator()
    {
        const auto report = check(sample(), goodAnswers("https://id.example.com"), false);
        QVERIFY2(report.inOrder(), text(report).c_str());
        QVERIFY(!report.signedIn && !report.version && !report.sslRequired);
    }

    void finds_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("severity");
        QTest::addColumn<QString>("part"); ///< of why or fix
        const auto row = [](const char* name, const char* code, const char* severity, const char* part) {
            QTest::newRow(name) << code << severity << part;
        };
        row("slash", "keycloak.issuer-differs", "error", "without a slash");
        row("scheme", "keycloak.issuer-differs", "error", "X-Forwarded-Proto");
        row("port", "keycloak.issuer-differs", "error", "X-Forwarded-Port");
        row("host", "keycloak.issuer-differs", "error", "KC_HOSTNAME");
        row("realm case", "keycloak.issuer-differs", "error", "identityProvider.realm");
        row("path", "keycloak.issuer-differs", "error", "KC_HTTP_RELATIVE_PATH");
        row("no realm", "keycloak.realm-missing", "info", "apply creates it");
        row("https required", "keycloak.https-required", "error", "sslRequired");
        row("redirected", "keycloak.redirected", "error", "https://other.example.com/x");
        row("starting", "keycloak.failing", "error", "503");
        row("not Keycloak", "keycloak.not-keycloak", "error", "base URL");
        row("not JSON", "keycloak.not-keycloak", "error", "discovery document");
        row("no PKCE", "keycloak.no-pkce", "error", "S256");
        row("unreachable", "keycloak.unreachable", "error", "firewall");
        row("timeout", "keycloak.timeout", "error", "starting");
        row("TLS", "keycloak.tls", "error", "identityProvider.caFile");
        row("TLS with CA", "keycloak.tls", "error", "did not sign");
        row("plain http abroad", "keycloak.plain-http", "warning", "in clear");
        row("admin over http", "keycloak.admin-plain-http", "warning", "password");
        row("verifyTls", "keycloak.verify-tls", "warning", "caFile");
        row("no URL", "keycloak.url", "error", "no issuer");
        row("wrong password", "keycloak.admin-refused", "error", "master");
        row("no admin realm", "keycloak.admin-realm", "error", "master");
        row("nobody", "keycloak.admin-unnamed", "error", "administers");
        row("admin https required", "keycloak.https-required", "error", "port-forward");
        row("no version", "keycloak.version-unseen", "info", "only some administrators");
        row("old", "keycloak.version-old", "warning", "23.0.1");
        row("may not see the realm", "keycloak.realm-unreadable", "warning", "view-realm");
        row("disabled", "keycloak.realm-disabled", "error", "enables it");
        row("ssl none", "keycloak.ssl-not-required", "warning", "external");
        row("ssl all on http", "keycloak.ssl-required", "error", "sslRequired all");
        row("ssl external on http", "keycloak.ssl-required", "warning", "private addresses");
        row("hostname", "keycloak.hostname", "warning", "set KC_HOSTNAME");
        row("other Keycloak", "keycloak.other-keycloak", "error", "different Keycloaks");
        row("inside differs", "keycloak.issuer-differs-inside", "error", "inside and outside");
        row("inside unseen", "keycloak.internal-unseen", "info", "inside the cluster");
        row("gateway not there yet", "keycloak.unreachable", "warning", "firewall");
    }
    void finds()
    {
        QFETCH(QString, code);
        QFETCH(QString, severity);
        QFETCH(QString, part);
        auto project = sample();
        auto answers = goodAnswers("https://id.example.com");
        const auto before = check(project, answers);
        QVERIFY2(!test::hasFinding(before.findings, code.toStdString()), text(before).c_str());
        spoil(QTest::currentDataTag(), project, answers);
        const auto report = check(project, answers);
        const Finding* found = nullptr;
        for (const auto& finding : report.findings) {
            const auto words = finding.why + " " + finding.fix;
            if (finding.code == code.toStdString() && words.find(part.toStdString()) != std::string::npos)
                found = &finding;
        }
        QVERIFY2(found, text(report).c_str());
        QCOMPARE(severityName(found->severity), std::string_view(severity.toStdString()));
        QVERIFY(!found->where.empty() && !found->fix.empty());
        QVERIFY(text(report).find("planted-password") == std::string::npos);
    }

    void keepsWhatItSaw_whenTheSignInFails()
    {
        auto answers = goodAnswers("https://id.example.com");
        answers.at("https://id.example.com" + token) = httpAnswer(401);
        const auto report = check(sample(), answers);
        QCOMPARE(report.issuerSeen.value_or(""), issuer);
        QVERIFY(report.reachable && !report.signedIn && !report.inOrder());
        QCOMPARE(report.realm, RealmPresence::Exists);
    }

    void keepsWhatItSaw_whenOnlyTheAdministrationAnswers()
    {
        auto project = sample();
        project.identityProvider.admin.url = "https://admin.example.com";
        auto answers = goodAnswers("https://admin.example.com");
        answers.erase(discovery);
        answers.insert({adminDiscovery, httpAnswer(200, document("https://admin.example.com/realms/shop"))});
        const auto report = check(project, answers);
        QVERIFY(!report.issuerSeen);
        QCOMPARE(report.issuerAtAdmin.value_or(""), std::string("https://admin.example.com/realms/shop"));
        QCOMPARE(report.version.value_or(""), std::string("26.4.0"));
        QVERIFY2(!hasErrors(report.findings), text(report).c_str());
        QVERIFY2(!report.inOrder(), "the issuer was not seen");
    }

    void asksInsideInTheIssuersName()
    {
        auto project = sample();
        project.identityProvider.internalUrl = "http://kc.svc:8080";
        std::vector<net::HttpHeader> headers;
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            if (request.url == inside)
                headers = request.headers;
            return httpAnswer(200, document(issuer));
        });
        const auto report = m_loop.runUntilDone(checkConnection(http, project, nullptr, m_clock));
        QVERIFY2(report.inOrder(), text(report).c_str());
        QCOMPARE(report.issuerInternal.value_or(""), issuer);
        const auto has = [&](const char* name, const char* value) {
            return std::any_of(headers.begin(), headers.end(),
                               [&](const auto& h) { return h.name == name && h.value == value; });
        };
        QVERIFY(has("Host", "id.example.com") && has("X-Forwarded-Proto", "https") &&
                has("X-Forwarded-Port", "443"));
    }

    void saysWhatToDo_withARealCertificateOfNobody()
    {
        test::ScriptedHttpServer server(test::makeTestCertificate());
        auto project = sample();
        project.identityProvider.url = server.url("");
        net::HttpClientOptions options;
        options.connectTimeout = std::chrono::seconds(10);
        net::CurlHttpClient http(std::make_shared<net::CurlThread>(), m_loop, options);
        const auto report = m_loop.runUntilDone(checkConnection(http, project, nullptr, m_clock));
        QVERIFY2(test::hasFinding(report.findings, "keycloak.tls"), text(report).c_str());
        QVERIFY(!report.reachable);
    }

    void comparesIssuers()
    {
        QCOMPARE(compareIssuers(issuer, issuer), IssuerDifference::None);
        QCOMPARE(compareIssuers(issuer, "nonsense"), IssuerDifference::Unreadable);
        QCOMPARE(compareIssuers(issuer, "https://id.example.com/realms/other"), IssuerDifference::Realm);
    }

private:
    static void spoil(const QString& how, project::SsoProject& project, Answers& answers)
    {
        auto& provider = project.identityProvider;
        const std::string base = "https://id.example.com";
        const auto seen = [&](const std::string& issuerText) {
            answers.at(discovery) = httpAnswer(200, document(issuerText));
        };
        const auto moveToHttp = [&](const char* ssl) {
            provider.url = "http://id.example.com";
            answers = goodAnswers(provider.url);
            answers.at(provider.url + realm) = httpAnswer(200, realmDocument(ssl));
        };
        const auto withOtherAdmin = [&](const std::string& url) {
            provider.admin.url = url;
            const auto good = goodAnswers(url);
            answers.insert(good.begin(), good.end());
        };
        const std::string noRealm = R"({"error":"Realm does not exist"})";
        if (how == "slash")
            seen(issuer + "/");
        else if (how == "scheme")
            seen("http://id.example.com/realms/shop");
        else if (how == "port")
            seen("https://id.example.com:8443/realms/shop");
        else if (how == "host")
            seen("https://keycloak.default.svc/realms/shop");
        else if (how == "realm case")
            seen("https://id.example.com/realms/Shop");
        else if (how == "path")
            seen("https://id.example.com/auth/realms/shop");
        else if (how == "no realm") {
            answers.at(discovery) = httpAnswer(404, noRealm);
            answers.at(base + realm) = httpAnswer(404, R"({"error":"Realm not found."})");
        } else if (how == "https required")
            answers.at(discovery) = httpAnswer(403, R"({"error_description":"HTTPS required"})");
        else if (how == "redirected")
            answers.at(discovery) = httpAnswer(302, "", {{"Location", "https://other.example.com/x?y"}});
        else if (how == "starting")
            answers.at(discovery) = httpAnswer(503);
        else if (how == "not Keycloak")
            answers.at(discovery) = httpAnswer(404, "<html>");
        else if (how == "not JSON")
            answers.at(discovery) = httpAnswer(200, "<html>");
        else if (how == "no PKCE")
            answers.at(discovery) = httpAnswer(200, document(issuer, false));
        else if (how == "unreachable")
            answers.erase(discovery);
        else if (how == "timeout")
            answers.at(discovery) = fail(ErrorCode::Timeout, "no answer in time");
        else if (how == "TLS" || how == "TLS with CA") {
            provider.caFile = how == "TLS" ? "" : "ca.pem";
            answers.at(discovery) = fail(ErrorCode::TlsError, "self-signed certificate");
        } else if (how == "plain http abroad")
            moveToHttp("none");
        else if (how == "admin over http")
            withOtherAdmin("http://admin.example.com");
        else if (how == "verifyTls")
            provider.verifyTls = false;
        else if (how == "no URL")
            provider.url.clear();
        else if (how == "wrong password")
            answers.at(base + token) = httpAnswer(401);
        else if (how == "no admin realm")
            answers.at(base + token) = httpAnswer(404);
        else if (how == "nobody")
            answers.at(base + token) = fail(ErrorCode::InvalidArgument, "nobody is named");
        else if (how == "admin https required")
            answers.at(base + token) = httpAnswer(403, R"({"error_description":"HTTPS required"})");
        else if (how == "no version")
            answers.at(base + serverInfo) = httpAnswer(403);
        else if (how == "old")
            answers.at(base + serverInfo) = httpAnswer(200, R"({"systemInfo":{"version":"23.0.1"}})");
        else if (how == "may not see the realm")
            answers.at(base + realm) = httpAnswer(403);
        else if (how == "disabled")
            answers.at(base + realm) = httpAnswer(200, realmDocument("external", false));
        else if (how == "ssl none")
            answers.at(base + realm) = httpAnswer(200, realmDocument("none"));
        else if (how == "ssl all on http")
            moveToHttp("all");
        else if (how == "ssl external on http")
            moveToHttp("external");
        else if (how == "hostname") {
            withOtherAdmin("https://admin.example.com");
            answers.insert(
                {adminDiscovery, httpAnswer(200, document("https://admin.example.com/realms/shop"))});
        } else if (how == "other Keycloak") {
            withOtherAdmin("https://admin.example.com");
            answers.at(discovery) = httpAnswer(404, noRealm);
        } else if (how == "inside differs") {
            provider.internalUrl = "http://kc.svc:8080";
            answers.insert({inside, httpAnswer(200, document("http://kc.svc:8080/realms/shop"))});
        } else if (how == "inside unseen")
            provider.internalUrl = "http://kc.svc:8080";
        else if (how == "gateway not there yet") {
            withOtherAdmin("https://admin.example.com");
            answers.erase(discovery);
        } else
            QFAIL("no such row");
    }
};

QTEST_APPLESS_MAIN(tst_ConnectionCheck)
#include "tst_ConnectionCheck.moc"
