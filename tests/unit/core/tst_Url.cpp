#include "core/Url.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;

class UrlTest : public QObject
{
    Q_OBJECT

private slots:
    void splits()
    {
        const auto url = Url::parse("HTTPS://SSO.Example.com:8443/a/b?x=1&y#frag");
        MESHSSO_VERIFY_OK(url);
        QCOMPARE(url->scheme, std::string("https"));
        QCOMPARE(url->host, std::string("sso.example.com"));
        QCOMPARE(int{url->port}, 8443);
        QCOMPARE(url->path, std::string("/a/b"));
        QCOMPARE(url->query, std::string("x=1&y"));
        QCOMPARE(url->fragment, std::string("frag"));
        QCOMPARE(url->toString(), std::string("https://sso.example.com:8443/a/b?x=1&y#frag"));
    }

    void fillsDefaults()
    {
        const auto url = Url::parse("http://example.com");
        MESHSSO_VERIFY_OK(url);
        QCOMPARE(int{url->port}, 80);
        QCOMPARE(url->path, std::string("/"));
        QCOMPARE(url->authority(), std::string("example.com"));
        QCOMPARE(Url::parse("https://[::1]:8443/x")->authority(), std::string("[::1]:8443"));
        QCOMPARE(Url::parse("https://h/?")->target(), std::string("/?"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"",
                                 "example.com",
                                 "/path",
                                 "//host/path",
                                 "ftp://host/",
                                 "javascript:alert(1)",
                                 "https:/host",
                                 "https:///path",
                                 "https://",
                                 "https://user@host/",
                                 "https://user:pass@host/",
                                 "https://host:0/",
                                 "https://host:65536/",
                                 "https://host:/",
                                 "https://host:80x/",
                                 "https://host:-1/",
                                 "https://ho st/",
                                 "https://host\\@evil/",
                                 "https://host/\\evil",
                                 "https://host/a b",
                                 "https://host/\x01",
                                 "https://h\xc3\xb6st/",
                                 "https://-host/",
                                 "https://host-/",
                                 "https://a..b/",
                                 "https://.a/",
                                 "https://a_b/",
                                 "https://[::1/",
                                 "https://[::1]x/",
                                 "https://[host]/",
                                 "https://1.2.3.256/",
                                 "https://0x7f.1/",
                                 "https://127.1/",
                                 "https://[127.0.0.1]/",
                                 "https://host\n/",
                                 "https://%68ost/"})
            QTest::newRow(text) << QByteArray(text);
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        const auto url = Url::parse(text.toStdString());
        MESHSSO_VERIFY_FAILS(url, ErrorCode::ParseError);
        QVERIFY(url.error().message.find("pass") == std::string::npos || !text.contains("user:pass") ||
                url.error().message.find(":pass") == std::string::npos);
    }

    void refuses_whenTooLong()
    {
        MESHSSO_VERIFY_FAILS(Url::parse("https://h/" + std::string(9000, 'a')), ErrorCode::TooLarge);
    }

    void names()
    {
        QVERIFY(isDnsName("example.com"));
        QVERIFY(isDnsName("a"));
        QVERIFY(isDnsName("xn--bcher-kva.example"));
        QVERIFY(!isDnsName("*.example.com"));
        QVERIFY(!isDnsName("1.2.3.4"));
        QVERIFY(!isDnsName(std::string(64, 'a')));
        QVERIFY(isIpAddress("10.0.0.1"));
        QVERIFY(isIpAddress("::1"));
        QVERIFY(!isIpAddress("10.0.0"));
        QVERIFY(isLoopbackHost("localhost"));
        QVERIFY(isLoopbackHost("127.9.9.9"));
        QVERIFY(!isLoopbackHost("127.evil.com"));
    }
};

QTEST_APPLESS_MAIN(UrlTest)
#include "tst_Url.moc"
