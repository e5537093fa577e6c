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

    void leavesLogoutNoticesAlone_unlessDeclared()
    {
        auto project = sample();
        auto client = compileDesiredState(project).client;
        QVERIFY(!client.contains("frontchannelLogout"));
        project.clusters.target = project::Target::Asm; // whose own service takes none
        project.client.logoutNotice = project::LogoutNotice::BackChannel;
        QVERIFY(compileDesiredState(project).client == client);
    }

    void registersLogoutNotices_data()
    {
        QTest::addColumn<int>("notice");
        QTest::addColumn<int>("target");
        QTest::addColumn<bool>("isFront");
        QTest::addColumn<std::string>("url");
        const auto row = [](const char* name, project::LogoutNotice notice, project::Target target,
                            bool front, const char* url) {
            QTest::newRow(name) << static_cast<int>(notice) << static_cast<int>(target) << front
                                << std::string(url);
        };
        using project::LogoutNotice;
        using project::Target;
        row("through the gateway", LogoutNotice::BackChannel, Target::Istio, false,
            "https://sso.example.com/oauth2/backchannel-logout");
        row("to the Service", LogoutNotice::BackChannelInternal, Target::Istio, false,
            "http://meshsso-authserver.istio-system.svc.cluster.local:4180/oauth2/backchannel-logout");
        row("on one machine", LogoutNotice::BackChannelInternal, Target::Envoy, false,
            "http://127.0.0.1:4180/oauth2/backchannel-logout");
        row("by the browser", LogoutNotice::FrontChannel, Target::Istio, true,
            "https://sso.example.com/oauth2/frontchannel-logout");
    }

    void registersLogoutNotices()
    {
        QFETCH(int, notice);
        QFETCH(int, target);
        QFETCH(bool, isFront);
        QFETCH(std::string, url);
        auto project = sample();
        project.client.logoutNotice = static_cast<project::LogoutNotice>(notice);
        project.clusters.target = static_cast<project::Target>(target);
        project.local.authorizationService = "127.0.0.1:4180";
        const auto client = compileDesiredState(project).client;
        // Keycloak tells by the front channel wherever that is on, and by the back channel only otherwise.
        QCOMPARE(client.at("frontchannelLogout").get_bool(), isFront);
        const auto& attributes = client.at("attributes").as_object();
        const std::string used = isFront ? "frontchannel" : "backchannel";
        const std::string other = isFront ? "backchannel" : "frontchannel";
        QCOMPARE(stringOr(attributes, used + ".logout.url"), std::string_view(url));
        QCOMPARE(stringOr(attributes, used + ".logout.session.required"), std::string_view("true"));
        QVERIFY(!attributes.contains(other + ".logout.url"));
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
