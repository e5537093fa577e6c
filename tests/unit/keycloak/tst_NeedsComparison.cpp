#include "FakeKeycloak.h"
#include "KeycloakSample.h"
#include "core/RunLoop.h"
#include "keycloak/Evaluate.h"
#include "keycloak/Provisioner.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::keycloak;
using Kind = MissingPart::Kind;
using Need = access::Requirement::Kind;

namespace {

EffectiveMapper mapper(const char* name, const char* type, const char* container, json::object config)
{
    EffectiveMapper result;
    result.name = name;
    result.type = type;
    result.container = container;
    result.inAccessToken = true;
    result.inIdToken = true;
    result.config = std::move(config);
    return result;
}

/// What a provisioned Keycloak gives for alice.
Evaluation goodEvaluation()
{
    Evaluation evaluation;
    evaluation.clientId = "oauth2proxy";
    evaluation.username = "alice";
    evaluation.userEmail = "alice@example.com";
    evaluation.userEmailVerified = true;
    evaluation.scope = "openid profile email";
    evaluation.mappers = {
        mapper("realm roles", "oidc-usermodel-realm-role-mapper", "meshsso-roles", {{"claim.name", "roles"}}),
        mapper("groups", "oidc-group-membership-mapper", "meshsso-audience",
               {{"claim.name", "groups"}, {"full.path", "true"}})};
    evaluation.grantedRoles = {"reader", "writer"};
    evaluation.userRoles = {"reader"};
    evaluation.userGroups = {"/staff"};
    evaluation.defaultScopes = {"basic", "profile", "email", "meshsso-roles", "meshsso-audience"};
    evaluation.accessToken = {{"sub", "u1"}, {"aud", "oauth2proxy"}, {"roles", {"reader"}}, {"team", "blue"}};
    evaluation.idToken = {{"sub", "u1"}, {"preferred_username", "alice"}, {"email", "alice@example.com"}};
    return evaluation;
}

void addRule(project::SsoProject& project, Need kind, const char* name)
{
    access::AccessRule rule;
    rule.mode = access::AccessMode::Require;
    rule.requirement.kind = Need::AnyOf;
    access::Requirement leaf;
    leaf.kind = kind;
    leaf.name = name;
    leaf.client = "web";
    rule.requirement.parts = {leaf};
    if (project.applications.empty())
        project.applications.emplace_back();
    project.applications.front().access.push_back(std::move(rule));
}

std::string text(const NeedsComparison& comparison)
{
    std::string out = test::describe(comparison.findings);
    for (const auto& part : comparison.missing)
        out += "lacks " + part.claim + " from " + part.supplier + "\n";
    return out;
}

} // namespace

class tst_NeedsComparison : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::FakeKeycloak> m_keycloak;
    std::unique_ptr<test::FakeHttpClient> m_http;
    std::unique_ptr<AdminClient> m_admin;
    test::FixedClock m_clock;
    test::SampleSecrets m_secrets;
    RunLoop m_loop;
    project::SsoProject m_project;

    Result<void> add(Kind kind, std::string name = {})
    {
        MissingPart part;
        part.kind = kind;
        part.name = std::move(name);
        return m_loop.runUntilDone(addMissing(*m_admin, m_project, m_secrets, part, "alice"));
    }
    json::object& scope(std::string_view name) { return *m_keycloak->find("client-scopes", "name", name); }
    json::array& mappers(std::string_view name)
    {
        return m_keycloak->collection("client-scopes/" + std::string(stringOr(scope(name), "id")) +
                                      "/protocol-mappers/models");
    }
    std::string clientPath(const char* suffix)
    {
        const auto* client = m_keycloak->find("clients", "clientId", "oauth2proxy");
        return "clients/" + std::string(stringOr(*client, "id")) + suffix;
    }
    static std::size_t removeNamed(json::array& list, std::string_view name)
    {
        for (auto it = list.begin(); it != list.end(); ++it) {
            if (stringOr(it->as_object(), "name") == name) {
                list.erase(it);
                return 1;
            }
        }
        return 0;
    }
    static const json::object* named(const json::array& list, std::string_view name)
    {
        for (const auto& item : list) {
            if (stringOr(item.as_object(), "name") == name)
                return &item.as_object();
        }
        return nullptr;
    }
    bool isPlanEmpty()
    {
        const auto plan = m_loop.runUntilDone(Provisioner(*m_admin, m_project, m_secrets).plan());
        return plan && plan->empty();
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

    void isInOrder()
    {
        addRule(m_project, Need::Role, "reader");
        addRule(m_project, Need::Group, "/staff");
        addRule(m_project, Need::ClaimEquals, "team");
        const auto comparison = compareWithNeeds(goodEvaluation(), m_project);
        QVERIFY2(comparison.findings.empty() && comparison.missing.empty(), text(comparison).c_str());
    }

    void finds_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("supplier"); ///< empty: nothing that could be added
        QTest::addColumn<bool>("canAdd");
        const auto row = [](const char* name, const char* code, const char* supplier, bool canAdd) {
            QTest::newRow(name) << code << supplier << canAdd;
        };
        row("no audience", "evaluate.audience-missing",
            "client scope meshsso-audience: mapper audience oauth2proxy", true);
        row("other audience", "evaluate.audience-missing",
            "client scope meshsso-audience: mapper audience oauth2proxy", true);
        row("no subject", "evaluate.subject-missing", "default client scope basic", true);
        row("no subject with basic", "evaluate.subject-missing", "client scope meshsso-audience: mapper sub",
            true);
        row("no roles mapper", "evaluate.roles-mapper-missing",
            "client scope meshsso-roles: mapper realm roles", true);
        row("role not granted", "evaluate.role-not-granted", "client scope meshsso-roles: for role reader",
            true);
        row("role kept out", "evaluate.role-missing", "", false);
        row("role of the user", "evaluate.user-role-missing", "role reader of user alice", true);
        row("no groups mapper", "evaluate.groups-mapper-missing",
            "client scope meshsso-audience: mapper groups", true);
        row("group without path", "evaluate.group-path", "", false);
        row("no e-mail mapper", "evaluate.email-missing", "client scope meshsso-audience: mapper email",
            true);
        row("no e-mail", "evaluate.email-unset", "", false);
        row("e-mail unverified", "evaluate.email-unverified", "", false);
        row("no user name", "evaluate.username-missing",
            "client scope meshsso-audience: mapper preferred_username", true);
        row("disabled", "evaluate.user-disabled", "", false);
        row("scope unassigned", "evaluate.scope-unassigned", "client scope phone", true);
        row("scope unknown", "evaluate.scope-unknown", "client scope nosuch", false);
        row("claim of a rule", "evaluate.claim-missing", "a mapper with the token claim name level", false);
        row("claim of a header", "evaluate.claim-missing", "a mapper with the token claim name level", false);
        row("client role", "evaluate.claim-missing",
            "a mapper with the token claim name resource_access.web.roles", false);
    }
    void finds()
    {
        QFETCH(QString, code);
        QFETCH(QString, supplier);
        QFETCH(bool, canAdd);
        auto evaluation = goodEvaluation();
        spoil(QTest::currentDataTag(), evaluation);
        const auto comparison = compareWithNeeds(evaluation, m_project);
        QVERIFY2(test::hasFinding(comparison.findings, code.toStdString()), text(comparison).c_str());
        QCOMPARE(comparison.findings.size(), std::size_t(1));
        QVERIFY(!comparison.findings.front().fix.empty());
        if (supplier.isEmpty()) {
            QVERIFY2(comparison.missing.empty(), text(comparison).c_str());
            return;
        }
        QCOMPARE(comparison.missing.size(), std::size_t(1));
        QCOMPARE(comparison.missing.front().supplier, supplier.toStdString());
        QCOMPARE(comparison.missing.front().canAdd, canAdd);
        QCOMPARE(comparison.missing.front().finding, std::size_t(0));
    }

    void asksForNothing_thatAnExistingMapperWouldFill()
    {
        auto evaluation = goodEvaluation();
        evaluation.mappers.push_back(mapper("client roles", "oidc-usermodel-client-role-mapper", "roles",
                                            {{"claim.name", "resource_access.${client_id}.roles"}}));
        addRule(m_project, Need::ClientRole, "r");
        const auto comparison = compareWithNeeds(evaluation, m_project);
        QVERIFY2(comparison.findings.empty(), text(comparison).c_str());
    }

    void addsTheAudience()
    {
        mappers("meshsso-audience").clear();
        removeNamed(m_keycloak->collection(clientPath("/default-client-scopes")), "meshsso-audience");
        MESHSSO_VERIFY_OK(add(Kind::Audience));
        QVERIFY(named(mappers("meshsso-audience"), "audience oauth2proxy"));
        QVERIFY(isPlanEmpty());
        const int writes = m_keycloak->writes();
        MESHSSO_VERIFY_OK(add(Kind::Audience));
        QCOMPARE(m_keycloak->writes(), writes);
    }

    void addsOnlyThePart()
    {
        // Another drift stays for the operator to see in the plan.
        m_keycloak->find("clients", "clientId", "oauth2proxy")->at("redirectUris") =
            json::array{"https://x/"};
        mappers("meshsso-audience").clear();
        mappers("meshsso-roles").clear();
        MESHSSO_VERIFY_OK(add(Kind::Audience));
        QVERIFY(mappers("meshsso-roles").empty());
        QCOMPARE(json::serialize(m_keycloak->find("clients", "clientId", "oauth2proxy")->at("redirectUris")),
                 std::string("[\"https://x/\"]"));
    }

    void addsTheSubject()
    {
        removeNamed(m_keycloak->collection(clientPath("/default-client-scopes")), "basic");
        MESHSSO_VERIFY_OK(add(Kind::Subject));
        QVERIFY(named(m_keycloak->collection(clientPath("/default-client-scopes")), "basic"));
        QVERIFY(!named(mappers("meshsso-audience"), "sub"));
        // basic is there and does not help: its mapper was taken out.
        MESHSSO_VERIFY_OK(add(Kind::Subject));
        QVERIFY(named(mappers("meshsso-audience"), "sub"));
        QVERIFY(isPlanEmpty());
    }

    void addsRoles()
    {
        mappers("meshsso-roles").clear();
        MESHSSO_VERIFY_OK(add(Kind::RolesMapper));
        QVERIFY(named(mappers("meshsso-roles"), "realm roles"));

        auto& granted = m_keycloak->collection(
            "client-scopes/" + std::string(stringOr(scope("meshsso-roles"), "id")) + "/scope-mappings/realm");
        granted.clear();
        MESHSSO_VERIFY_OK(add(Kind::ScopeRole, "reader"));
        QVERIFY(named(granted, "reader") && !named(granted, "writer"));
        MESHSSO_VERIFY_OK(add(Kind::ScopeRole, "writer"));

        const auto* alice = m_keycloak->find("users", "username", "alice");
        auto& assigned =
            m_keycloak->collection("users/" + std::string(stringOr(*alice, "id")) + "/role-mappings/realm");
        assigned.clear();
        MESHSSO_VERIFY_OK(add(Kind::UserRole, "reader"));
        QVERIFY(named(assigned, "reader"));
        QVERIFY(isPlanEmpty());
    }

    void addsGroups_asTheRulesWriteThem_data()
    {
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("fullPath");
        QTest::newRow("path") << "/staff/eng"
                              << "true";
        QTest::newRow("name") << "eng"
                              << "false";
    }
    void addsGroups_asTheRulesWriteThem()
    {
        QFETCH(QString, group);
        QFETCH(QString, fullPath);
        addRule(m_project, Need::Group, group.toUtf8());
        MESHSSO_VERIFY_OK(add(Kind::GroupsMapper));
        const auto* made = named(mappers("meshsso-audience"), "groups");
        QVERIFY(made);
        QCOMPARE(stringOr(made->at("config").as_object(), "full.path"),
                 std::string_view(fullPath.toStdString()));
        QCOMPARE(stringOr(made->at("config").as_object(), "claim.name"), std::string_view("groups"));
        QVERIFY(isPlanEmpty());
    }

    void addsUserClaimsAndScopes()
    {
        for (const char* claim : {"email", "preferred_username"}) {
            MESHSSO_VERIFY_OK(add(Kind::UserClaim, claim));
            QVERIFY2(named(mappers("meshsso-audience"), claim), claim);
        }
        const json::value phone{{"name", "phone"}, {"protocol", "openid-connect"}};
        MESHSSO_VERIFY_OK(m_loop.runUntilDone(m_admin->post("/realms/Test-oidc/client-scopes", phone)));
        MESHSSO_VERIFY_OK(add(Kind::ClientScope, "phone"));
        QVERIFY(named(m_keycloak->collection(clientPath("/optional-client-scopes")), "phone"));
    }

    void refusesWhatItCannotAdd()
    {
        MESHSSO_VERIFY_FAILS(add(Kind::Claim, "level"), ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(add(Kind::UserClaim, "level"), ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(add(Kind::ClientScope, "nosuch"), ErrorCode::NotFound);
        m_project.client.id = "nobody";
        MESHSSO_VERIFY_FAILS(add(Kind::Audience), ErrorCode::NotFound);
    }

private:
    void spoil(const QString& how, Evaluation& evaluation)
    {
        if (how == "no audience")
            evaluation.accessToken.erase("aud");
        else if (how == "other audience")
            evaluation.accessToken["aud"] = "account";
        else if (how == "no subject") {
            evaluation.accessToken.erase("sub");
            evaluation.defaultScopes.erase(evaluation.defaultScopes.begin());
        } else if (how == "no subject with basic")
            evaluation.accessToken.erase("sub");
        else if (how == "no roles mapper")
            evaluation.mappers.front().inAccessToken = false;
        else if (how == "role not granted") {
            evaluation.grantedRoles = {"writer"};
            evaluation.accessToken["roles"] = json::array();
        } else if (how == "role kept out")
            evaluation.accessToken["roles"] = json::array{"app-reader"};
        else if (how == "role of the user")
            evaluation.userRoles.clear();
        else if (how == "no groups mapper") {
            addRule(m_project, Need::Group, "/staff");
            evaluation.mappers.pop_back();
        } else if (how == "group without path")
            addRule(m_project, Need::Group, "staff");
        else if (how == "no e-mail mapper")
            evaluation.idToken.erase("email");
        else if (how == "no e-mail")
            evaluation.userEmail.clear();
        else if (how == "e-mail unverified")
            evaluation.userEmailVerified = false;
        else if (how == "no user name")
            evaluation.idToken.erase("preferred_username");
        else if (how == "disabled")
            evaluation.userEnabled = false;
        else if (how == "scope unassigned")
            evaluation.unassignedScopes = {"phone"};
        else if (how == "scope unknown")
            evaluation.unknownScopes = {"nosuch"};
        else if (how == "claim of a rule")
            addRule(m_project, Need::ClaimContains, "level");
        else if (how == "claim of a header")
            m_project.authorization.claimHeaders["X-Level"] = "level";
        else if (how == "client role")
            addRule(m_project, Need::ClientRole, "r");
        else
            QFAIL("no such row");
    }
};

QTEST_APPLESS_MAIN(tst_NeedsComparison)
#include "tst_NeedsComparison.moc"
