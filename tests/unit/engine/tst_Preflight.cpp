#include "EngineFixture.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionKind;
using engine::DecisionReason;

class PreflightTest : public QObject
{
    Q_OBJECT

private slots:
    void passesOnlyWhatIsOne_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("hasOrigin");
        QTest::addColumn<bool>("hasMethod");
        QTest::addColumn<int>("status");
        QTest::newRow("preflight") << "OPTIONS"
                                   << "/api/x" << true << true << 200;
        QTest::newRow("without Origin") << "OPTIONS"
                                        << "/api/x" << false << true << 401;
        QTest::newRow("without the method asked for") << "OPTIONS"
                                                      << "/api/x" << true << false << 401;
        QTest::newRow("another method") << "GET"
                                        << "/api/x" << true << true << 401;
        QTest::newRow("lower case") << "options"
                                    << "/api/x" << true << true << 400;
        QTest::newRow("a rule without it") << "OPTIONS"
                                           << "/app" << true << true << 401;
        QTest::newRow("a path that reads in two ways") << "OPTIONS"
                                                       << "/app/%2e%2e%2fapi" << true << true << 400;
    }
    void passesOnlyWhatIsOne()
    {
        QFETCH(QString, method);
        QFETCH(QString, path);
        QFETCH(bool, hasOrigin);
        QFETCH(bool, hasMethod);
        QFETCH(int, status);
        EngineFixture server(config());
        Headers headers{{"Host", EngineFixture::host}, {"Accept", "*/*"}};
        if (hasOrigin)
            headers.emplace_back("Origin", "https://spa.example.com");
        if (hasMethod)
            headers.emplace_back("Access-Control-Request-Method", "DELETE");
        QCOMPARE(server.send(method.toStdString(), "/_check" + path.toStdString(), headers).status, status);
    }

    void carriesNobody()
    {
        EngineFixture server(config());
        Browser browser(server);
        browser.signIn();
        browser.jar["theirs"] = "1";
        const auto answer = browser.check("/api/x",
                                          {{"Origin", "https://spa.example.com"},
                                           {"Access-Control-Request-Method", "DELETE"},
                                           {"X-Auth-Request-User", "root"},
                                           {"x_auth_request_user", "root"},
                                           {"Authorization", "Bearer x"}},
                                          "OPTIONS");
        QCOMPARE(answer.status, 200);
        QVERIFY(server.telemetry.lastReason == DecisionReason::Preflight);
        QVERIFY(!answer.has("x-auth-request-user"));
        QVERIFY(!answer.has("authorization"));
        QVERIFY(answer.removes("x-auth-request-user"));
        QVERIFY(answer.removes("x_auth_request_user"));
        QVERIFY(answer.removes("authorization"));
        QCOMPARE(answer.header("cookie"), std::string("theirs=1"));
    }

private:
    static serverconfig::ServerConfig config()
    {
        auto config = EngineFixture::defaultConfig();
        access::AccessRule api;
        api.name = "api";
        api.paths = {{access::PathPattern::Kind::Prefix, "/api"}};
        api.methods = {"GET", "POST", "DELETE"};
        api.corsPreflight = true;
        config.access.rules.push_back(api);
        return config;
    }
};

QTEST_APPLESS_MAIN(PreflightTest)
#include "tst_Preflight.moc"
