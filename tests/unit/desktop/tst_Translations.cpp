#include "DesktopFixture.h"

#include "WidgetWalk.h"
#include "desktop/models/BackendTranslator.h"
#include "desktop/models/FindingText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Language.h"
#include "desktop/views/MainWindow.h"
#include "desktop/views/StepPage.h"
#include "diagnose/FindingCatalog.h"
#include "project/ProjectFile.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>
#include <QtXml/QtXml>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;
using meshsso::test::openFolds;

/// English and Simplified Chinese are complete, and no text of the window escapes translation.
class TestTranslations : public QObject
{
    Q_OBJECT

private:
    static constexpr const char* i18n = MESHSSO_SOURCE_DIR "/resources/i18n/";

    /// What a .ts file leaves untranslated, and the messages whose placeholders differ.
    static QStringList faultsOf(const QString& path)
    {
        QFile file(path);
        QDomDocument document;
        if (!file.open(QIODevice::ReadOnly) || !document.setContent(&file))
            return {path + " cannot be read"};
        static const QRegularExpression placeholder("%(?:\\d|n)");
        const auto placeholders = [](const QString& text) {
            QSet<QString> found;
            for (auto it = placeholder.globalMatch(text); it.hasNext();)
                found.insert(it.next().captured());
            return found;
        };
        QStringList faults;
        const auto messages = document.elementsByTagName("message");
        for (int i = 0; i < messages.size(); ++i) {
            const auto message = messages.at(i).toElement();
            const auto source = message.firstChildElement("source").text();
            const auto translation = message.firstChildElement("translation");
            QStringList texts;
            for (auto form = translation.firstChildElement("numerusform"); !form.isNull();
                 form = form.nextSiblingElement("numerusform"))
                texts << form.text();
            if (texts.isEmpty())
                texts << translation.text();
            for (const auto& text : texts) {
                if (text.isEmpty() || translation.attribute("type") == "unfinished")
                    faults << "not translated: " + source;
                else if (placeholders(text) != placeholders(source))
                    faults << "other placeholders: " + source;
            }
        }
        if (messages.isEmpty())
            faults << path + " holds nothing";
        return faults;
    }

    static QByteArray read(const QString& name)
    {
        QFile file(i18n + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static bool isChinese(const QString& text)
    {
        return std::any_of(text.begin(), text.end(), [](QChar c) { return c.script() == QChar::Script_Han; });
    }

private slots:
    void files_areComplete_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("Chinese") << "meshsso_zh_CN.ts";
        QTest::newRow("English plurals") << "meshsso_en.ts";
    }
    void files_areComplete()
    {
        QFETCH(QString, name);
        const auto faults = faultsOf(i18n + name);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    /// What the sources say now, not when the file was last brought up to date.
    void files_areUpToDate()
    {
        const auto lupdate = QStandardPaths::findExecutable("lupdate", {"/usr/lib/qt6/bin", "/usr/bin"});
        QVERIFY2(!lupdate.isEmpty(), "lupdate is missing: install qt6-l10n-tools");
        QTemporaryDir folder;
        const auto copy = folder.filePath("meshsso_zh_CN.ts");
        QVERIFY(QFile::copy(i18n + QString("meshsso_zh_CN.ts"), copy));
        QProcess process;
        process.setWorkingDirectory(MESHSSO_SOURCE_DIR);
        process.start(lupdate, {"-silent", "-recursive", "app/desktop", "-I", "app", "-I", "backend",
                                "-locations", "none", "-no-obsolete", "-ts", copy});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 0);
        const auto faults = faultsOf(copy);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void everyKindOfFinding_hasItsChinese()
    {
        BackendTranslator translator;
        const auto findings = translator.loadJson(read("findings_zh_CN.json").toStdString());
        QVERIFY2(findings.has_value(), findings ? "" : findings.error().message.c_str());
        const auto texts = translator.loadJson(read("texts_zh_CN.json").toStdString());
        QVERIFY2(texts.has_value(), texts ? "" : texts.error().message.c_str());
        QStringList faults;
        for (const auto& kind : diagnose::findingCatalog()) {
            const auto code = toQString(kind.code);
            if (!translator.knowsFinding(code))
                faults << code;
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void findingsOfRealProjects_areChineseThroughout()
    {
        Language language;
        language.use("zh_CN");
        auto broken = DesktopFixture::sampleProject("everything");
        broken.gateway.address = "not a host";
        broken.gateway.selector.clear();
        broken.client.scopes = {"email"};
        broken.client.redirectUris = {"http://elsewhere/*"};
        broken.identityProvider.url = "http://keycloak.example.com/";
        broken.users.emplace_back();
        broken.applications.emplace_back();
        broken.authorization.provider = "oidc";
        QStringList faults;
        int seen = 0;
        for (const auto& project :
             {DesktopFixture::sampleProject("reference"), DesktopFixture::sampleProject("everything"),
              project::SsoProject(), broken}) {
            for (const auto& finding : project::checkProject(project)) {
                const auto text = findingText(finding);
                ++seen;
                for (const auto& part : {text.title, text.why, text.fix}) {
                    if (!part.isEmpty() && !isChinese(part))
                        faults << toQString(finding.code) + ": " + part;
                }
            }
        }
        language.use("en");
        QVERIFY(seen > 15);
        faults.removeDuplicates();
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    /// With a language in which every translated text has brackets, what has none was never given to
    /// translate.
    void noText_escapesTranslation_data()
    {
        QTest::addColumn<int>("step");
        for (int step = 0; step < stepCount; ++step)
            QTest::addRow("step %d", step) << step;
    }
    void noText_escapesTranslation()
    {
        QFETCH(int, step);
        Language language;
        language.use("pseudo");
        DesktopFixture fixture;
        fixture.openSample("reference");
        MainWindow window(fixture.viewContext());
        window.show();
        window.showStep(static_cast<StepId>(step));
        openFolds(&window);
        for (int turn = 0; turn < 5; ++turn)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
        const QString values = toQString(project::emitProject(fixture.workspace().document().project()));
        static const QRegularExpression words("[A-Za-z]{4,}");
        QStringList faults;
        const auto look = [&](const QWidget* widget, const QString& text) {
            if (!widget->isVisible() || text.contains('[') || !words.match(text).hasMatch())
                return;
            // Values of the project, codes of findings, names of products, keys and files, and places.
            const bool isValue =
                values.contains(text) || text.contains(QString::fromUtf8("·")) || text.contains("://") ||
                text.contains('=') || text.startsWith('/') || text.startsWith("Ctrl+") ||
                text.endsWith(".yaml") ||
                QStringList{"MeshSSO", "HTTPS", "Keycloak", "httpbin", "v1beta1"}.contains(text);
            if (!isValue)
                faults << QString("%1: %2").arg(widget->metaObject()->className(), text);
        };
        for (const auto* label : window.findChildren<QLabel*>())
            look(label, label->text());
        for (const auto* button : window.findChildren<QAbstractButton*>())
            look(button, button->text());
        language.use("en");
        faults.removeDuplicates();
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }
};

QTEST_MAIN(TestTranslations)
#include "tst_Translations.moc"
