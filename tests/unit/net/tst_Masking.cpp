#include "net/Masking.h"
#include "support/OwnTime.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

class tst_Masking : public QObject
{
    Q_OBJECT

private slots:
    void masks_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        const QString value = "abcdefghijklmnopqrst";
        QTest::newRow("plain") << "https://a/b"
                               << "https://a/b";
        QTest::newRow("harmless") << "https://a/b?client_id=x&code_challenge_method=S256"
                                  << "https://a/b?client_id=x&code_challenge_method=S256";
        for (const char* name :
             {"code", "state", "nonce", "code_challenge", "session_state", "session_code", "tab_id",
              "id_token_hint", "access_token", "STATE", "client_data", "st%61te"})
            QTest::newRow(name) << QString("https://a/b?x=1&%1=%2").arg(name, value)
                                << QString("https://a/b?x=1&%1=abcd..(20)").arg(name);
        QTest::newRow("short") << "https://a/?state=abcdef"
                               << "https://a/?state=..(6)";
        QTest::newRow("fragment") << "https://a/#access_token=" + value
                                  << "https://a/#access_token=abcd..(20)";
        QTest::newRow("lasting") << "https://a/?client_secret=" + value + "&password=" + value
                                 << "https://a/?client_secret=..(20)&password=..(20)";
        QTest::newRow("user-info") << "https://me:pass@a/b@c"
                                   << "https://..(7)@a/b@c";
        QTest::newRow("token in a harmless parameter") << "https://a/?next=x&hint=eyJhbGciOiJub25lIn0.e30."
                                                       << "https://a/?next=x&hint=eyJh..(24)";
        QTest::newRow("no value") << "https://a/?code"
                                  << "https://a/?code";
    }
    void masks()
    {
        QFETCH(QString, url);
        QFETCH(QString, shown);
        QCOMPARE(meshsso::net::maskUrl(url.toStdString()), shown.toStdString());
    }

    void headers_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("shown");
        const QString jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";
        QTest::newRow("bearer") << "authorization"
                                << "Bearer " + jwt << "Bearer eyJh..(41)";
        QTest::newRow("basic") << "Authorization"
                               << "Basic bWU6cGFzc3dvcmQ="
                               << "Basic ..(16)";
        QTest::newRow("no scheme") << "Authorization"
                                   << "abc"
                                   << "..(3)";
        QTest::newRow("cookies") << "Cookie"
                                 << "a=0123456789abcdef; b=x; c"
                                 << "a=0123..(16); b=..(1);..(2)";
        QTest::newRow("set-cookie") << "Set-Cookie"
                                    << "a=0123456789abcdef; Path=/; Secure"
                                    << "a=0123..(16); Path=/; Secure";
        QTest::newRow("location") << "Location"
                                  << "/cb?code=0123456789abcdef&x=1"
                                  << "/cb?code=0123..(16)&x=1";
        QTest::newRow("token header") << "X-Auth-Request-Access-Token" << jwt << "eyJh..(41)";
        QTest::newRow("token elsewhere") << "X-Debug"
                                         << "saw " + jwt + " there"
                                         << "saw eyJh..(41) there";
        QTest::newRow("harmless") << "Accept"
                                  << "text/html;q=0.9"
                                  << "text/html;q=0.9";
    }
    void headers()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QString, shown);
        const auto pieces = meshsso::net::splitHeader(name.toStdString(), value.toStdString());
        QCOMPARE(meshsso::net::maskedText(pieces), shown.toStdString());
    }

    void bodies_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("shown");
        const QByteArray jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";
        QTest::newRow("form") << QByteArray(
                                     "grant_type=password&username=al&pass%77ord=hunter2hunter2hunter2")
                              << QByteArray("grant_type=password&username=al&pass%77ord=..(21)");
        QTest::newRow("json") << QByteArray("{\"access_token\" : \"0123456789abcdefX\", \"expires_in\": 60, "
                                            "\"token_type\": \"Bearer\"}")
                              << QByteArray("{\"access_token\" : \"0123..(17)\", \"expires_in\": 60, "
                                            "\"token_type\": \"Bearer\"}");
        QTest::newRow("escaped name") << QByteArray("{\"pass\\u0077ord\":\"abc\\\"def\"}")
                                      << QByteArray("{\"pass\\u0077ord\":\"..(8)\"}");
        QTest::newRow("unreadable name")
            << QByteArray("{\"a\\qb\":\"abc\"}") << QByteArray("{\"a\\qb\":\"..(3)\"}");
        QTest::newRow("credential") << QByteArray("[{\"type\":\"password\",\"value\":\"abc\"}]")
                                    << QByteArray("[{\"type\":\"password\",\"value\":\"..(3)\"}]");
        QTest::newRow("client") << QByteArray("{\"clientId\":\"a\",\"secret\":\"s\",\"attributes\":"
                                              "{\"use.refresh.tokens\":\"true\"}}")
                                << QByteArray("{\"clientId\":\"a\",\"secret\":\"..(1)\",\"attributes\":"
                                              "{\"use.refresh.tokens\":\"true\"}}");
        QTest::newRow("array") << QByteArray("{\"secrets\":[\"a\",\"b\"],\"names\":[\"c\"]}")
                               << QByteArray("{\"secrets\":[\"..(1)\",\"..(1)\"],\"names\":[\"c\"]}");
        QTest::newRow("discovery") << QByteArray("{\"token_endpoint\":\"https://a/token\"}")
                                   << QByteArray("{\"token_endpoint\":\"https://a/token\"}");
        QTest::newRow("cut off") << QByteArray("{\"password\":\"abc") << QByteArray("{\"password\":\"..(3)");
        QTest::newRow("token in a value") << "{\"headers\":{\"X\":\"Bearer " + jwt + "\"}}"
                                          << QByteArray("{\"headers\":{\"X\":\"Bearer eyJh..(41)\"}}");
        QTest::newRow("page")
            << QByteArray("<form action=\"/a?session_code=0123456789abcdef&amp;tab_id=xyz\"><input "
                          "type=password value='hunter2'><input name=\"q\" value=\"v\">")
            << QByteArray("<form action=\"/a?session_code=0123..(16)&amp;tab_id=..(3)\"><input "
                          "type=password value='..(7)'><input name=\"q\" value=\"v\">");
        QTest::newRow("marks in quotes") << QByteArray("<input title='<b>' type=password value='a>b<c'>")
                                         << QByteArray("<input title='<b>' type=password value='..(5)'>");
        QTest::newRow("private key") << QByteArray(
                                            "x -----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----")
                                     << QByteArray("x -----BEGIN PRIVATE KEY..(10)-----END PRIVATE KEY-----");
        QTest::newRow("text") << QByteArray("<p>5 &lt; 6</p>") << QByteArray("<p>5 &lt; 6</p>");
    }
    void bodies()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, shown);
        const auto pieces = meshsso::net::splitBody({}, body.toStdString());
        QCOMPARE(meshsso::net::maskedText(pieces), shown.toStdString());
    }

    /// Whatever the bytes are, nothing is lost and nothing takes long.
    void hostileText_staysWhole_data()
    {
        QTest::addColumn<QByteArray>("body");
        const int size = 4 * 64 * 1024; // of what is shown of a body
        QTest::newRow("inputs") << QByteArray("<input ").repeated(size / 7);
        QTest::newRow("parameters") << QByteArray("?a").repeated(size / 2);
        QTest::newRow("tokens") << QByteArray("ey.").repeated(size / 3);
        QTest::newRow("starts") << QByteArray("ey ").repeated(size / 3);
        QTest::newRow("keys") << QByteArray("-----BEGIN ").repeated(size / 11);
        QTest::newRow("quotes") << QByteArray("[\"").repeated(size / 2);
        QTest::newRow("back-slashes") << "{\"a" + QByteArray("\\").repeated(size);
        QTest::newRow("not UTF-8") << QByteArray("\xff\x00{=", 4).repeated(size / 4);
        QTest::newRow("members") << QByteArray("{\"a\":").repeated(size / 5);
    }
    void hostileText_staysWhole()
    {
        QFETCH(QByteArray, body);
        const auto text = body.toStdString();
        const meshsso::test::OwnTime timer;
        std::string joined;
        for (const auto& piece : meshsso::net::splitBody({}, text))
            joined += piece.text;
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(joined == text);
    }
};

QTEST_APPLESS_MAIN(tst_Masking)
#include "tst_Masking.moc"
