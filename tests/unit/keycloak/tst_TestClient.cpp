#include "FakeKeycloak.h"
#include "KeycloakSample.h"
#include "core/RunLoop.h"
#include "keycloak/Provisioner.h"
#include "keycloak/TestClient.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/SequenceRandom.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::keycloak;

class tst_TestClient : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::FakeKeycloak> m_keycloak;
    std::unique_ptr<test::FakeHttpClient> m_http;
    std::unique_ptr<AdminClient> m_admin;
    test::FixedClock m_clock;
    test::SequenceRandom m_random;
    test::SampleSecrets m_secrets;
    RunLoop m_loop;
    project::SsoProject m_project;

    Result<TestClient> create()
    {
        return m_loop.runUntilDone(createTestClient(*m_admin, m_project, m_random, m_clock));
    }
    Result<std::vector<std::string>> sweep()
    {
        return m_loop.runUntilDone(removeLeftovers(*m_admin, "Test-oidc", m_clock));
    }
    void addClient(json::object fields)
    {
        json::value body = std::move(fields);
        MESHSSO_VERIFY_OK(m_loop.runUntilDone(m_admin->post("/realms/Test-oidc/clients", std::move(body))));
    }
    bool exists(std::string_view clientId)
    {
        return m_keycloak->find("clients", "clientId", clientId) != nullptr;
    }

private slots:
    void init()
    {
        m_keycloak = std::make_unique<test::FakeKeycloak>();
        m_http = std::make_unique<test::FakeHttpClient>(
            [this](const net::HttpRequest& request) { return m_keycloak->handle(request); });
        AdminCredentials credentials;
        credentials.username = "admin";
        m_admin = std::make_unique<AdminClient>(*m_http, "http://kc.test", credentials, m_clock);
        m_project = test::sampleProject();
        m_secrets.values["env:ALICE_PW"] = "alice-password";
        const auto report = m_loop.runUntilDone(Provisioner(*m_admin, m_project, m_secrets).apply({}));
        QVERIFY(!report.error);
    }

    void makesAPublicClient_thatCanDoNothingElse()
    {
        const auto made = create();
        MESHSSO_VERIFY_OK(made);
        QVERIFY(made->clientId.starts_with("meshsso-login-test-"));
        QCOMPARE(made->realm, std::string("Test-oidc"));
        const auto* client = m_keycloak->find("clients", "clientId", made->clientId);
        QVERIFY(client);
        QCOMPARE(std::string(stringOr(*client, "id")), made->uuid);
        QCOMPARE(client->at("publicClient").as_bool(), true);
        for (const char* off : {"implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled",
                                "fullScopeAllowed", "bearerOnly"})
            QVERIFY2(!client->at(off).as_bool(), off);
        QCOMPARE(json::serialize(client->at("redirectUris")), std::string("[\"http://127.0.0.1/callback\"]"));
        QVERIFY(client->at("webOrigins").as_array().empty());
        QCOMPARE(stringOr(client->at("attributes").as_object(), "pkce.code.challenge.method"),
                 std::string_view("S256"));
        // The same scopes as the project's client, so that its tokens look the same.
        const auto scopes = json::serialize(client->at("defaultClientScopes"));
        QVERIFY2(scopes.find("meshsso-audience") != std::string::npos, scopes.c_str());
        QCOMPARE(testRedirectUri(4711), std::string("http://127.0.0.1:4711/callback"));
    }

    void takesTheClientsOwnMappers()
    {
        auto* client = m_keycloak->find("clients", "clientId", "oauth2proxy");
        (*client)["protocolMappers"] = json::array{json::object{{"id", "7"}, {"name", "team"}}};
        const auto made = create();
        MESHSSO_VERIFY_OK(made);
        const auto* copy = m_keycloak->find("clients", "clientId", made->clientId);
        QCOMPARE(json::serialize(copy->at("protocolMappers")), std::string("[{\"name\":\"team\"}]"));
    }

    void removesIt_andThatTwiceIsNoError()
    {
        const auto made = create();
        MESHSSO_VERIFY_OK(made);
        MESHSSO_VERIFY_OK(m_loop.runUntilDone(removeTestClient(*m_admin, *made)));
        QVERIFY(!exists(made->clientId));
        MESHSSO_VERIFY_OK(m_loop.runUntilDone(removeTestClient(*m_admin, *made)));
        QVERIFY(exists("oauth2proxy"));
    }

    void refusesToRemove_whatItDidNotMake()
    {
        TestClient foreign;
        foreign.realm = "Test-oidc";
        foreign.clientId = "oauth2proxy";
        foreign.uuid = std::string(stringOr(*m_keycloak->find("clients", "clientId", "oauth2proxy"), "id"));
        const auto removed = m_loop.runUntilDone(removeTestClient(*m_admin, foreign));
        MESHSSO_VERIFY_FAILS(removed, ErrorCode::Conflict);
        QVERIFY(exists("oauth2proxy"));
    }

    void removesLeftovers_andNothingElse()
    {
        const auto old = create();
        MESHSSO_VERIFY_OK(old);
        m_clock.advance(std::chrono::hours(2));
        const auto underWay = create();
        MESHSSO_VERIFY_OK(underWay);
        addClient({{"clientId", "meshsso-login-test-by-hand"}}); // our name, not our mark
        addClient({{"clientId", "somebody-elses"},
                   {"attributes", {{"meshsso.login-test", "true"}, {"meshsso.login-test.created", "1"}}}});
        addClient(
            {{"clientId", "meshsso-login-test-undated"}, {"attributes", {{"meshsso.login-test", "true"}}}});
        const auto removed = sweep();
        MESHSSO_VERIFY_OK(removed);
        QCOMPARE(*removed, std::vector<std::string>{old->clientId});
        for (const auto& kept :
             {underWay->clientId, std::string("meshsso-login-test-by-hand"), std::string("somebody-elses"),
              std::string("meshsso-login-test-undated"), std::string("oauth2proxy")})
            QVERIFY2(exists(kept), kept.c_str());
        QVERIFY(!exists(old->clientId));
    }

    void removesIt_whenTheAnswerToCreatingItIsLost()
    {
        test::FakeHttpClient lossy([this](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            auto answer = m_keycloak->handle(request);
            if (request.method == "POST" && request.url.ends_with("/clients"))
                return fail(ErrorCode::Timeout, "no answer in time");
            return answer;
        });
        AdminCredentials credentials;
        credentials.username = "admin";
        AdminClient admin(lossy, "http://kc.test", credentials, m_clock);
        const auto made = m_loop.runUntilDone(createTestClient(admin, m_project, m_random, m_clock));
        MESHSSO_VERIFY_FAILS(made, ErrorCode::Timeout);
        QCOMPARE(m_keycloak->collection("clients").size(), std::size_t(1));
    }

    void fails_data()
    {
        QTest::addColumn<QString>("realm");
        QTest::addColumn<QString>("client");
        QTest::addColumn<QString>("named");
        QTest::newRow("realm") << "Nowhere"
                               << "oauth2proxy"
                               << "Nowhere";
        QTest::newRow("client") << "Test-oidc"
                                << "nobody"
                                << "nobody";
    }
    void fails()
    {
        QFETCH(QString, realm);
        QFETCH(QString, client);
        QFETCH(QString, named);
        m_project.identityProvider.realm = realm.toStdString();
        m_project.client.id = client.toStdString();
        const auto made = create();
        MESHSSO_VERIFY_FAILS(made, ErrorCode::NotFound);
        QVERIFY(made.error().message.find(named.toStdString()) != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(tst_TestClient)
#include "tst_TestClient.moc"
