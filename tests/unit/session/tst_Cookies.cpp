#include "session/Cookies.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso::session;
using namespace std::chrono_literals;

class CookiesTest : public QObject
{
    Q_OBJECT

private slots:
    void splitsAHeader()
    {
        CookieList list;
        list.addHeader("a=1; b=2=3;c=;  d ; ;e=\"x y\"");
        list.addHeader("a=again");
        QCOMPARE(list.all().size(), std::size_t(6));
        QCOMPARE(list.find("a")->value, std::string_view("1"));
        QCOMPARE(list.find("b")->value, std::string_view("2=3"));
        QCOMPARE(list.find("c")->value, std::string_view(""));
        QCOMPARE(list.find("e")->value, std::string_view("\"x y\""));
        QVERIFY(!list.find("A"));
    }

    void separatesOurs_whereLinesWereJoined_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("cookies"); ///< separated by '|'
        const auto row = [](const char* header, const char* cookies) {
            QTest::newRow(header) << QByteArray(header) << QByteArray(cookies);
        };
        row("a=1; b=2", "a=1|b=2");
        row("a=1,b=2", "a=1,b=2");
        row("a=1,ours=2", "a=1|ours=2");
        row("a=1, ours=2", "a=1|ours=2");
        row("ours=2,a=1", "ours=2|a=1");
        row("ours=2,a", "ours=2|=a");
        row("a=1; b=2,ours=3; c=4", "a=1|b=2|ours=3|c=4");
        row("a=1,2; ours=3; c=4,5", "a=1,2|ours=3|c=4,5");
        row("a=1,ours=2,ours=3,b=4", "a=1|ours=2|ours=3|b=4");
        row("a=1,2,ours=3", "a=1,2|ours=3");
        row("a=1,ours-1=2", "a=1|ours-1=2");
        row("a=1,oursome=2", "a=1,oursome=2");
        row(",ours=1", "ours=1");
        row("a=1,second=2,b=3,ours-1=4", "a=1|second=2|b=3|ours-1=4");
        row(",,,", "=,,,");
        row("a=1,ours", "a=1,ours");
    }
    void separatesOurs_whereLinesWereJoined()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, cookies);
        const auto text = header.toStdString();
        CookieList list;
        list.addHeader(text,
                       OurCookies({CookiePolicy("ours", "", false), CookiePolicy("second", "", false)}));
        std::string got;
        for (const auto& cookie : list.all())
            got.append(got.empty() ? "" : "|").append(cookie.name).append("=").append(cookie.value);
        QCOMPARE(got, cookies.toStdString());
    }

    void namesFollowTheBrowsersPrefixRules_data()
    {
        QTest::addColumn<QString>("domain");
        QTest::addColumn<bool>("secure");
        QTest::addColumn<QString>("name");
        QTest::newRow("host only") << "" << true << "__Host-meshsso";
        QTest::newRow("domain") << "example.com" << true << "__Secure-meshsso";
        QTest::newRow("insecure") << "" << false << "meshsso";
    }
    void namesFollowTheBrowsersPrefixRules()
    {
        QFETCH(QString, domain);
        QFETCH(bool, secure);
        QFETCH(QString, name);
        const CookiePolicy policy("meshsso", domain.toStdString(), secure);
        QCOMPARE(policy.name(), name.toStdString());
        const auto cookie = policy.setCookie(policy.name(), "v", 60s);
        QVERIFY(cookie.starts_with(name.toStdString() + "=v; Path=/; HttpOnly; SameSite=Lax"));
        QCOMPARE(cookie.find("; Secure") != std::string::npos, secure);
        QCOMPARE(cookie.find("Domain=example.com") != std::string::npos, !domain.isEmpty());
        QVERIFY(cookie.ends_with("; Max-Age=60"));
        QVERIFY(policy.expireCookie("x").ends_with("; Max-Age=0"));
    }

    void findsItsOwn_whereCookieLinesAreJoinedByCommas()
    {
        const CookiePolicy policy("meshsso", "", true);
        const auto read = [&](std::string_view header) {
            CookieList list;
            list.addHeader(header, OurCookies({policy}));
            std::vector<std::string> cookies;
            for (const auto& cookie : list.all())
                cookies.push_back(std::string(cookie.name) + "|" + std::string(cookie.value));
            return cookies;
        };
        using Cookies = std::vector<std::string>;
        QCOMPARE(read("a=1,2; __Host-meshsso=v,b=3"), (Cookies{"a|1,2", "__Host-meshsso|v", "b|3"}));
        QCOMPARE(read("a=1,\t__Host-meshsso-1=w,__Host-meshsso=v"),
                 (Cookies{"a|1", "__Host-meshsso-1|w", "__Host-meshsso|v"}));
        QCOMPARE(read("a=1,__Host-meshsso2=x,y"), (Cookies{"a|1,__Host-meshsso2=x,y"}));
        const std::string commas(1000, ',');
        QCOMPARE(read("a=" + commas + "; __Host-meshsso=v" + commas),
                 (Cookies{"a|" + commas, "__Host-meshsso|v", "|" + commas.substr(1)}));
    }

    void knowsItsOwn()
    {
        const CookiePolicy policy("meshsso", "", true);
        for (const auto* name : {"__Host-meshsso", "__Host-meshsso-1", "__Host-meshsso-login-abc"})
            QVERIFY2(policy.isOurs(name), name);
        for (const auto* name : {"", "meshsso", "__Host-meshsso2", "__Host-meshss", "__host-meshsso"})
            QVERIFY2(!policy.isOurs(name), name);
    }
};

QTEST_APPLESS_MAIN(CookiesTest)
#include "tst_Cookies.moc"
