#include "keycloak/DesiredState.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::keycloak;

class tst_DesiredState : public QObject
{
    Q_OBJECT

private:
    static project::SsoProject sample()
    {
        project::SsoProject project;
        project.gateway.address = "sso.example.com";
        project.identityProvider.url = "https://kc.example.com";
        project.identityProvider.realm = "Test-oidc";
        project.client.id = "oauth2proxy";
        project.roles = {{"reader", "may read"}, {"writer", ""}};
        return project;
    }

private slots:
    void declaresConfidentialCodeFlowClient()
    {
        const auto client = compileDesiredState(sample()).client;
        QCOMPARE(json::serialize(client.at("redirectUris")),
                 std::string("[\"https://sso.example.com/oauth2/callback\"]"));
        for (const char* off : {"publicClient", "implicitFlowEnabled", "directAccessGrantsEnabled",
                                "serviceAccountsEnabled", "fullScopeAllowed", "bearerOnly"})
            QVERIFY2(client.at(off) == false, off);
        QVERIFY(client.at("standardFlowEnabled") == true);
        const auto& attributes = client.at("attributes").as_object();
        QCOMPARE(stringOr(attributes, "pkce.code.challenge.method"), std::string_view("S256"));
        QCOMPARE(stringOr(attributes, "post.logout.redirect.uris"),
                 std::string_view("https://sso.example.com/"));
        QVERIFY(!client.contains("secret"));
    }

    void joinsPostLogoutUris()
    {
        auto project = sample();
        project.client.postLogoutRedirectUris = {"https://a/", "https://b/"};
        const auto client = compileDesiredState(project).client;
        QCOMPARE(stringOr(client.at("attributes").as_object(), "post.logout.redirect.uris"),
                 std::string_view("https://a/##https://b/"));
    }

    void requiresTls_asExposureSays()
    {
        auto project = sample();
        QCOMPARE(stringOr(compileDesiredState(project).realm, "sslRequired"), std::string_view("external"));
        project.identityProvider.exposure = project::Exposure::GuideHttp;
        QCOMPARE(stringOr(compileDesiredState(project).realm, "sslRequired"), std::string_view("none"));
    }

    void keepsRolesAndAudienceInScopesOfTheirOwn()
    {
        const auto state = compileDesiredState(sample());
        QCOMPARE(state.scopes.size(), std::size_t(2));
        const auto& roles = state.scopes[0];
        QCOMPARE(roles.name, std::string("meshsso-roles"));
        QCOMPARE(roles.roles, (std::vector<std::string>{"reader", "writer"}));
        const auto& config = roles.mappers.at(0).at("config").as_object();
        for (const char* on : {"multivalued", "access.token.claim", "id.token.claim", "userinfo.token.claim"})
            QCOMPARE(stringOr(config, on), std::string_view("true"));
        const auto& audience = state.scopes[1];
        QVERIFY(audience.roles.empty()); // else a user without roles would lose the audience
        QCOMPARE(stringOr(audience.mappers.at(0).at("config").as_object(), "included.client.audience"),
                 std::string_view("oauth2proxy"));
    }

    void restrictsScope_toNamedRoles()
    {
        auto project = sample();
        project.claims.roles.restrictToRoles = {"writer"};
        QCOMPARE(compileDesiredState(project).scopes[0].roles, (std::vector<std::string>{"writer"}));
    }

    void leavesUserAlone_whenNoPasswordIsDeclared()
    {
        auto project = sample();
        project::User user;
        user.username = "alice";
        user.email = "alice@example.com";
        user.roles = {"reader"};
        project.users = {user};
        QVERIFY(compileDesiredState(project).users.at(0).fields.empty());
        project.users[0].password = {secrets::SecretRef::Kind::Environment, "PW"};
        const auto declared = compileDesiredState(project).users.at(0);
        QCOMPARE(json::serialize(declared.fields),
                 std::string("{\"enabled\":true,\"email\":\"alice@example.com\",\"emailVerified\":true}"));
    }
};

QTEST_APPLESS_MAIN(tst_DesiredState)
#include "tst_DesiredState.moc"
