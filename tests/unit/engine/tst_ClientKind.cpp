#include "engine/ClientKind.h"

#include <QtTest/QtTest>

using namespace meshsso::engine;

class ClientKindTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsPeopleFromPrograms_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QStringList>("headers");
        QTest::addColumn<bool>("navigation");
        const QString html = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
        QTest::newRow("browser") << "GET"
                                 << QStringList{html, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"}
                                 << true;
        QTest::newRow("browser, HEAD") << "HEAD" << QStringList{html} << true;
        QTest::newRow("old browser") << "GET" << QStringList{html} << true;
        QTest::newRow("frame") << "GET"
                               << QStringList{html, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"}
                               << true;
        QTest::newRow("form post") << "POST" << QStringList{html, "Sec-Fetch-Mode: navigate"} << false;
        QTest::newRow("fetch") << "GET"
                               << QStringList{"Accept: */*", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"}
                               << false;
        QTest::newRow("fetch that asks for a page")
            << "GET" << QStringList{html, "Sec-Fetch-Mode: cors"} << false;
        QTest::newRow("image") << "GET" << QStringList{"Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"}
                               << false;
        QTest::newRow("script by navigation")
            << "GET" << QStringList{"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: object"} << false;
        QTest::newRow("XHR") << "GET" << QStringList{html, "X-Requested-With: XMLHttpRequest"} << false;
        QTest::newRow("XHR, other case")
            << "GET" << QStringList{html, "x-requested-with: xmlhttprequest"} << false;
        QTest::newRow("WebSocket") << "GET" << QStringList{html, "Upgrade: websocket"} << false;
        QTest::newRow("bearer") << "GET" << QStringList{html, "Authorization: bearer abc"} << false;
        QTest::newRow("basic") << "GET" << QStringList{html, "Authorization: Basic abc"} << true;
        QTest::newRow("prefetch") << "GET" << QStringList{html, "Sec-Purpose: prefetch;prerender"} << false;
        QTest::newRow("curl") << "GET" << QStringList{"Accept: */*"} << false;
        QTest::newRow("nothing") << "GET" << QStringList{} << false;
        QTest::newRow("JSON") << "GET" << QStringList{"Accept: application/json"} << false;
        QTest::newRow("page refused")
            << "GET" << QStringList{"Accept: application/json, text/html;q=0"} << false;
        QTest::newRow("page refused, 0.0") << "GET" << QStringList{"Accept: text/html;q=0.0"} << false;
        QTest::newRow("page, low wish")
            << "GET" << QStringList{"Accept: application/json, TEXT/HTML;q=0.1"} << true;
        QTest::newRow("another text") << "GET" << QStringList{"Accept: text/htmlx"} << false;
    }
    void tellsPeopleFromPrograms()
    {
        QFETCH(QString, method);
        QFETCH(QStringList, headers);
        QFETCH(bool, navigation);
        const auto methodText = method.toStdString();
        std::vector<std::string> texts;
        for (const auto& header : headers)
            texts.push_back(header.toStdString());
        std::vector<HeaderView> views;
        for (const std::string_view text : texts) {
            const auto colon = text.find(": ");
            views.push_back({text.substr(0, colon), text.substr(colon + 2)});
        }
        CheckRequest request;
        request.method = methodText;
        request.headers = views;
        QCOMPARE(isNavigation(request), navigation);
    }
};

QTEST_APPLESS_MAIN(ClientKindTest)
#include "tst_ClientKind.moc"
