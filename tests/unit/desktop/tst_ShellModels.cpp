#include "DesktopFixture.h"
#include "desktop/controllers/FindingsModel.h"
#include "desktop/controllers/LaunchOptions.h"
#include "desktop/controllers/Settings.h"
#include "desktop/models/FuzzyMatch.h"
#include "desktop/models/YamlSections.h"
#include "desktop/views/Language.h"
#include "desktop/views/PseudoTranslator.h"
#include "project/ProjectFile.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;

/// The headless parts of the window: settings, command line, search, sections, languages.
class TestShellModels : public QObject
{
    Q_OBJECT

private slots:
    void settings_surviveARun()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("meshsso.ini");
        {
            Settings settings(file);
            QCOMPARE(settings.theme(), Settings::ThemeChoice::System);
            QCOMPARE(settings.language(), QString());
            QVERIFY(settings.isContextPaneOpen());
            QVERIFY(!settings.isActivityOpen());
            QSignalSpy themes(&settings, &Settings::themeChanged);
            QSignalSpy languages(&settings, &Settings::languageChanged);
            settings.setTheme(Settings::ThemeChoice::Dark);
            settings.setTheme(Settings::ThemeChoice::Dark);
            settings.setLanguage("zh_CN");
            settings.setLanguage("klingon");
            settings.setContextPaneOpen(false);
            settings.setActivityOpen(true);
            settings.setActivityHeight(300);
            settings.setGeometry("geometry");
            QCOMPARE(themes.size(), 1);
            QCOMPARE(languages.size(), 1);
        }
        const Settings settings(file);
        QCOMPARE(settings.theme(), Settings::ThemeChoice::Dark);
        QCOMPARE(settings.language(), QString("zh_CN"));
        QVERIFY(!settings.isContextPaneOpen());
        QVERIFY(settings.isActivityOpen());
        QCOMPARE(settings.activityHeight(), 300);
        QCOMPARE(settings.geometry(), QByteArray("geometry"));
    }

    void settings_refuseNonsenseInTheFile()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("meshsso.ini");
        QFile ini(file);
        QVERIFY(ini.open(QIODevice::WriteOnly));
        ini.write("[General]\ntheme=purple\nlanguage=../../etc\n[window]\nactivityHeight=-5\n");
        ini.close();
        const Settings settings(file);
        QCOMPARE(settings.theme(), Settings::ThemeChoice::System);
        QCOMPARE(settings.language(), QString());
        QCOMPARE(settings.activityHeight(), 120);
    }

    void override_isNotKept()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("meshsso.ini");
        {
            Settings settings(file);
            settings.overrideTheme(Settings::ThemeChoice::Dark);
            settings.overrideLanguage("pseudo");
            QCOMPARE(settings.theme(), Settings::ThemeChoice::Dark);
            QCOMPARE(settings.language(), QString("pseudo"));
            settings.setLanguage("en");
            QCOMPARE(settings.language(), QString("en"));
        }
        const Settings settings(file);
        QCOMPARE(settings.theme(), Settings::ThemeChoice::System);
        QCOMPARE(settings.language(), QString("en"));
    }

    void launch_readsItsOptions()
    {
        const auto options = parseLaunchOptions({"meshsso", "--theme", "dark", "--language", "zh_CN",
                                                 "--read-only", "--step", "login", "--sandbox", "shop.yaml"});
        QVERIFY(options.has_value());
        QCOMPARE(options->project, QString("shop.yaml"));
        QVERIFY(options->isReadOnly && options->startsSandbox);
        QCOMPARE(options->theme, Settings::ThemeChoice::Dark);
        QCOMPARE(options->language, QString("zh_CN"));
        QCOMPARE(options->step, StepId::LoginTest);
        QCOMPARE(parseLaunchOptions({"meshsso", "--project", "a.yaml"})->project, QString("a.yaml"));
        QCOMPARE(parseLaunchOptions({"meshsso", "--language", "system"})->language, QString());
        QVERIFY(parseLaunchOptions({"meshsso", "--help"})->showsHelp);
        QVERIFY(parseLaunchOptions({"meshsso", "-v"})->showsVersion);
        QVERIFY(launchHelp().contains("overview, gateway, keycloak"));
    }

    void launch_refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList{"meshsso", "--nonsense"};
        QTest::newRow("unknown theme") << QStringList{"meshsso", "--theme", "purple"};
        QTest::newRow("unknown language") << QStringList{"meshsso", "--language", "klingon"};
        QTest::newRow("unknown step") << QStringList{"meshsso", "--step", "nowhere"};
        QTest::newRow("two files") << QStringList{"meshsso", "a.yaml", "b.yaml"};
        QTest::newRow("option and file") << QStringList{"meshsso", "--project", "a.yaml", "b.yaml"};
    }
    void launch_refuses()
    {
        QFETCH(QStringList, arguments);
        const auto options = parseLaunchOptions(arguments);
        QVERIFY(!options.has_value());
        QCOMPARE(options.error().code, ErrorCode::InvalidArgument);
    }

    void fuzzy_finds_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        QTest::newRow("empty") << ""
                               << "Save" << true;
        QTest::newRow("whole") << "save"
                               << "Save as …" << true;
        QTest::newRow("initials") << "kc"
                                  << "Keycloak connection" << true;
        QTest::newRow("gaps") << "mshres"
                              << "Mesh resources" << true;
        QTest::newRow("two words, any order") << "dark the"
                                              << "Theme: dark" << true;
        QTest::newRow("wrong order in a word") << "vas"
                                               << "Save" << false;
        QTest::newRow("missing letter") << "savex"
                                        << "Save" << false;
        QTest::newRow("chinese") << "中文"
                                 << "简体中文" << true;
        QTest::newRow("markup is text") << "<b>"
                                        << "Save" << false;
    }
    void fuzzy_finds()
    {
        QFETCH(QString, query);
        QFETCH(QString, text);
        QFETCH(bool, found);
        QCOMPARE(fuzzyMatch(query, text).has_value(), found);
    }

    void fuzzy_prefersWordStarts()
    {
        const auto start = fuzzyMatch("to", "Token inspector");
        const auto inside = fuzzyMatch("to", "Show or hide Activity on top");
        const auto scattered = fuzzyMatch("to", "Show what is below");
        QVERIFY(start && inside && scattered);
        QVERIFY(start->score >= inside->score);
        QVERIFY(inside->score > scattered->score);
        QCOMPARE(start->positions, (QList<int>{0, 1}));
    }

    void yaml_takesOnlyTheSectionsNamed()
    {
        const auto yaml = project::emitProject(test::DesktopFixture::sampleProject());
        const QString client = yamlSections(yaml, {"client"});
        QVERIFY(client.startsWith("client:\n"));
        QVERIFY(client.contains("oauth2proxy"));
        QVERIFY(!client.contains("gateway:"));
        QVERIFY(!client.contains("claims:"));
        const QString two = yamlSections(yaml, {"users", "gateway.address"});
        QVERIFY(two.startsWith("gateway:\n"));
        QVERIFY(two.contains("users:\n"));
        QVERIFY(two.contains("- username: alice"));
        QCOMPARE(yamlSections(yaml, {"clusters"}), QString());
        QCOMPARE(yamlSections(yaml, {}), QString());
    }

    void findings_areCollectedOnce_errorsFirst()
    {
        test::DesktopFixture fixture;
        fixture.openSample();
        const FindingsModel model(fixture.workspace());
        auto& document = fixture.workspace().document();
        QSignalSpy counts(&model, &FindingsModel::countsChanged);
        document.edit("break it", {}, [](project::SsoProject& p) { p.gateway.address = "not a host!"; });
        QVERIFY(!counts.isEmpty());
        QVERIFY(model.errorCount() > 0);
        QSet<QString> seen;
        int lastSeverity = 2;
        for (int row = 0; row < model.rowCount(); ++row) {
            const auto& finding = model.row(row).finding;
            const auto key = QString::fromStdString(finding.toString());
            QVERIFY2(!seen.contains(key), qPrintable(key));
            seen.insert(key);
            QVERIFY(static_cast<int>(finding.severity) <= lastSeverity);
            lastSeverity = static_cast<int>(finding.severity);
        }
        QCOMPARE(model.row(0).step, Workspace::stepOfField(model.row(0).finding.where));
        document.undoStack()->undo();
        document.close();
    }

    void language_followsTheSystem_data()
    {
        QTest::addColumn<QStringList>("system");
        QTest::addColumn<QString>("expected");
        QTest::newRow("german, then english") << QStringList{"de-DE", "en-US"} << "en";
        QTest::newRow("simplified") << QStringList{"zh-Hans-CN", "zh-CN"} << "zh_CN";
        QTest::newRow("plain chinese") << QStringList{"zh-CN"} << "zh_CN";
        QTest::newRow("traditional") << QStringList{"zh-Hant-TW"} << "en";
        QTest::newRow("english first") << QStringList{"en-GB", "zh-CN"} << "en";
        QTest::newRow("french, then chinese") << QStringList{"fr-FR", "zh-CN"} << "zh_CN";
        QTest::newRow("nothing known") << QStringList{} << "en";
    }
    void language_followsTheSystem()
    {
        QFETCH(QStringList, system);
        QFETCH(QString, expected);
        QCOMPARE(Language::ofSystem(system), expected);
    }

    void pseudo_wrapsAndLengthens()
    {
        const QString text = PseudoTranslator::pseudo("Copied; cleared in %1 s: %n &more %L2");
        QVERIFY(text.startsWith('[') && text.endsWith(']'));
        QVERIFY(text.size() > 48);
        QVERIFY(text.contains("%1") && text.contains("%n") && text.contains("%L2"));
        QVERIFY(!text.contains("Copied"));
        Language language;
        language.use("pseudo");
        QVERIFY(QCoreApplication::translate("Status", "done").startsWith('['));
        language.use("en");
        QCOMPARE(QCoreApplication::translate("Status", "done"), QString("done"));
    }
};

QTEST_MAIN(TestShellModels)
#include "tst_ShellModels.moc"
