#include "engine/LoginRouter.h"

#include <QtTest/QtTest>

using namespace meshsso::engine;

class LoginRouterTest : public QObject
{
    Q_OBJECT

private slots:
    void matches_byHostAndPrefix_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<bool>("isCheck");
        QTest::addColumn<bool>("isUnprefixed");
        const auto row = [](const char* name, const char* host, const char* target, bool isCheck,
                            bool isUnprefixed) {
            QTest::newRow(name) << QByteArray(host) << QByteArray(target) << isCheck << isUnprefixed;
        };
        row("its host and prefix", "partners.example.com", "/_check-p/a", true, true);
        row("bare prefix", "partners.example.com", "/_check-p", true, true);
        row("prefix and query", "partners.example.com", "/_check-p?a=/_check", true, true);
        row("its own pages", "partners.example.com", "/oauth2-p/callback?code=1", true, true);
        row("port", "partners.example.com:8443", "/_check-p/a", true, true);
        row("case", "Partners.EXAMPLE.com", "/_check-p/a", true, true);
        row("trailing dot", "partners.example.com.", "/_check-p/a", false, false);
        row("wildcard", "a.shop.example.com", "/_check-p/a", true, true);
        row("wildcard, deeper", "a.b.shop.example.com", "/_check-p/a", true, true);
        row("wildcard's own domain", "shop.example.com", "/_check-p/a", false, false);
        row("only looks like the wildcard", "ashop.example.com", "/_check-p/a", false, false);
        row("only begins like it", "partners.example.com.evil.org", "/_check-p/a", false, false);
        row("only ends like it", "evilpartners.example.com", "/_check-p/a", false, false);
        row("user info", "partners.example.com@evil.org", "/_check-p/a", false, false);
        row("another host", "app.example.com", "/_check-p/a", false, false);
        row("no host", "", "/_check-p/a", false, false);
        row("the main prefix", "partners.example.com", "/_check/a", false, true);
        row("longer prefix", "partners.example.com", "/_check-pp/a", false, true);
        row("prefix in another case", "partners.example.com", "/_CHECK-P/a", false, true);
        row("encoded prefix", "partners.example.com", "/%5fcheck-p/a", false, true);
        row("prefix after dots", "partners.example.com", "/x/../_check-p/a", false, true);
    }
    void matches_byHostAndPrefix()
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, target);
        const LoginRoute route{{"partners.example.com", "*.shop.example.com"}, "/_check-p", "/oauth2-p"};
        QTEST(route.matches(host.toStdString(), target.toStdString()), "isCheck");
        QTEST(route.matchesUnprefixed(host.toStdString(), target.toStdString()), "isUnprefixed");
    }

    void matchesEveryHost_underItsOwnPrefixAlone()
    {
        const LoginRoute route{{}, "/_check-p", "/oauth2-p"};
        QVERIFY(route.matches("any.example.com", "/_check-p/a"));
        QVERIFY(!route.matches("any.example.com", "/_check/a"));
        // Over gRPC there is no prefix by which to choose it: only its pages are its own.
        QVERIFY(!route.matchesUnprefixed("any.example.com", "/a"));
        QVERIFY(route.matchesUnprefixed("any.example.com", "/oauth2-p/start"));
    }

    void matchesEveryPath_ofItsHosts_whereChecksHaveNoPrefix()
    {
        const LoginRoute route{{"partners.example.com"}, "", "/oauth2"};
        QVERIFY(route.matches("partners.example.com", "/a"));
        QVERIFY(!route.matches("app.example.com", "/a"));
    }
};

QTEST_APPLESS_MAIN(LoginRouterTest)
#include "tst_LoginRouter.moc"
