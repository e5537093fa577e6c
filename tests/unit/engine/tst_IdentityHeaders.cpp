#include "EngineFixture.h"
#include "serverconfig/ServerConfigFile.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

class IdentityHeadersTest : public QObject
{
    Q_OBJECT

private slots:
    void setsWhatTheSessionHolds()
    {
        EngineFixture server;
        server.provider.roles = {"user", "admin"};
        server.provider.groups = {"/staff", "/team"};
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.header("authorization").starts_with("Bearer ey"));
        QCOMPARE(answer.header("x-auth-request-user"), server.provider.subject);
        QCOMPARE(answer.header("x-forwarded-user"), server.provider.subject);
        QCOMPARE(answer.header("x-auth-request-email"), std::string("alice@example.com"));
        QCOMPARE(answer.header("x-forwarded-email"), std::string("alice@example.com"));
        QCOMPARE(answer.header("x-auth-request-preferred-username"), std::string("alice"));
        QCOMPARE(answer.header("x-auth-request-groups"), std::string("/staff,/team"));
        QCOMPARE(answer.header("x-auth-request-roles"), std::string("user,admin"));
        QVERIFY(answer.removes("x-forwarded-access-token"));
        QVERIFY(answer.removes("x-auth-request-access-token"));
    }

    void eachIsSetOrRemoved_neverBoth()
    {
        EngineFixture server;
        server.provider.groups.clear();
        Browser browser(server);
        for (const bool signedIn : {false, true}) {
            if (signedIn)
                browser.signIn();
            const auto answer = browser.check("/public/page");
            QCOMPARE(answer.status, 200);
            for (const auto& name : serverconfig::identityHeaderNames({}))
                QVERIFY2(answer.has(name) != answer.removes(name), name.c_str());
        }
    }

    void removesLookAlikes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("removed");
        for (const auto* name :
             {"X_Auth_Request_User", "x-auth-request_user", "x.auth.request.user", "X-Auth_Request.User",
              "x_forwarded_email", "X_FORWARDED_GROUPS", "x-forwarded.access-token", "x+auth+request+email",
              "x~forwarded~user", "x!auth-request-roles"})
            QTest::newRow(name) << name << true;
        // The same header to HTTP: set or removed under its own name, so that naming it again would undo
        // that.
        for (const auto* name : {"X-AUTH-REQUEST-USER", "x-forwarded-email", "X-Forwarded-User"})
            QTest::newRow(name) << name << false;
        for (const auto* name :
             {"X-Auth-Request-Users", "X-Forwarded-For", "Xauth-Request-User", "X-Auth-Request"})
            QTest::newRow(name) << name << false;
    }
    void removesLookAlikes()
    {
        QFETCH(QString, name);
        QFETCH(bool, removed);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        for (const auto* path : {"/app", "/public/page", "/oauth2/sign_in"}) {
            const auto answer =
                browser.check(path, {{name.toStdString(), "mallory"}, {name.toStdString(), "again"}});
            QCOMPARE(answer.status, 200);
            // Under its own name, in its own case: that is what the gateway has to be told.
            const auto names = serverconfig::identityHeaderNames({});
            const bool isIdentity = std::find(names.begin(), names.end(), name.toStdString()) != names.end();
            if (!isIdentity)
                QCOMPARE(answer.removes(name.toStdString()), removed);
            for (const auto& header : answer.headers)
                QVERIFY2(header.second.find("mallory") == std::string::npos, header.first.c_str());
        }
    }

    void refusesIdentityHeadersNamedInConnection_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("status");
        QTest::newRow("plain") << "X-Auth-Request-User" << 400;
        QTest::newRow("in a list") << "keep-alive, x-forwarded-email" << 400;
        QTest::newRow("look-alike") << "close,X_Forwarded_User" << 400;
        QTest::newRow("authorization") << "Authorization" << 400;
        QTest::newRow("others") << "keep-alive, Upgrade, X-Other" << 200;
        QTest::newRow("empty") << ",," << 200;
    }
    void refusesIdentityHeadersNamedInConnection()
    {
        QFETCH(QString, value);
        QFETCH(int, status);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.check("/app", {{"Connection", value.toStdString()}}).status, status);
        QCOMPARE(browser.check("/public/x", {{"Connection", value.toStdString()}}).status, status);
    }

    void leavesOutUnsafeValues_data()
    {
        QTest::addColumn<QString>("username");
        QTest::newRow("line feed") << "alice\nX-Auth-Request-Roles: admin";
        QTest::newRow("carriage return") << "alice\r\nset-cookie: a=b";
        QTest::newRow("NUL") << QString("alice") + QChar(0) + "x";
        QTest::newRow("too long") << QString(4097, 'a');
        QTest::newRow("blank at the end") << "alice ";
    }
    void leavesOutUnsafeValues()
    {
        QFETCH(QString, username);
        EngineFixture server;
        server.provider.username = username.toStdString();
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.has("x-auth-request-preferred-username"));
        QVERIFY(answer.removes("x-auth-request-preferred-username"));
    }

    void leavesOutEntriesThatWouldReadAsTwo()
    {
        EngineFixture server;
        server.provider.groups = {"a,admin", "b", "c\nd"};
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.check("/app").header("x-auth-request-groups"), std::string("b"));
    }

    void hidesAnUnverifiedEmail()
    {
        EngineFixture server;
        server.provider.emailVerified = false;
        Browser browser(server);
        QCOMPARE(browser.signIn().status, 302);
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.removes("x-auth-request-email"));
        QVERIFY(answer.removes("x-forwarded-email"));
    }

    void mapsClaims()
    {
        auto config = EngineFixture::defaultConfig();
        config.headers.claimHeaders = {
            {"X-Department", "department"}, {"X-Roles", "realm_access.roles"}, {"X-None", "none"}};
        EngineFixture server(std::move(config));
        server.provider.roles = {"user", "admin"};
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.check("/app", {{"X_Department", "other"}});
        QCOMPARE(answer.header("x-department"), std::string("research"));
        QCOMPARE(answer.header("x-roles"), std::string("user,admin"));
        QVERIFY(answer.removes("x-none"));
        QVERIFY(answer.removes("X_Department"));
    }

    void keepsTheTokenBack_whenToldSo()
    {
        auto config = EngineFixture::defaultConfig();
        config.headers.passAccessToken = false;
        EngineFixture server(std::move(config));
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.check("/app", {{"Authorization", "Bearer forged"}});
        QVERIFY(!answer.has("authorization"));
        QVERIFY(answer.removes("authorization"));
    }

    void keepsOurCookiesFromApplications()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        browser.startLogin(); // leaves an attempt's cookie
        QVERIFY(browser.jar.size() >= 2);
        auto answer = browser.check("/app");
        QVERIFY(answer.removes("cookie"));
        QVERIFY(!answer.has("cookie"));
        browser.jar["app"] = "1";
        browser.jar["zeta"] = "x=y";
        answer = browser.check("/app");
        QCOMPARE(answer.header("cookie"), std::string("app=1; zeta=x=y"));
        QVERIFY(!answer.removes("cookie"));
        QCOMPARE(browser.check("/public/x").header("cookie"), std::string("app=1; zeta=x=y"));
    }

    void leavesForeignCookiesAlone()
    {
        EngineFixture server;
        Browser browser(server);
        browser.jar["app"] = "1";
        const auto answer = browser.check("/public/x");
        QVERIFY(!answer.has("cookie"));
        QVERIFY(!answer.removes("cookie"));
    }
};

QTEST_APPLESS_MAIN(IdentityHeadersTest)
#include "tst_IdentityHeaders.moc"
