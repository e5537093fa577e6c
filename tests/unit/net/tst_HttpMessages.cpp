#include "net/HttpClient.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;

/// The pure helpers of HttpClient.h.
class tst_HttpMessages : public QObject
{
    Q_OBJECT

private slots:
    void findsHeader_whateverItsCase()
    {
        net::HttpResponse response;
        response.headers = {{"X-One", "1"}, {"x-one", "2"}};
        QCOMPARE(response.header("X-ONE"), std::string_view("1"));
        QVERIFY(response.header("X-Two").empty());
    }

    void encodesForm_soThatNoValueAddsAField()
    {
        QCOMPARE(net::formEncode({{"a", "1&b=2"}, {"c d", "ü+"}}),
                 std::string("a=1%26b%3D2&c%20d=%C3%BC%2B"));
        QCOMPARE(net::formEncode({}), std::string());
    }

    void encodesBasicCredentials_asOAuthHasIt()
    {
        // "my%3Aid:s%2Bt" in base64
        QCOMPARE(net::basicAuthorization("my:id", "s+t"), std::string("Basic bXklM0FpZDpzJTJCdA=="));
    }

    void stripsUrl_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        QTest::newRow("query") << "https://a/b?code=1"
                               << "https://a/b";
        QTest::newRow("fragment") << "https://a/b#token"
                                  << "https://a/b";
        QTest::newRow("user-info") << "https://me:pw@a/b?x"
                                   << "https://a/b";
        QTest::newRow("user-info without path") << "https://me:pw@a"
                                                << "https://a";
        QTest::newRow("at sign in path") << "https://a/b@c"
                                         << "https://a/b@c";
        QTest::newRow("no URL") << "garbage?x"
                                << "garbage";
    }
    void stripsUrl()
    {
        QFETCH(QString, url);
        QFETCH(QString, shown);
        QCOMPARE(net::urlWithoutQuery(url.toStdString()), shown.toStdString());
    }
};

QTEST_APPLESS_MAIN(tst_HttpMessages)
#include "tst_HttpMessages.moc"
