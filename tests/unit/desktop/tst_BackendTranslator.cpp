#include "desktop/models/AccessText.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/BackendTranslator.h"
#include "desktop/models/FindingText.h"
#include "desktop/models/Text.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::desktop;

class TestBackendTranslator : public QObject
{
    Q_OBJECT

private:
    static constexpr const char* document =
        "{\"findings\": {\"project.required\": {\"title\": \"缺少必填项\", \"texts\": ["
        "[\"'%1' is missing\", \"缺少“%1”\"], [\"Give it a value.\", \"请填写。\"]]}},"
        "\"texts\": [[\"Keycloak's sign-in form\", \"Keycloak 登录表单\"],"
        "[\"%1 is not %2\", \"%2 不是 %1\"]]}";

private slots:
    void findings_areTranslatedWithTheirValues()
    {
        BackendTranslator translator;
        QVERIFY(translator.loadJson(document).has_value());
        QCoreApplication::installTranslator(&translator);
        Finding finding{"project.required", Severity::Error, "client.id", "'client.id' is missing",
                        "Give it a value."};
        const auto text = findingText(finding);
        QCoreApplication::removeTranslator(&translator);
        QCOMPARE(text.title, QString::fromUtf8("缺少必填项"));
        QCOMPARE(text.why, QString::fromUtf8("缺少“client.id”"));
        QCOMPARE(text.fix, QString::fromUtf8("请填写。"));
    }

    void whatIsNotKnown_staysEnglish()
    {
        const Finding finding{"project.required", Severity::Error, "client.id", "something new", "Do it."};
        const auto text = findingText(finding);
        QVERIFY(
            (text.title + text.why).contains("Something new")); // a sentence of its own, so with a capital
        QCOMPARE(text.fix, QString("Do it."));
        QCOMPARE(backendText("a sentence"), QString("a sentence"));
    }

    void values_mayLookLikePlaceholdersOrExpressions()
    {
        TextPatterns patterns;
        patterns.add("%1 is not %2", "%2 <> %1");
        QCOMPARE(patterns.translate("%2 is not .*"), QString(".* <> %2"));
        QCOMPARE(patterns.translate("a\nb is not c"), QString("c <> a\nb"));
        QVERIFY(patterns.translate("nothing of the kind").isNull());
    }

    void exactAndPatternTexts_areFound()
    {
        BackendTranslator translator;
        QVERIFY(translator.loadJson(document).has_value());
        QCOMPARE(translator.translate("Backend", "Keycloak's sign-in form", nullptr, -1),
                 QString::fromUtf8("Keycloak 登录表单"));
        QCOMPARE(translator.translate("Backend", "a is not b", nullptr, -1), QString::fromUtf8("b 不是 a"));
        QVERIFY(translator.translate("MainWindow", "Keycloak's sign-in form", nullptr, -1).isNull());
    }

    void errors_areTranslatedInTwoParts()
    {
        BackendTranslator translator;
        QVERIFY(translator.loadJson(document).has_value());
        QCoreApplication::installTranslator(&translator);
        const auto text = errorText({ErrorCode::NotFound, "a is not b", "file.yaml:3"});
        const auto alone = errorText({ErrorCode::NotFound, "Keycloak's sign-in form", {}});
        QCoreApplication::removeTranslator(&translator);
        QCOMPARE(text, QString::fromUtf8("file.yaml:3: b 不是 a"));
        QCOMPARE(alone, QString::fromUtf8("Keycloak 登录表单"));
        QCOMPARE(errorText({ErrorCode::NotFound, "no such file", "a.yaml"}), QString("a.yaml: no such file"));
    }

    void longSentences_areCutAfterTheyAreTranslated()
    {
        BackendTranslator translator;
        QVERIFY(translator.loadJson(document).has_value());
        QCoreApplication::installTranslator(&translator);
        const auto text = backendText("Keycloak's sign-in form", 16);
        QCoreApplication::removeTranslator(&translator);
        QCOMPARE(text, QString::fromUtf8("Keycloak 登录表单"));
        QVERIFY(backendText(std::string(300, 'x'), 100).size() < 110);
    }

    void reasonsOfADecision_areTranslatedPartByPart()
    {
        BackendTranslator translator;
        QVERIFY(translator.loadJson(document).has_value());
        QCoreApplication::installTranslator(&translator);
        const auto text = reasonText("claim a is not b, and something else");
        QCoreApplication::removeTranslator(&translator);
        QCOMPARE(text, QString::fromUtf8("b 不是 claim a, and something else"));
        QCOMPARE(reasonText("role x is missing"), QString("role x is missing"));
    }

    void brokenDocuments_areRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("no title") << QByteArray("{\"findings\": {\"a.b\": {\"texts\": []}}}");
        QTest::newRow("no pair") << QByteArray("{\"texts\": [[\"one\"]]}");
        QTest::newRow("no list") << QByteArray("{\"texts\": {}}");
    }
    void brokenDocuments_areRefused()
    {
        QFETCH(QByteArray, text);
        BackendTranslator translator;
        QVERIFY(!translator.loadJson(text.toStdString()));
        QVERIFY(translator.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestBackendTranslator)
#include "tst_BackendTranslator.moc"
