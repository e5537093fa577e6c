#include "login/CookieJar.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using login::CookieJar;

class tst_CookieJar : public QObject
{
    Q_OBJECT

private:
    static Url url(const QString& text) { return *Url::parse(text.toStdString()); }

private slots:
    void sendsCookie_onlyWhereItBelongs_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("cookie");
        QTest::addColumn<QString>("to");
        QTest::addColumn<bool>("sent");
        const auto row = [](const char* name, const char* from, const char* cookie, const char* to,
                            bool sent) { QTest::newRow(name) << from << cookie << to << sent; };
        row("same host", "https://a.example/x", "c=1", "https://a.example/y", true);
        row("other port", "https://a.example/", "c=1", "https://a.example:8443/", true);
        row("other host", "https://a.example/", "c=1", "https://b.example/", false);
        row("subdomain of host-only", "https://a.example/", "c=1", "https://x.a.example/", false);
        row("subdomain of domain", "https://a.example/", "c=1; Domain=a.example", "https://x.a.example/",
            true);
        row("domain with dot", "https://x.a.example/", "c=1; Domain=.a.example", "https://y.a.example/",
            true);
        row("suffix is no subdomain", "https://a.example/", "c=1; Domain=a.example", "https://evila.example/",
            false);
        row("path inside", "https://a.example/", "c=1; Path=/app", "https://a.example/app/x", true);
        row("path exact", "https://a.example/", "c=1; Path=/app", "https://a.example/app", true);
        row("path sibling", "https://a.example/", "c=1; Path=/app", "https://a.example/apple", false);
        row("path with slash", "https://a.example/", "c=1; Path=/app/", "https://a.example/app/x", true);
        row("default path", "https://a.example/oauth2/start", "c=1", "https://a.example/oauth2/callback",
            true);
        row("outside default path", "https://a.example/oauth2/start", "c=1", "https://a.example/headers",
            false);
        row("secure to http", "https://a.example/", "c=1; Secure", "http://a.example/", false);
        row("insecure to http", "https://a.example/", "c=1", "http://a.example/", true);
        row("secure on loopback", "http://127.0.0.1:8080/", "c=1; Secure", "http://127.0.0.1:8080/", true);
        row("lives", "https://a.example/", "c=1; Max-Age=60", "https://a.example/", true);
        row("expires later", "https://a.example/", "c=1; Expires=Fri, 15 Jan 2027 08:01:00 GMT",
            "https://a.example/", true);
        row("max-age wins", "https://a.example/", "c=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "https://a.example/", true);
        row("host prefix", "https://a.example/x", "__Host-c=1; Path=/; Secure", "https://a.example/", true);
    }
    void sendsCookie_onlyWhereItBelongs()
    {
        QFETCH(QString, from);
        QFETCH(QString, cookie);
        QFETCH(QString, to);
        QFETCH(bool, sent);
        test::FixedClock clock(1'800'000'000); // 2027-01-15 08:00:00
        CookieJar jar(clock);
        const auto outcome = jar.store(url(from), cookie.toStdString());
        QCOMPARE(outcome.refusedBecause, std::string());
        QCOMPARE(!jar.headerFor(url(to)).empty(), sent);
    }

    void refusesCookie_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("cookie");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const char* from, const QString& cookie, const char* why) {
            QTest::newRow(name) << from << cookie << why;
        };
        row("foreign domain", "https://a.example/", "c=1; Domain=b.example", "does not cover");
        row("top-level domain", "https://a.example/", "c=1; Domain=example", "top-level");
        row("domain for an address", "https://10.0.0.1/", "c=1; Domain=0.0.1", "does not cover");
        row("secure over http", "http://a.example/", "c=1; Secure", "plain http");
        row("host prefix without secure", "https://a.example/", "__Host-c=1; Path=/", "__Host-");
        row("host prefix with domain", "https://a.example/", "__Host-c=1; Path=/; Secure; Domain=a.example",
            "__Host-");
        row("host prefix with path", "https://a.example/", "__Host-c=1; Path=/app; Secure", "__Host-");
        row("secure prefix", "https://a.example/", "__Secure-c=1", "__Secure-");
        row("too large", "https://a.example/", "c=" + QString(4096, 'x'), "4096");
        row("nameless", "https://a.example/", "=1", "no name");
        row("no pair", "https://a.example/", "garbage", "no name");
    }
    void refusesCookie()
    {
        QFETCH(QString, from);
        QFETCH(QString, cookie);
        QFETCH(QString, why);
        test::FixedClock clock;
        CookieJar jar(clock);
        const auto outcome = jar.store(url(from), cookie.toStdString());
        QVERIFY2(outcome.refusedBecause.find(why.toStdString()) != std::string::npos,
                 outcome.refusedBecause.c_str());
        QCOMPARE(jar.size(), std::size_t(0));
    }

    void removesCookie_whenExpired()
    {
        test::FixedClock clock;
        for (const char* attribute : {"Max-Age=0", "Max-Age=-5", "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                                      "expires=Thu, 01-Jan-70 00:00:00 GMT"}) {
            CookieJar jar(clock);
            jar.store(url("https://a.example/"), "c=1");
            const auto outcome = jar.store(url("https://a.example/"), std::string("c=; ") + attribute);
            QVERIFY2(outcome.removed, attribute);
            QCOMPARE(jar.size(), std::size_t(0));
        }
    }

    void forgetsCookie_whenItsTimeIsUp()
    {
        test::FixedClock clock;
        CookieJar jar(clock);
        jar.store(url("https://a.example/"), "c=1; Max-Age=60");
        clock.advance(std::chrono::seconds(61));
        QVERIFY(jar.headerFor(url("https://a.example/")).empty());
    }

    void replacesAndOrders()
    {
        test::FixedClock clock;
        CookieJar jar(clock);
        jar.store(url("https://a.example/"), "a=1; Path=/");
        jar.store(url("https://a.example/"), "b=2; Path=/app");
        jar.store(url("https://a.example/"), "a=3; Path=/");
        QCOMPARE(jar.headerFor(url("https://a.example/app")), std::string("b=2; a=3"));
    }

    void refusesDate_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "yesterday", "15 Jan 2027", "08:00:00", "15 Foo 2027 08:00:00",
                                 "99 Jan 2027 08:00:00", "15 Jan 2027 25:00:00", "15 Jan 1500 08:00:00"})
            QTest::newRow(text) << text;
    }
    void refusesDate()
    {
        QFETCH(QString, text);
        QVERIFY(!login::parseCookieDate(text.toStdString()));
    }
};

QTEST_APPLESS_MAIN(tst_CookieJar)
#include "tst_CookieJar.moc"
