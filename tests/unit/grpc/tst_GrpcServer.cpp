#include "GrpcFixture.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

const Headers navigation = {
    {"accept", "text/html"}, {"sec-fetch-mode", "navigate"}, {"sec-fetch-dest", "document"}};

Headers with(Headers headers, const Headers& more)
{
    headers.insert(headers.end(), more.begin(), more.end());
    return headers;
}

} // namespace

class GrpcServerTest : public QObject
{
    Q_OBJECT

private slots:
    void sendsABrowserToLogin()
    {
        GrpcFixture server;
        const auto outcome = server.check(makeCheck("GET", "/app?a=b", navigation));
        QVERIFY2(outcome.status.ok(), outcome.status.error_message().c_str());
        QCOMPARE(outcome.response.status().code(), 16);
        QCOMPARE(outcome.http(), 302);
        const auto location = deniedHeaders(outcome.response, "location");
        QCOMPARE(location.size(), std::size_t{1});
        QVERIFY2(location[0].starts_with("/oauth2/"), location[0].c_str());
        QVERIFY(location[0].find("%2Fapp%3Fa%3Db") != std::string::npos);
        QCOMPARE(deniedHeaders(outcome.response, "cache-control"), std::vector<std::string>{"no-store"});
        QVERIFY(!outcome.response.has_ok_response());
        QVERIFY(!outcome.response.has_dynamic_metadata());
    }

    void answersAScriptWith401()
    {
        GrpcFixture server;
        const auto outcome = server.check(makeCheck("GET", "/app", {{"accept", "application/json"}}));
        QCOMPARE(outcome.response.status().code(), 16);
        QCOMPARE(outcome.http(), 401);
        QCOMPARE(deniedHeaders(outcome.response, "www-authenticate").size(), std::size_t{1});
        QCOMPARE(deniedHeaders(outcome.response, "content-type"),
                 std::vector<std::string>{"application/json"});
        QVERIFY(outcome.response.denied_response().body().find("unauthenticated") != std::string::npos);
    }

    void letsASessionThrough_withWhoItIs()
    {
        GrpcFixture server;
        test::Browser browser(server.engine);
        browser.signIn();
        const auto headers = with(
            navigation, {{"cookie", "theme=dark; " + browser.cookieHeader()}, {"x-auth-request-user", "x"}});
        const auto outcome = server.check(makeCheck("GET", "/app", headers));
        QVERIFY2(outcome.status.ok(), outcome.status.error_message().c_str());
        const auto& response = outcome.response;
        QCOMPARE(response.status().code(), 0);
        QVERIFY(response.has_ok_response());
        QVERIFY(headerToSet(response, "authorization").starts_with("Bearer ey"));
        QCOMPARE(headerToSet(response, "x-auth-request-preferred-username"), std::string("alice"));
        QCOMPARE(headerToSet(response, "cookie"), std::string("theme=dark"));
        QVERIFY(isRemoved(response, "x-forwarded-user") ||
                !headerToSet(response, "x-forwarded-user").empty());
        for (const auto& option : response.ok_response().headers()) {
            QVERIFY(!option.has_append());
            QCOMPARE(option.append_action(), v3::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
        }
        const auto& fields = response.dynamic_metadata().fields();
        QCOMPARE(fields.at("sub").string_value(), server.engine.provider.subject);
        QCOMPARE(fields.at("iss").string_value(), std::string(FakeIdentityProvider::issuer));
        QCOMPARE(fields.at("preferred_username").string_value(), std::string("alice"));
        QCOMPARE(fields.at("email").string_value(), std::string("alice@example.com"));
        QCOMPARE(fields.at("sid").string_value(), std::string("provider-session"));
        QCOMPARE(fields.at("roles").list_value().values(0).string_value(), std::string("user"));
        QCOMPARE(fields.at("groups").list_value().values(0).string_value(), std::string("staff"));
    }
};

QTEST_GUILESS_MAIN(GrpcServerTest)
#include "tst_GrpcServer.moc"
