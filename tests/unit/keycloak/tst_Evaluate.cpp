#include "FakeKeycloak.h"
#include "KeycloakSample.h"
#include "core/RunLoop.h"
#include "keycloak/Evaluate.h"
#include "keycloak/Provisioner.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <map>

using namespace meshsso;
using namespace meshsso::keycloak;
using test::httpAnswer;

namespace {

const std::string root = "http://kc.test/admin/realms/Test-oidc";
const std::string evaluateRoot = root + "/clients/c1/evaluate-scopes/";

std::string flags(const ClaimOrigin& origin)
{
    return std::string(origin.inAccessToken ? "A" : "") + (origin.inIdToken ? "I" : "") +
           (origin.inUserinfo ? "U" : "");
}

/// What Keycloak 26 answers, cut down.
std::map<std::string, std::string> realAnswers()
{
    const std::string both =
        R"("access.token.claim":"true","id.token.claim":"true","userinfo.token.claim":"true")";
    const std::string user = "scope=openid%20email%20phone%20nosuch&userId=u1";
    return {
        {root + "/clients?clientId=oauth2proxy",
         R"([{"id":"c1","clientId":"oauth2proxy","fullScopeAllowed":false,)"
         R"("defaultClientScopes":["basic","roles","email","aud"],"optionalClientScopes":["address"],)"
         R"("protocolMappers":[{"id":"m9","name":"team","protocolMapper":"oidc-hardcoded-claim-mapper",)"
         R"("config":{"claim.name":"team\\.name","access.token.claim":"true","id.token.claim":"false"}}]}])"},
        {root + "/users?exact=true&username=alice",
         R"([{"id":"u1","username":"alice","email":"a@x.org","emailVerified":true,"enabled":true}])"},
        {root + "/client-scopes",
         R"([{"id":"s1","name":"basic","protocolMappers":[{"id":"m1","config":{"access.token.claim":"true"}}]},)"
         R"({"id":"s2","name":"roles","protocolMappers":[{"id":"m2","config":{)" +
             both +
             R"(,"claim.name":"resource_access.${client_id}.roles"}},{"id":"m3","config":{}}]},)"
             R"({"id":"s3","name":"email","protocolMappers":[{"id":"m4","config":{)" +
             both + R"(,"claim.name":"email"}}]},)" +
             R"({"id":"s4","name":"aud","protocolMappers":[{"id":"m5","config":{"access.token.claim":"true",)"
             R"("id.token.claim":"false","included.client.audience":"oauth2proxy"}}]},{"id":"s5","name":"phone"}])"},
        {evaluateRoot + "protocol-mappers?scope=openid%20email%20phone%20nosuch",
         R"([{"mapperId":"m1","mapperName":"sub","containerId":"s1","containerName":"basic",)"
         R"("containerType":"client-scope","protocolMapper":"oidc-sub-mapper"},)"
         R"({"mapperId":"m2","mapperName":"client roles","containerId":"s2","containerName":"roles",)"
         R"("containerType":"client-scope","protocolMapper":"oidc-usermodel-client-role-mapper"},)"
         R"({"mapperId":"m3","mapperName":"audience resolve","containerId":"s2","containerName":"roles",)"
         R"("containerType":"client-scope","protocolMapper":"oidc-audience-resolve-mapper"},)"
         R"({"mapperId":"m4","mapperName":"email","containerId":"s3","containerName":"email",)"
         R"("containerType":"client-scope","protocolMapper":"oidc-usermodel-attribute-mapper"},)"
         R"({"mapperId":"m5","mapperName":"audience","containerId":"s4","containerName":"aud",)"
         R"("containerType":"client-scope","protocolMapper":"oidc-audience-mapper"},)"
         R"({"mapperId":"m9","mapperName":"team","containerId":"c1","containerName":"oauth2proxy",)"
         R"("containerType":"client","protocolMapper":"oidc-hardcoded-claim-mapper"}])"},
        {evaluateRoot + "scope-mappings/Test-oidc/granted?scope=openid%20email%20phone%20nosuch",
         R"([{"name":"writer"},{"name":"reader"}])"},
        {root + "/users/u1/role-mappings/realm/composite", R"([{"name":"reader"}])"},
        {root + "/users/u1/groups?max=1000", R"([{"name":"eng","path":"/staff/eng"}])"},
        {evaluateRoot + "generate-example-access-token?" + user,
         R"({"iss":"x","sub":"u1","aud":["account","oauth2proxy"],"email":"a@x.org","team.name":"blue",)"
         R"("resource_access":{"account":{"roles":["view-profile"]},"my.app":{"roles":["r"]}}})"},
        {evaluateRoot + "generate-example-id-token?" + user,
         R"({"iss":"x","aud":"oauth2proxy","email":"a@x.org"})"},
        {evaluateRoot + "generate-example-userinfo?" + user, R"({"sub":"u1","email":"a@x.org"})"},
    };
}

EvaluateRequest request()
{
    EvaluateRequest result;
    result.realm = "Test-oidc";
    result.clientId = "oauth2proxy";
    result.username = "alice";
    result.scopes = {"openid", "email", "phone", "nosuch"};
    return result;
}

} // namespace

class tst_Evaluate : public QObject
{
    Q_OBJECT

private:
    test::FixedClock m_clock;
    RunLoop m_loop;

    Result<Evaluation> run(const std::map<std::string, std::string>& answers, const EvaluateRequest& asked)
    {
        test::FakeHttpClient http([&](const net::HttpRequest& sent) -> Result<net::HttpResponse> {
            if (sent.url.ends_with("/token"))
                return httpAnswer(200, R"({"access_token":"t","expires_in":60})");
            const auto found = answers.find(sent.url);
            return found == answers.end() ? httpAnswer(404) : httpAnswer(200, found->second);
        });
        AdminCredentials credentials;
        credentials.username = "admin";
        AdminClient admin(http, "http://kc.test", credentials, m_clock);
        return m_loop.runUntilDone(evaluate(admin, asked));
    }

private slots:
    void readsWhatKeycloakSays()
    {
        const auto evaluation = run(realAnswers(), request());
        MESHSSO_VERIFY_OK(evaluation);
        QCOMPARE(evaluation->scope, std::string("openid email phone nosuch"));
        QCOMPARE(evaluation->unassignedScopes, std::vector<std::string>{"phone"});
        QCOMPARE(evaluation->unknownScopes, std::vector<std::string>{"nosuch"});
        QCOMPARE(evaluation->grantedRoles, (std::vector<std::string>{"reader", "writer"}));
        QCOMPARE(evaluation->userRoles, std::vector<std::string>{"reader"});
        QCOMPARE(evaluation->userGroups, std::vector<std::string>{"/staff/eng"});
        QCOMPARE(evaluation->mappers.size(), std::size_t(6));
        QVERIFY(evaluation->userEmailVerified && evaluation->userEnabled);
    }

    void namesTheMapperOfEachClaim()
    {
        const auto evaluation = run(realAnswers(), request());
        MESHSSO_VERIFY_OK(evaluation);
        std::string text;
        for (const auto& origin : evaluation->origins)
            text += origin.claim + " " + flags(origin) + " " + origin.mapper + "@" + origin.container + "\n";
        const std::string expected = "aud I @\n"
                                     "aud A audience@aud\n"
                                     "aud A audience resolve@roles\n"
                                     "email AIU email@email\n"
                                     "iss AI @\n"
                                     "resource_access.account.roles A client roles@roles\n"
                                     "resource_access.my\\.app.roles A client roles@roles\n"
                                     "sub U @\n"
                                     "sub A sub@basic\n"
                                     "team\\.name A team@oauth2proxy\n";
        QCOMPARE(text, expected);
    }

    void fails_data()
    {
        QTest::addColumn<QString>("lost");
        QTest::addColumn<QString>("named");
        QTest::newRow("realm") << "/clients?clientId=oauth2proxy"
                               << "realm Test-oidc";
        QTest::newRow("client") << "client list"
                                << "client oauth2proxy";
        QTest::newRow("user") << "user list"
                              << "user alice";
    }
    void fails()
    {
        QFETCH(QString, lost);
        QFETCH(QString, named);
        auto answers = realAnswers();
        if (lost == "client list")
            answers.at(root + "/clients?clientId=oauth2proxy") = "[]";
        else if (lost == "user list")
            answers.at(root + "/users?exact=true&username=alice") = R"([{"username":"alice2"}])";
        else
            answers.erase(root + lost.toStdString());
        const auto evaluation = run(answers, request());
        MESHSSO_VERIFY_FAILS(evaluation, ErrorCode::NotFound);
        QVERIFY2(evaluation.error().message.find(named.toStdString()) != std::string::npos,
                 evaluation.error().message.c_str());
    }

    void listsUsers_boundedAndSorted()
    {
        std::vector<std::string> urls;
        test::FakeHttpClient http([&](const net::HttpRequest& sent) -> Result<net::HttpResponse> {
            if (sent.url.ends_with("/token"))
                return httpAnswer(200, R"({"access_token":"t","expires_in":60})");
            urls.push_back(sent.url);
            return httpAnswer(200,
                              R"([{"id":"2","username":"zoe","enabled":false},{"id":"1","username":"amy"},)"
                              R"({"id":"3","username":"mia"}])");
        });
        AdminCredentials credentials;
        credentials.username = "admin";
        AdminClient admin(http, "http://kc.test", credentials, m_clock);
        const auto some = m_loop.runUntilDone(findUsers(admin, "Test-oidc", "a&b", 2));
        MESHSSO_VERIFY_OK(some);
        QCOMPARE(some->users.size(), std::size_t(2));
        QVERIFY(!some->isComplete);
        QCOMPARE(some->users.front().username, std::string("amy"));
        QVERIFY(!some->users.back().enabled);
        QVERIFY2(urls.back().ends_with("max=3&search=%2Aa%26b%2A"), urls.back().c_str());
        const auto all = m_loop.runUntilDone(findUsers(admin, "Test-oidc", ""));
        MESHSSO_VERIFY_OK(all);
        QVERIFY(all->isComplete);
        QVERIFY(urls.back().find("search") == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(tst_Evaluate)
#include "tst_Evaluate.moc"
