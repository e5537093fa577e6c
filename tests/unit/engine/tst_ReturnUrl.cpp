#include "engine/ReturnUrl.h"
#include "support/OpenRedirects.h"

#include <QtTest/QtTest>

using namespace meshsso::engine;

namespace {

bool isAllowed(std::string_view authority)
{
    return authority == "app.example.com" || authority == "other.example.com:8443";
}

std::optional<std::string> check(std::string_view text)
{
    return checkReturnUrl(text, "https", isAllowed);
}

/// Everything here has led some proxy or browser to another host, or could; one form a line.
const char* const refused[] = {
    "",
    " ",
    "app",
    "app.example.com",
    "app.example.com/",
    "evil.com",
    "evil.com/",
    ".",
    "..",
    "../",
    "./a",
    "?a=b",
    "#a",
    "//",
    "///",
    "////",
    "//evil.com",
    "///evil.com",
    "////evil.com",
    "/////evil.com/",
    "//evil.com/%2f..",
    "//app.example.com",
    "//app.example.com/",
    "//app.example.com@evil.com",
    "//evil.com:443/a",
    "//evil%E3%80%82com",
    "//google.com/%2e%2e",
    "//google.com/%2e%2e%2f",
    "///www.evil.com/%2e%2e",
    "//;@evil.com",
    "//\\evil.com",
    "//https:evil.com",
    "//https://evil.com",
    "/\\",
    "/\\evil.com",
    "/\\/evil.com",
    "\\/evil.com",
    "\\\\evil.com",
    "\\/\\/evil.com",
    "/\\\\evil.com",
    "\\evil.com",
    "/a\\b",
    "/a/\\evil.com",
    "/..\\evil.com",
    "https:\\\\evil.com",
    "https:/\\evil.com",
    "https:\\/\\/evil.com",
    "https://app.example.com\\@evil.com",
    "https://app.example.com\\.evil.com",
    "https://evil.com\\@app.example.com",
    "https://evil.com\\app.example.com",
    "/%5cevil.com",
    "/%5Cevil.com",
    "/%5c%5cevil.com",
    "/%5c/evil.com",
    "/a%5cb",
    "/%2fevil.com",
    "/%2Fevil.com",
    "/%2f/evil.com",
    "/%2f%2fevil.com",
    "/%2F%2Fevil.com",
    "%2f%2fevil.com",
    "%2fevil.com",
    "/a%2f%2fb",
    "/a%2fb",
    "/%252fevil.com",
    "/%252f%252fevil.com",
    "/%25252fevil.com",
    "/%2525252fevil.com",
    "/%255cevil.com",
    "/%25255cevil.com",
    "/%2e%2e/evil.com",
    "/%2e%2e%2fevil.com",
    "/a/../b",
    "/../evil.com",
    "/..",
    "/.",
    "/./a",
    "/a/.",
    "/a/..",
    "/..;/evil.com",
    "/a/..;x=y/b",
    "/%2e/a",
    "/a/%2E%2E",
    "/%252e%252e/a",
    "/.%2e/a",
    "/%2e./a",
    "\t//evil.com",
    "/\t/evil.com",
    "/\t\\evil.com",
    "/%09/evil.com",
    "/%0a/evil.com",
    "/%0d/evil.com",
    "/%0d%0aset-cookie:a=b",
    "/\n/evil.com",
    "/\r/evil.com",
    "/a\r\nset-cookie: x=y",
    "/\x01/evil.com",
    "/\x7f/evil.com",
    "/%00/evil.com",
    "/%00",
    "/%7f",
    "/%1f/a",
    "/%2509/evil.com",
    " /a",
    "/a ",
    "/a b",
    " //evil.com",
    "/ /evil.com",
    "\x0b//evil.com",
    "\xa0//evil.com",
    "/\xe3\x80\x82",
    "/\xc3\xa9",
    "/%c0%af",
    "/%c0%afevil.com",
    "/%ff",
    "/%e3%80",
    "/%",
    "/%2",
    "/%zz",
    "/%u002fevil.com",
    "/100%25",
    "/\"onload=alert(1)",
    "/<script>",
    "/a`b",
    "/a^b",
    "http:",
    "http:evil.com",
    "http:/evil.com",
    "http://evil.com",
    "http://app.example.com/",
    "http:///evil.com",
    "https:",
    "https:/",
    "https://",
    "https:///",
    "https:///evil.com",
    "https:evil.com",
    "https:/evil.com",
    "https:app.example.com",
    "https:/app.example.com",
    "https://evil.com",
    "https://evil.com/",
    "https://evil.com/app.example.com",
    "https://evil.com?app.example.com",
    "https://evil.com#app.example.com",
    "https://evil.com#@app.example.com/",
    "https://evil.com/https://app.example.com",
    "https://app.example.com.evil.com",
    "https://app.example.comevil.com",
    "https://app.example.com@evil.com",
    "https://app.example.com:443@evil.com/",
    "https://app.example.com%40evil.com/",
    "https://user@app.example.com/",
    "https://user:pass@app.example.com/",
    "https://@app.example.com/",
    "https://:@app.example.com/",
    "https://app.example.com:/",
    "https://app.example.com:0/",
    "https://app.example.com:65536/",
    "https://app.example.com:8443/",
    "https://app.example.com:80/",
    "https://app.example.com:44 3/",
    "https://other.example.com/",
    "https://other.example.com:8444/",
    "https://other.example.com:8443.evil.com/",
    "https://app.example.com./",
    "https://app.example.com..",
    "https://.app.example.com",
    "https://xapp.example.com",
    "https://app.example.com%2eevil.com",
    "https://app.example.com%00.evil.com",
    "https://app.example.com%09.evil.com",
    "https://app.example.com%20.evil.com",
    "https://app%2eexample%2ecom/",
    "https://app。example。com/",
    "https://app.example.com／evil.com",
    "https://ａpp.example.com/",
    "https://аpp.example.com/",
    "https://xn--pp-6kc.example.com/",
    "https://app_example.com",
    "https://app.example.com;evil.com/",
    "https://app.example.com&evil.com/",
    "https://app.example.com,evil.com/",
    "https://app.example.com|evil.com/",
    "https://[app.example.com]/",
    "https://[::1]/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://017700000001/",
    "https://1",
    "https://0/",
    "https://localhost/",
    "https://app.example.com//evil.com",
    "https://app.example.com/\\evil.com",
    "https://app.example.com/%5cevil.com",
    "https://app.example.com/%2f%2fevil.com",
    "https://app.example.com/../a",
    "https://app.example.com?a=b",
    "https://app.example.com#a",
    "HTTPS://app.example.com/",
    "Https://app.example.com/",
    "https ://app.example.com/",
    "\thttps://app.example.com/",
    "https\t://app.example.com/",
    "h\nttps://app.example.com/",
    "https:\n//app.example.com/",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "javascript://app.example.com/%0aalert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://app.example.com/",
    "ws://app.example.com/",
    "wss://app.example.com/",
    "blob:https://app.example.com/",
    "about:blank",
    "mailto:a@app.example.com",
    "x:",
    ":",
    "://a",
    "://app.example.com/",
    "@evil.com",
    "/@/../evil.com",
    ";//evil.com",
    "*",
    "~",
    "=",
    "&",
};

const char* const accepted[] = {
    "/",
    "/a",
    "/a/",
    "/a/b/c",
    "/a.b",
    "/.well-known/x",
    "/a..b",
    "/...",
    "/a?b=c",
    "/a?b=c&d=e#f",
    "/#top",
    "/?",
    "/?a",
    "/search?q=%2f%2fevil.com",
    "/search?next=https://evil.com/",
    "/search?next=//evil.com",
    "/search?q=%0d%0a",
    "/?a=/../b",
    "/a%20b",
    "/%E6%9D%8E%E9%9B%B7",
    "/a%26b",
    "/a;x=y",
    "/@me",
    "/a:b",
    "/https:evil",
    "/a+b",
    "/~user",
    "/a,b",
    "/!$'()*",
    "https://app.example.com",
    "https://app.example.com/",
    "https://app.example.com/a?b=c#d",
    "https://other.example.com:8443/a",
    "/a?b=%zz",
    "/a/b.c;v=1.2",
    "/a%3Fb",
};

} // namespace

class ReturnUrlTest : public QObject
{
    Q_OBJECT

private slots:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        int number = 0;
        for (const auto* text : refused)
            QTest::addRow("%03d %s", ++number, QByteArray(text).toPercentEncoding(" /:\\@").constData())
                << QByteArray(text);
        QTest::newRow("NUL") << QByteArray("/a\0b", 4);
        QTest::newRow("too long") << QByteArray("/" + QByteArray(2048, 'a'));
        QVERIFY(number >= 150);
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QVERIFY2(!check(text.toStdString()), text.constData());
    }

    void refusesEveryCombination()
    {
        const auto forms = meshsso::test::openRedirects("app.example.com", "evil.com");
        QVERIFY(forms.size() >= 200);
        for (const auto& form : forms)
            QVERIFY2(!check(form), form.c_str());
    }

    void accepts_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const auto* text : accepted)
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("longest") << QByteArray("/" + QByteArray(2047, 'a'));
    }
    void accepts()
    {
        QFETCH(QByteArray, text);
        const auto result = check(text.toStdString());
        QVERIFY(result);
        QCOMPARE(QByteArray::fromStdString(*result), text);
    }
};

QTEST_APPLESS_MAIN(ReturnUrlTest)
#include "tst_ReturnUrl.moc"
