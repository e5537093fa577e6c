#include "DesktopFixture.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/ProjectJournal.h"
#include "desktop/controllers/RecentProjects.h"
#include "desktop/views/shell/DialogPrompts.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;

/// New, open, save, close and restore, with the operator's answers scripted.
class TestProjectCommands : public QObject
{
    Q_OBJECT

    struct Set
    {
        test::DesktopFixture fixture;
        QWidget window;
        DialogPrompts prompts{fixture.dialogs, window};

        Set() { commands().setPrompts(&prompts); }
        ~Set() { commands().setPrompts(nullptr); }
        ProjectCommands& commands() { return fixture.workspace().commands(); }
        ProjectDocument& document() { return fixture.workspace().document(); }
        QString path(const QString& name) const { return fixture.folder.filePath(name); }
        void change(const std::string& realm)
        {
            document().edit("Realm", {}, [&](project::SsoProject& p) { p.identityProvider.realm = realm; });
        }
    };

    static QByteArray contentOf(const QString& file)
    {
        QFile opened(file);
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }

private slots:
    void templates_areSoundProjects()
    {
        const auto reference = makeProject(ProjectTemplate::Reference, "my-sso");
        QCOMPARE(reference.client.secret.toString(), std::string("keychain:my-sso/client"));
        QCOMPARE(reference.applications.size(), size_t(1));
        // What is missing is only what nobody can guess: addresses.
        for (const auto& finding : project::checkProject(reference)) {
            const bool isExpected = finding.severity != Severity::Error ||
                                    finding.where.starts_with("gateway.address") ||
                                    finding.where.starts_with("identityProvider.url");
            QVERIFY2(isExpected, finding.toString().c_str());
        }
        QVERIFY(makeProject(ProjectTemplate::Empty, "a").applications.empty());
    }

    void unsaved_stay()
    {
        Set set;
        set.fixture.openSample();
        set.change("other");
        set.fixture.dialogs.unsavedAnswer = UnsavedAnswer::Stay;
        set.commands().create(ProjectTemplate::Empty);
        QCOMPARE(set.fixture.dialogs.asked.size(), 1);
        QCOMPARE(set.document().project().identityProvider.realm, std::string("other"));
        set.commands().close();
        QVERIFY(set.document().isOpen());
        bool went = false;
        set.commands().guardUnsaved([&] { went = true; });
        QVERIFY(!went);
    }

    void unsaved_discard()
    {
        Set set;
        set.fixture.openSample();
        const QByteArray before = contentOf(set.document().file());
        const QString file = set.document().file();
        set.change("other");
        set.fixture.dialogs.unsavedAnswer = UnsavedAnswer::Discard;
        set.commands().create(ProjectTemplate::Reference);
        QVERIFY(set.document().file().isEmpty());
        QCOMPARE(contentOf(file), before);
    }

    void unsaved_save()
    {
        Set set;
        set.fixture.openSample();
        const QString file = set.document().file();
        set.change("other");
        set.fixture.dialogs.unsavedAnswer = UnsavedAnswer::Save;
        set.commands().close();
        QVERIFY(!set.document().isOpen());
        QVERIFY(contentOf(file).contains("realm: other"));
    }

    void unsaved_saveOfANewProject_asksWhere()
    {
        Set set;
        set.commands().create(ProjectTemplate::Reference);
        set.fixture.dialogs.unsavedAnswer = UnsavedAnswer::Save;
        bool went = false;
        // Dismissed: nothing happens.
        set.commands().guardUnsaved([&] { went = true; });
        QVERIFY(!went);
        QVERIFY(set.document().isModified());
        set.fixture.dialogs.path = set.path("new"); // the suffix is ours to add
        set.commands().guardUnsaved([&] { went = true; });
        QVERIFY(went);
        QVERIFY(QFile::exists(set.path("new.yaml")));
        QVERIFY(!set.document().isModified());
        QCOMPARE(set.fixture.workspace().recent().files().value(0), set.path("new.yaml"));
    }

    void save_ofACommentedFile_asksFirst()
    {
        Set set;
        set.fixture.openSample();
        const QString file = set.document().file();
        QByteArray text = contentOf(file);
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("# mine\n" + text);
        out.close();
        set.commands().openFile(file);
        set.change("other");
        set.commands().save();
        QCOMPARE(set.fixture.dialogs.confirmations.size(), size_t(1));
        QVERIFY(set.fixture.dialogs.confirmations.front().isDangerous);
        QVERIFY(contentOf(file).startsWith("# mine"));
        QVERIFY(set.document().isModified());
        set.fixture.dialogs.isConfirming = true;
        set.commands().save();
        QVERIFY(!contentOf(file).startsWith("# mine"));
        QVERIFY(!set.document().isModified());
    }

    void save_overSomebodyElsesChange_asksFirst()
    {
        Set set;
        set.fixture.openSample();
        const QString file = set.document().file();
        QFile out(file);
        QVERIFY(out.open(QIODevice::Append));
        out.write("local:\n  listenAddress: \"127.0.0.2\"\n");
        out.close();
        set.change("other");
        set.commands().save();
        QCOMPARE(set.fixture.dialogs.confirmations.size(), size_t(1));
        QVERIFY(contentOf(file).contains("127.0.0.2"));
        QVERIFY(set.document().isModified());
    }

    void save_failure_isTold()
    {
        Set set;
        set.fixture.openSample();
        set.fixture.dialogs.path = "/proc/nowhere/project.yaml";
        set.commands().saveAs();
        QCOMPARE(set.fixture.dialogs.told.size(), 3);
        QVERIFY(set.fixture.dialogs.told.front().contains("not saved"));
    }

    void open_failure_keepsTheProject_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("not there") << QByteArray();
        QTest::newRow("no project") << QByteArray("a: [1, 2\n");
        QTest::newRow("another kind") << QByteArray("apiVersion: v1\nkind: Pod\n");
    }
    void open_failure_keepsTheProject()
    {
        QFETCH(QByteArray, content);
        Set set;
        set.fixture.openSample();
        const QString file = set.path("bad.yaml");
        if (!content.isEmpty()) {
            QFile out(file);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(content);
        }
        set.commands().openFile(file);
        QCOMPARE(set.fixture.dialogs.told.size(), 3);
        QVERIFY(set.fixture.dialogs.told[1].contains("bad.yaml"));
        QCOMPARE(set.document().project(), test::DesktopFixture::sampleProject());
    }

    void open_choosesAFile()
    {
        Set set;
        set.fixture.openSample();
        const QString file = set.document().file();
        set.commands().close();
        set.fixture.dialogs.path = file;
        set.commands().open();
        QCOMPARE(set.document().file(), file);
    }

    void journal_isRestored()
    {
        Set set;
        set.fixture.openSample();
        const QString file = set.document().file();
        set.change("lost");
        set.fixture.workspace().journal().keep();
        set.commands().setPrompts(nullptr);
        set.fixture.resetWorkspace(); // the run ends with the work unsaved
        set.commands().setPrompts(&set.prompts);

        QCOMPARE(set.commands().leftBehind().size(), size_t(1));
        QSignalSpy changes(&set.commands(), &ProjectCommands::leftBehindChanged);
        set.commands().restoreNewest();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(set.document().project().identityProvider.realm, std::string("lost"));
        QCOMPARE(set.document().file(), file);
        QVERIFY(set.document().isModified());
        QVERIFY(set.commands().leftBehind().empty());
        // Its successor was written before the old journal went.
        QCOMPARE(QDir(set.fixture.services.stateFolder + "/journal").entryList({"*.json"}).size(), 1);
        set.commands().save();
        QVERIFY(QDir(set.fixture.services.stateFolder + "/journal").entryList({"*.json"}).isEmpty());
    }

    void journal_isDiscarded()
    {
        Set set;
        set.fixture.openSample();
        set.change("lost");
        set.fixture.workspace().journal().keep();
        set.commands().setPrompts(nullptr);
        set.fixture.resetWorkspace();
        set.commands().setPrompts(&set.prompts);
        set.commands().discardNewest();
        QVERIFY(set.commands().leftBehind().empty());
        QVERIFY(QDir(set.fixture.services.stateFolder + "/journal").entryList({"*.json"}).isEmpty());
        QVERIFY(!set.document().isOpen());
    }

    void readOnly_refusesEditsAndUndo()
    {
        Set set;
        set.fixture.openSample();
        set.change("other");
        set.commands().setReadOnly(true);
        set.commands().undo();
        QCOMPARE(set.document().project().identityProvider.realm, std::string("other"));
        set.change("third");
        QCOMPARE(set.document().project().identityProvider.realm, std::string("other"));
        set.commands().setReadOnly(false);
        set.commands().undo();
        QCOMPARE(set.document().project().identityProvider.realm, std::string("Test-oidc"));
        set.commands().redo();
        QCOMPARE(set.document().project().identityProvider.realm, std::string("other"));
    }
};

QTEST_MAIN(TestProjectCommands)
#include "tst_ProjectCommands.moc"
