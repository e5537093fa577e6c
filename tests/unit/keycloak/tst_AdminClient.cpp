#include "core/RunLoop.h"
#include "keycloak/AdminClient.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using keycloak::AdminClient;
using keycloak::AdminCredentials;
using test::httpAnswer;

namespace {

const std::string base = "http://kc.test:8080";
const std::string tokenUrl = base + "/realms/master/protocol/openid-connect/token";
const std::string tokenBody = R"({"access_token":"the-token","expires_in":60})";

AdminCredentials passwordCredentials()
{
    AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = SecretString("hunter2&more");
    return credentials;
}

bool isTokenRequest(const net::HttpRequest& request)
{
    return request.url == tokenUrl;
}

} // namespace

class tst_AdminClient : public QObject
{
    Q_OBJECT

private:
    test::FixedClock m_clock;
    RunLoop m_loop;

    /// What GET /realms/x gives when Keycloak answers so.
    Result<json::value> getAnswered(const net::HttpResponse& answer,
                                    const std::string& path = "/realms/x?q=hidden")
    {
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            return isTokenRequest(request) ? httpAnswer(200, tokenBody) : answer;
        });
        AdminClient admin(http, base + "/", passwordCredentials(), m_clock);
        return m_loop.runUntilDone(admin.get(path));
    }

    static int tokenRequests(const test::FakeHttpClient& http)
    {
        const auto& all = http.requests();
        return static_cast<int>(std::count_if(all.begin(), all.end(), isTokenRequest));
    }

private slots:
    void mapsStatus_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("part");
        QTest::newRow("400") << 400 << R"({"errorMessage":"Invalid name"})"
                             << "invalid_argument"
                             << "Invalid name";
        QTest::newRow("401 twice") << 401 << ""
                                   << "unauthorized"
                                   << "after a renewal";
        QTest::newRow("403") << 403 << ""
                             << "forbidden"
                             << "view-realm";
        QTest::newRow("404") << 404 << R"({"error":"Realm not found."})"
                             << "not_found"
                             << "Realm not found.";
        QTest::newRow("409") << 409 << ""
                             << "conflict"
                             << "exists already";
        QTest::newRow("500") << 500 << R"({"error":"unknown_error"})"
                             << "peer_error"
                             << "500";
        QTest::newRow("503 page") << 503 << "<html>"
                                  << "peer_error"
                                  << "503";
        QTest::newRow("redirect") << 302 << ""
                                  << "protocol_error"
                                  << "redirects to https://kc.test/x";
        QTest::newRow("teapot") << 418 << ""
                                << "protocol_error"
                                << "418";
        QTest::newRow("not JSON") << 200 << "<html>"
                                  << "protocol_error"
                                  << "not JSON";
    }
    void mapsStatus()
    {
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(QString, code);
        QFETCH(QString, part);
        const auto result =
            getAnswered(httpAnswer(status, body.toStdString(), {{"Location", "https://kc.test/x?secret=1"}}));
        QVERIFY(!result);
        const auto text = result.error().toString();
        QCOMPARE(errorCodeName(result.error().code), std::string_view(code.toStdString()));
        QVERIFY2(text.find(part.toStdString()) != std::string::npos, text.c_str());
        QVERIFY2(text.find(base + "/admin/realms/x") != std::string::npos, text.c_str());
        QVERIFY2(text.find("GET") != std::string::npos, text.c_str());
        for (const char* hidden : {"hidden", "hunter2", "the-token", "secret=1"})
            QVERIFY2(text.find(hidden) == std::string::npos, text.c_str());
    }

    void namesMissingRole_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("role");
        QTest::newRow("users") << "/realms/x/users?username=a"
                               << "view-users";
        QTest::newRow("clients") << "/realms/x/clients"
                                 << "view-clients";
        QTest::newRow("scopes") << "/realms/x/client-scopes/1"
                                << "view-clients";
        QTest::newRow("roles") << "/realms/x/roles/a"
                               << "view-realm";
        QTest::newRow("realm") << "/realms/x"
                               << "view-realm";
    }
    void namesMissingRole()
    {
        QFETCH(QString, path);
        QFETCH(QString, role);
        const auto result = getAnswered(httpAnswer(403), path.toStdString());
        MESHSSO_VERIFY_FAILS(result, ErrorCode::Forbidden);
        QVERIFY2(result.error().message.find(role.toStdString()) != std::string::npos,
                 result.error().message.c_str());
    }

    void namesManagingRole_whenWriting()
    {
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            return isTokenRequest(request) ? httpAnswer(200, tokenBody) : httpAnswer(403);
        });
        AdminClient admin(http, base, passwordCredentials(), m_clock);
        const auto user = m_loop.runUntilDone(admin.post("/realms/x/users", json::object{{"username", "a"}}));
        QVERIFY(user.error().message.find("manage-users") != std::string::npos);
        const auto realm = m_loop.runUntilDone(admin.post("/realms", json::object{{"realm", "a"}}));
        QVERIFY(realm.error().message.find("create-realm") != std::string::npos);
        const auto client = m_loop.runUntilDone(admin.put("/realms/x/clients/1", json::object()));
        QVERIFY(client.error().message.find("manage-clients") != std::string::npos);
    }

    void passesTransportErrorsOn()
    {
        test::FakeHttpClient http([](const net::HttpRequest&) -> Result<net::HttpResponse> {
            return fail(ErrorCode::Unreachable, "no connection", base);
        });
        AdminClient admin(http, base, passwordCredentials(), m_clock);
        const auto result = m_loop.runUntilDone(admin.get("/realms"));
        MESHSSO_VERIFY_FAILS(result, ErrorCode::Unreachable);
    }

    void signsInOnce_andRenewsBeforeExpiry()
    {
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            return isTokenRequest(request) ? httpAnswer(200, tokenBody) : httpAnswer(200, "[]");
        });
        AdminClient admin(http, base, passwordCredentials(), m_clock);
        for (int i = 0; i < 3; ++i)
            QVERIFY(m_loop.runUntilDone(admin.get("/realms")).has_value());
        QCOMPARE(tokenRequests(http), 1);
        QCOMPARE(http.requests()[0].body,
                 std::string("grant_type=password&client_id=admin-cli&username=admin&"
                             "password=hunter2%26more"));
        m_clock.advance(std::chrono::seconds(51)); // 9 seconds before it expires
        QVERIFY(m_loop.runUntilDone(admin.get("/realms")).has_value());
        QCOMPARE(tokenRequests(http), 2);
    }

    void renewsOnce_when401()
    {
        int refusals = 1;
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            if (isTokenRequest(request))
                return httpAnswer(200, tokenBody);
            return refusals-- > 0 ? httpAnswer(401) : httpAnswer(200, R"({"ok":true})");
        });
        AdminClient admin(http, base, passwordCredentials(), m_clock);
        const auto result = m_loop.runUntilDone(admin.get("/realms"));
        MESHSSO_VERIFY_OK(result);
        QCOMPARE(tokenRequests(http), 2);
        QCOMPARE(http.requests().size(), std::size_t(4));
    }

    void givesUp_when401AgainAfterRenewal()
    {
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            return isTokenRequest(request) ? httpAnswer(200, tokenBody) : httpAnswer(401);
        });
        AdminClient admin(http, base, passwordCredentials(), m_clock);
        const auto result = m_loop.runUntilDone(admin.get("/realms"));
        MESHSSO_VERIFY_FAILS(result, ErrorCode::Unauthorized);
        QCOMPARE(http.requests().size(), std::size_t(4));
    }

    void explainsRefusedSignIn_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("part");
        QTest::newRow("wrong password")
            << 401 << R"({"error":"invalid_grant","error_description":"Invalid user credentials"})"
            << "unauthorized"
            << "user name or password";
        QTest::newRow("no realm") << 404 << R"({"error":"Realm does not exist"})"
                                  << "not_found"
                                  << "base URL";
        QTest::newRow("http refused")
            << 403 << R"({"error":"invalid_request","error_description":"HTTPS required"})"
            << "forbidden"
            << "sslRequired";
        QTest::newRow("broken") << 500 << ""
                                << "peer_error"
                                << "500";
        QTest::newRow("no token") << 200 << "{}"
                                  << "protocol_error"
                                  << "no access token";
        QTest::newRow("no JSON") << 200 << "hello"
                                 << "protocol_error"
                                 << "is this Keycloak";
        QTest::newRow("redirect") << 301 << ""
                                  << "protocol_error"
                                  << "https";
    }
    void explainsRefusedSignIn()
    {
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(QString, code);
        QFETCH(QString, part);
        test::FakeHttpClient http([&](const net::HttpRequest&) -> Result<net::HttpResponse> {
            return httpAnswer(status, body.toStdString(), {{"Location", "https://kc.test/"}});
        });
        AdminClient admin(http, base, passwordCredentials(), m_clock);
        const auto result = m_loop.runUntilDone(admin.signIn());
        QVERIFY(!result);
        const auto text = result.error().toString();
        QCOMPARE(errorCodeName(result.error().code), std::string_view(code.toStdString()));
        QVERIFY2(text.find(part.toStdString()) != std::string::npos, text.c_str());
        QVERIFY2(text.find("hunter2") == std::string::npos, text.c_str());
    }

    void usesClientCredentials_whenNoUserIsNamed()
    {
        test::FakeHttpClient http(
            [&](const net::HttpRequest&) -> Result<net::HttpResponse> { return httpAnswer(200, tokenBody); });
        AdminCredentials credentials;
        credentials.realm = "ops team";
        credentials.clientId = "automation";
        credentials.clientSecret = SecretString("s3cret");
        AdminClient admin(http, base, credentials, m_clock);
        QVERIFY(m_loop.runUntilDone(admin.signIn()).has_value());
        const auto& request = http.requests()[0];
        QCOMPARE(request.url, base + "/realms/ops%20team/protocol/openid-connect/token");
        QCOMPARE(request.body, std::string("grant_type=client_credentials"));
        const auto basic = net::basicAuthorization("automation", "s3cret");
        QVERIFY(std::any_of(request.headers.begin(), request.headers.end(), [&](const net::HttpHeader& h) {
            return h.name == "Authorization" && h.value == basic;
        }));
    }

    void refuses_whenNoAdministratorIsNamed()
    {
        test::FakeHttpClient http(
            [](const net::HttpRequest&) -> Result<net::HttpResponse> { return httpAnswer(200); });
        AdminClient admin(http, base, {}, m_clock);
        const auto result = m_loop.runUntilDone(admin.get("/realms"));
        MESHSSO_VERIFY_FAILS(result, ErrorCode::InvalidArgument);
        QVERIFY(http.requests().empty());
    }

    void returnsIdOfCreatedObject()
    {
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            return isTokenRequest(request)
                       ? httpAnswer(200, tokenBody)
                       : httpAnswer(201, "", {{"Location", base + "/admin/realms/x/users/the-id"}});
        });
        AdminClient admin(http, base, passwordCredentials(), m_clock);
        const auto id = m_loop.runUntilDone(admin.post("/realms/x/users", json::object()));
        MESHSSO_VERIFY_OK(id);
        QCOMPARE(*id, std::string("the-id"));
    }

    void readsVersion()
    {
        const auto version = [&](std::string body) {
            test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
                return httpAnswer(200, isTokenRequest(request) ? tokenBody : body);
            });
            AdminClient admin(http, base, passwordCredentials(), m_clock);
            return m_loop.runUntilDone(admin.serverVersion());
        };
        QCOMPARE(version(R"({"systemInfo":{"version":"26.4.0"}})").value_or(""), std::string("26.4.0"));
        const auto hidden = version("{}");
        MESHSSO_VERIFY_FAILS(hidden, ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(tst_AdminClient)
#include "tst_AdminClient.moc"
