#include "FakeKeycloak.h"
#include "KeycloakSample.h"
#include "core/RunLoop.h"
#include "keycloak/Provisioner.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::keycloak;
using secrets::SecretRef;

namespace {

/// Hands requests on to a Keycloak until a write that it was told of; that one never ends, whether Keycloak
/// has done it or not.
class StallingHttpClient final : public net::HttpClient
{
public:
    StallingHttpClient(test::FakeKeycloak& keycloak, int stallAt, bool isDone)
        : m_keycloak(keycloak), m_stallAt(stallAt), m_isDone(isDone)
    {
    }

    Task<Result<net::HttpResponse>> send(net::HttpRequest request) override
    {
        using Answer = Result<net::HttpResponse>;
        const bool isWrite = request.method != "GET" && request.url.find("/token") == std::string::npos;
        if (isWrite && ++m_writes == m_stallAt) {
            m_isStalled = true;
            if (m_isDone)
                (void)m_keycloak.handle(request);
            co_return co_await Completion<Answer>(
                [](const Completion<Answer>::Done&) { return std::make_unique<Operation>(); });
        }
        co_return m_keycloak.handle(request);
    }

    bool isStalled() const { return m_isStalled; }

private:
    test::FakeKeycloak& m_keycloak;
    int m_stallAt;
    bool m_isDone;
    int m_writes = 0;
    bool m_isStalled = false;
};

} // namespace

class tst_Provisioner : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::FakeKeycloak> m_keycloak;
    std::unique_ptr<test::FakeHttpClient> m_http;
    std::unique_ptr<AdminClient> m_admin;
    test::FixedClock m_clock;
    RunLoop m_loop;
    test::SampleSecrets m_secrets;
    project::SsoProject m_project;

    Result<Plan> plan() { return m_loop.runUntilDone(Provisioner(*m_admin, m_project, m_secrets).plan()); }
    ApplyReport apply() { return m_loop.runUntilDone(Provisioner(*m_admin, m_project, m_secrets).apply({})); }

    static std::string describe(const Plan& plan)
    {
        std::string text;
        for (const auto& c : plan.changes)
            text += (c.kind == ChangeKind::Add ? "+ " : "~ ") + c.object +
                    (c.field.empty() ? "" : " " + c.field) + "\n";
        return text;
    }
    static std::string describe(const ApplyReport& report)
    {
        std::string text;
        for (const auto& step : report.done)
            text += step.object + ": " + step.what + "\n";
        return text + (report.error ? report.error->toString() : "");
    }
    /// Changes and findings of a plan as one text, for a failure message and for searching.
    static std::string everything(const Plan& plan)
    {
        std::string text;
        for (const auto& c : plan.changes)
            text += c.object + " " + c.field + " " + c.current + " -> " + c.desired + "\n";
        return text + test::describe(plan.findings);
    }
    json::object& client() { return *m_keycloak->find("clients", "clientId", "oauth2proxy"); }
    json::object& alice() { return *m_keycloak->find("users", "username", "alice"); }
    std::string path(const std::string& collection, const json::object& object, const std::string& rest)
    {
        return collection + "/" + std::string(stringOr(object, "id")) + rest;
    }

private slots:
    void init()
    {
        m_keycloak = std::make_unique<test::FakeKeycloak>();
        m_http = std::make_unique<test::FakeHttpClient>(
            [this](const net::HttpRequest& request) { return m_keycloak->handle(request); });
        AdminCredentials credentials;
        credentials.username = "admin";
        credentials.password = SecretString("admin-password");
        m_admin = std::make_unique<AdminClient>(*m_http, "http://kc.test", credentials, m_clock);
        m_secrets.values = {{"env:ALICE_PW", "alice-password"}};
        m_project = test::sampleProject();
    }

    void plansEverything_onAnEmptyKeycloak_andWritesNothing()
    {
        const auto planned = plan();
        MESHSSO_VERIFY_OK(planned);
        QCOMPARE(describe(*planned),
                 std::string("+ realm Test-oidc\n"
                             "+ role reader\n"
                             "+ role writer\n"
                             "+ client scope meshsso-roles\n"
                             "+ client scope meshsso-roles: mapper realm roles\n"
                             "+ client scope meshsso-roles: for role reader\n"
                             "+ client scope meshsso-roles: for role writer\n"
                             "+ client scope meshsso-audience\n"
                             "+ client scope meshsso-audience: mapper audience oauth2proxy\n"
                             "+ client oauth2proxy\n"
                             "+ client oauth2proxy: default scope meshsso-roles\n"
                             "+ client oauth2proxy: default scope meshsso-audience\n"
                             "+ user alice\n"
                             "+ user alice: role reader\n"
                             "+ client oauth2proxy: secret\n"));
        QCOMPARE(m_keycloak->writes(), 0);
    }

    void appliesOnce_thenPlanIsEmptyAndApplyDoesNothing()
    {
        const auto report = apply();
        QVERIFY2(!report.error, describe(report).c_str());
        QVERIFY(report.secretStored);
        QCOMPARE(m_secrets.values["keychain:client"], std::string("generated-by-keycloak"));
        const auto planned = plan();
        MESHSSO_VERIFY_OK(planned);
        QVERIFY2(planned->empty(), everything(*planned).c_str());
        const int writes = m_keycloak->writes();
        QVERIFY(apply().done.empty());
        QCOMPARE(m_keycloak->writes(), writes);
    }

    void completesAfterFailure_atEveryWrite()
    {
        apply();
        const int total = m_keycloak->writes();
        QVERIFY(total > 8);
        for (int failing = 0; failing < total; ++failing) {
            init();
            int count = 0;
            m_keycloak->beforeWrite = [&](const std::string&, const std::string&) {
                return count++ == failing ? 500 : 0;
            };
            const auto broken = apply();
            QVERIFY2(broken.error && broken.error->code == ErrorCode::PeerError, describe(broken).c_str());
            QVERIFY(!broken.secretStored);
            m_keycloak->beforeWrite = nullptr;
            const auto repaired = apply();
            QVERIFY2(!repaired.error && repaired.secretStored, describe(repaired).c_str());
            const auto planned = plan();
            MESHSSO_VERIFY_OK(planned);
            QVERIFY2(planned->empty(), everything(*planned).c_str());
        }
    }

    void reportsWhatWasDone_whenForbiddenMidway()
    {
        m_keycloak->beforeWrite = [](const std::string&, const std::string& where) {
            return where.ends_with("/clients") ? 403 : 0;
        };
        const auto report = apply();
        QVERIFY(report.error && report.error->code == ErrorCode::Forbidden);
        QVERIFY2(report.error->message.find("manage-clients") != std::string::npos,
                 report.error->message.c_str());
        QVERIFY2(describe(report).find("client scope meshsso-audience: created") != std::string::npos,
                 describe(report).c_str());
    }

    void adopts_whenSomebodyCreatesMeanwhile_data()
    {
        QTest::addColumn<QString>("where");
        QTest::newRow("realm") << "/admin/realms";
        QTest::newRow("role") << "/admin/realms/Test-oidc/roles";
        QTest::newRow("scope") << "/admin/realms/Test-oidc/client-scopes";
        QTest::newRow("client") << "/admin/realms/Test-oidc/clients";
        QTest::newRow("user") << "/admin/realms/Test-oidc/users";
    }
    void adopts_whenSomebodyCreatesMeanwhile()
    {
        QFETCH(QString, where);
        // The other one's object is there when ours arrives, and differs from what we declare.
        bool raced = false;
        m_keycloak->beforeWrite = [&](const std::string& method, const std::string& at) {
            if (raced || method != "POST" || at != where.toStdString())
                return 0;
            raced = true;
            const auto hook = std::exchange(m_keycloak->beforeWrite, nullptr);
            net::HttpRequest theirs;
            theirs.method = "POST";
            theirs.url = "http://kc.test" + at;
            theirs.body =
                R"({"realm":"Test-oidc","name":"reader","clientId":"oauth2proxy","username":"alice"})";
            if (at.ends_with("client-scopes"))
                theirs.body = R"({"name":"meshsso-roles","protocol":"openid-connect"})";
            (void)m_keycloak->handle(theirs);
            return 0; // and ours then meets a 409
        };
        const auto report = apply();
        QVERIFY2(!report.error, describe(report).c_str());
        QVERIFY(raced);
        const auto planned = plan();
        MESHSSO_VERIFY_OK(planned);
        QVERIFY2(planned->empty(), everything(*planned).c_str());
    }

    void completes_afterBeingDroppedAtAnyWrite_data()
    {
        QTest::addColumn<bool>("isDone");
        QTest::newRow("before Keycloak did it") << false;
        QTest::newRow("after Keycloak did it, its answer unread") << true;
    }
    void completes_afterBeingDroppedAtAnyWrite()
    {
        QFETCH(bool, isDone);
        AdminCredentials credentials;
        credentials.username = "admin";
        credentials.password = SecretString("admin-password");
        int stalls = 0;
        for (;;) {
            test::FakeKeycloak keycloak;
            StallingHttpClient http(keycloak, stalls + 1, isDone);
            AdminClient admin(http, "http://kc.test", credentials, m_clock);
            Provisioner provisioner(admin, m_project, m_secrets);
            bool ended = false;
            {
                auto dropped = provisioner.apply({});
                dropped.start([&](const ApplyReport&) { ended = true; });
            }
            QCOMPARE(ended, !http.isStalled());
            const auto report = m_loop.runUntilDone(provisioner.apply({}));
            QVERIFY2(!report.error, describe(report).c_str());
            const auto planned = m_loop.runUntilDone(provisioner.plan());
            MESHSSO_VERIFY_OK(planned);
            QVERIFY2(planned->empty(), everything(*planned).c_str());
            if (ended)
                break;
            ++stalls;
        }
        // Realm, roles, scopes, client, assignments and user: each was the last thing that was sent once.
        QVERIFY2(stalls >= 8, std::to_string(stalls).c_str());
    }

    void plansAndRepairsDrift_data()
    {
        QTest::addColumn<QString>("expected");
        QTest::newRow("ssl") << "~ realm Test-oidc sslRequired\n";
        QTest::newRow("realm disabled") << "~ realm Test-oidc enabled\n";
        QTest::newRow("public client") << "~ client oauth2proxy publicClient\n";
        QTest::newRow("redirect URI") << "~ client oauth2proxy redirectUris\n";
        QTest::newRow("PKCE") << "~ client oauth2proxy attributes.pkce.code.challenge.method\n";
        QTest::newRow("full scope") << "~ client oauth2proxy fullScopeAllowed\n";
        QTest::newRow("mapper") << "~ client scope meshsso-roles: mapper realm roles config.claim.name\n";
        QTest::newRow("mapper gone") << "+ client scope meshsso-audience: mapper audience oauth2proxy\n";
        QTest::newRow("scope role") << "+ client scope meshsso-roles: for role writer\n";
        QTest::newRow("scope unassigned") << "+ client oauth2proxy: default scope meshsso-audience\n";
        QTest::newRow("scope optional") << "+ client oauth2proxy: default scope meshsso-roles\n";
        QTest::newRow("basic gone") << "+ client oauth2proxy: default scope basic\n";
        QTest::newRow("user disabled") << "~ user alice enabled\n";
        QTest::newRow("no password") << "+ user alice: password\n";
        QTest::newRow("assignment") << "+ user alice: role reader\n";
        QTest::newRow("role description") << "~ role reader description\n";
        QTest::newRow("secret rotated") << "~ client oauth2proxy: secret stored at keychain:client\n";
    }
    void plansAndRepairsDrift()
    {
        QFETCH(QString, expected);
        apply();
        drift(QTest::currentDataTag());
        const auto planned = plan();
        MESHSSO_VERIFY_OK(planned);
        QCOMPARE(describe(*planned), expected.toStdString());
        const auto report = apply();
        QVERIFY2(!report.error && report.done.size() == 1, describe(report).c_str());
        const auto after = plan();
        MESHSSO_VERIFY_OK(after);
        QVERIFY2(after->empty(), everything(*after).c_str());
    }

    void leavesUndeclaredAlone()
    {
        apply();
        client()["attributes"].as_object()["custom"] = "kept";
        client()["webOrigins"] = json::array{"https://other"};
        client()["redirectUris"] = json::array{"https://evil/"};
        alice()["attributes"] = json::object{{"team", json::array{"blue"}}};
        alice()["enabled"] = false;
        m_keycloak->collection(path("users", alice(), "/role-mappings/realm"))
            .push_back(json::object{{"name", "other"}});
        QVERIFY(!apply().error);
        QCOMPARE(stringOr(client().at("attributes").as_object(), "custom"), std::string_view("kept"));
        QVERIFY(client().contains("webOrigins"));
        QVERIFY(alice().contains("attributes"));
        QCOMPARE(m_keycloak->collection(path("users", alice(), "/role-mappings/realm")).size(),
                 std::size_t(2));
    }

    void keepsStricterSslRequirement()
    {
        m_project.identityProvider.exposure = project::Exposure::Https;
        apply();
        (*m_keycloak->realm())["sslRequired"] = "all";
        const auto planned = plan();
        MESHSSO_VERIFY_OK(planned);
        QVERIFY2(planned->empty(), everything(*planned).c_str());
    }

    void leavesExistingPasswordAlone()
    {
        apply();
        m_secrets.values["env:ALICE_PW"] = "another";
        alice()["enabled"] = false;
        apply();
        for (const auto& request : m_http->requests())
            QVERIFY(request.url.find("reset-password") == std::string::npos);
    }

    void registersALogoutNotice_onceAndForAll()
    {
        apply();
        client()["frontchannelLogout"] = true; // as Keycloak's console makes clients
        MESHSSO_VERIFY_OK(plan());
        QVERIFY2(plan()->empty(), everything(*plan()).c_str());

        m_project.clusters.target = project::Target::Istio;
        m_project.client.logoutNotice = project::LogoutNotice::BackChannel;
        const auto planned = plan();
        MESHSSO_VERIFY_OK(planned);
        QCOMPARE(describe(*planned),
                 std::string("~ client oauth2proxy attributes.backchannel.logout.url\n"
                             "~ client oauth2proxy attributes.backchannel.logout.session.required\n"
                             "~ client oauth2proxy frontchannelLogout\n"));
        const auto report = apply();
        QVERIFY2(!report.error, describe(report).c_str());
        const auto& attributes = client().at("attributes").as_object();
        QCOMPARE(std::string(stringOr(attributes, "backchannel.logout.url")),
                 m_project.gateway.origin() + "/oauth2/backchannel-logout");
        QCOMPARE(client().at("frontchannelLogout"), json::value(false));
        QVERIFY2(plan()->empty(), everything(*plan()).c_str());
        const int writes = m_keycloak->writes();
        apply();
        QCOMPARE(m_keycloak->writes(), writes);

        m_project.client.logoutNotice = project::LogoutNotice::None; // Keycloak's setting is left alone
        QVERIFY2(plan()->empty(), everything(*plan()).c_str());
    }

    void saysNothingOfRotation_thatTheProjectKnows()
    {
        apply();
        provoke("keycloak.refresh-rotation");
        m_project.identityProvider.rotatesRefreshTokens = true;
        const auto planned = plan();
        MESHSSO_VERIFY_OK(planned);
        QVERIFY(!test::hasFinding(planned->findings, "keycloak.refresh-rotation"));
    }

    void finds_data()
    {
        QTest::addColumn<QString>("code");
        for (const char* code :
             {"keycloak.plain-http", "keycloak.issuer-differs", "keycloak.client-public",
              "keycloak.full-scope", "keycloak.redirect-uris-removed", "keycloak.scope-missing",
              "keycloak.user-missing", "keycloak.password-unreadable", "keycloak.required-actions",
              "keycloak.client-secret-differs", "keycloak.ssl-not-required", "keycloak.refresh-rotation",
              "keycloak.version"})
            QTest::newRow(code) << code;
    }
    void finds()
    {
        QFETCH(QString, code);
        apply();
        if (code != "keycloak.plain-http" && code != "keycloak.version") {
            const auto before = plan();
            MESHSSO_VERIFY_OK(before);
            QVERIFY2(!test::hasFinding(before->findings, code.toStdString()), everything(*before).c_str());
        }
        provoke(code);
        const auto planned = plan();
        MESHSSO_VERIFY_OK(planned);
        QVERIFY2(test::hasFinding(planned->findings, code.toStdString()), everything(*planned).c_str());
    }

    void usesSecretFromEnvironment_whenCreatingTheClient()
    {
        m_project.client.secret = {SecretRef::Kind::Environment, "CLIENT_SECRET"};
        m_secrets.values["env:CLIENT_SECRET"] = "chosen-by-operator";
        const auto report = apply();
        QVERIFY2(!report.error, describe(report).c_str());
        QCOMPARE(stringOr(client(), "secret"), std::string_view("chosen-by-operator"));
        const auto planned = plan();
        QVERIFY(planned && planned->empty());
        QVERIFY(!test::hasFinding(planned->findings, "keycloak.client-secret-differs"));
    }

    void showsNoSecret_inPlanOrReport()
    {
        std::string shown;
        const auto before = plan();
        shown += everything(*before) + describe(apply());
        client()["secret"] = "rotated-secret";
        m_keycloak->collection(path("users", alice(), "/credentials")).clear();
        const auto drifted = plan();
        shown += everything(*drifted) + describe(apply());
        for (const char* secret :
             {"alice-password", "admin-password", "generated-by-keycloak", "rotated-secret"})
            QVERIFY2(shown.find(secret) == std::string::npos, secret);
    }

    void failsToApply_whenUserIsMissingAndHasNoPassword()
    {
        m_project.users[0].password = {};
        const auto report = apply();
        QVERIFY(report.error && report.error->code == ErrorCode::NotFound);
    }

    void failsToPlan_whenKeycloakIsDown()
    {
        test::FakeHttpClient down([](const net::HttpRequest&) -> Result<net::HttpResponse> {
            return fail(ErrorCode::Unreachable, "no connection");
        });
        AdminCredentials credentials;
        credentials.username = "admin";
        AdminClient admin(down, "http://kc.test", credentials, m_clock);
        const auto planned = m_loop.runUntilDone(Provisioner(admin, m_project, m_secrets).plan());
        MESHSSO_VERIFY_FAILS(planned, ErrorCode::Unreachable);
        const auto report = m_loop.runUntilDone(Provisioner(admin, m_project, m_secrets).apply({}));
        QVERIFY(report.error && report.error->code == ErrorCode::Unreachable && report.done.empty());
    }

private:
    json::object& mapper(const std::string& scope)
    {
        const auto& found = *m_keycloak->find("client-scopes", "name", scope);
        return m_keycloak->collection(path("client-scopes", found, "/protocol-mappers/models"))
            .at(0)
            .as_object();
    }
    static void removeNamed(json::array& list, std::string_view name)
    {
        for (auto it = list.begin(); it != list.end(); ++it) {
            if (stringOr(it->as_object(), "name") == name) {
                list.erase(it);
                return;
            }
        }
    }

    void drift(const QString& what)
    {
        auto& defaults = m_keycloak->collection(path("clients", client(), "/default-client-scopes"));
        const auto& rolesScope = *m_keycloak->find("client-scopes", "name", "meshsso-roles");
        const auto& audienceScope = *m_keycloak->find("client-scopes", "name", "meshsso-audience");
        if (what == "ssl")
            (*m_keycloak->realm())["sslRequired"] = "external";
        else if (what == "realm disabled")
            (*m_keycloak->realm())["enabled"] = false;
        else if (what == "public client")
            client()["publicClient"] = true;
        else if (what == "redirect URI")
            client()["redirectUris"].as_array().emplace_back("https://evil/*");
        else if (what == "PKCE")
            client()["attributes"].as_object()["pkce.code.challenge.method"] = "";
        else if (what == "full scope")
            client()["fullScopeAllowed"] = true;
        else if (what == "mapper")
            mapper("meshsso-roles")["config"].as_object()["claim.name"] = "somewhere.else";
        else if (what == "mapper gone")
            m_keycloak->collection(path("client-scopes", audienceScope, "/protocol-mappers/models")).clear();
        else if (what == "scope role")
            removeNamed(m_keycloak->collection(path("client-scopes", rolesScope, "/scope-mappings/realm")),
                        "writer");
        else if (what == "scope unassigned")
            removeNamed(defaults, "meshsso-audience");
        else if (what == "scope optional") {
            removeNamed(defaults, "meshsso-roles");
            m_keycloak->collection(path("clients", client(), "/optional-client-scopes"))
                .push_back(rolesScope);
        } else if (what == "basic gone")
            removeNamed(defaults, "basic");
        else if (what == "user disabled")
            alice()["enabled"] = false;
        else if (what == "no password")
            m_keycloak->collection(path("users", alice(), "/credentials")).clear();
        else if (what == "assignment")
            m_keycloak->collection(path("users", alice(), "/role-mappings/realm")).clear();
        else if (what == "role description")
            (*m_keycloak->find("roles", "name", "reader"))["description"] = "other";
        else if (what == "secret rotated")
            client()["secret"] = "rotated-secret";
        else
            QFAIL("no such drift");
    }

    void provoke(const QString& code)
    {
        if (code == "keycloak.issuer-differs")
            m_keycloak->issuerSeen = "http://keycloak.default.svc:8080/realms/Test-oidc";
        else if (code == "keycloak.client-public")
            client()["publicClient"] = true;
        else if (code == "keycloak.full-scope")
            client()["fullScopeAllowed"] = true;
        else if (code == "keycloak.redirect-uris-removed")
            client()["redirectUris"].as_array().emplace_back("https://old/oauth2/callback");
        else if (code == "keycloak.scope-missing")
            m_project.client.scopes.emplace_back("groups");
        else if (code == "keycloak.user-missing") {
            m_project.users[0].username = "bob";
            m_project.users[0].password = {};
        } else if (code == "keycloak.password-unreadable") {
            m_project.users[0].username = "bob";
            m_secrets.values.clear();
        } else if (code == "keycloak.required-actions")
            alice()["requiredActions"] = json::array{"UPDATE_PASSWORD"};
        else if (code == "keycloak.client-secret-differs")
            m_project.client.secret = {SecretRef::Kind::Environment, "UNSET"};
        else if (code == "keycloak.refresh-rotation")
            (*m_keycloak->realm())["revokeRefreshToken"] = true;
        else if (code == "keycloak.ssl-not-required")
            m_project.identityProvider.exposure = project::Exposure::Https;
    }
};

QTEST_APPLESS_MAIN(tst_Provisioner)
#include "tst_Provisioner.moc"
