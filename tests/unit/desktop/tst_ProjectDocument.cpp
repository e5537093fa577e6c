#include "DesktopFixture.h"

#include "core/AtomicFile.h"
#include "desktop/controllers/ProjectDocument.h"
#include "desktop/controllers/ProjectJournal.h"
#include "desktop/controllers/RecentProjects.h"
#include "project/ProjectFile.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;

class TestProjectDocument : public QObject
{
    Q_OBJECT

private:
    static void setAddress(ProjectDocument& document, const std::string& address)
    {
        document.edit("Gateway address", "gateway.address",
                      [&](project::SsoProject& p) { p.gateway.address = address; });
    }

private slots:
    void editing_isUndoneAndRedone()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& document = fixture.workspace().document();
        const auto before = document.project();
        setAddress(document, "sso.example.org");
        QVERIFY(document.isModified());
        document.undoStack()->undo();
        QCOMPARE(document.project() == before, true);
        QVERIFY(!document.isModified());
        document.undoStack()->redo();
        QCOMPARE(document.project().gateway.address, std::string("sso.example.org"));
    }

    void typing_isOneEdit_untilTheFieldIsLeft()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& document = fixture.workspace().document();
        const auto before = document.project().gateway.address;
        for (const char* text : {"s", "ss", "sso.example.com"})
            setAddress(document, text);
        QCOMPARE(document.undoStack()->count(), 1);
        document.endMerge();
        setAddress(document, "sso2.example.com");
        QCOMPARE(document.undoStack()->count(), 2);
        document.undoStack()->undo();
        document.undoStack()->undo();
        QCOMPARE(document.project().gateway.address, before);
    }

    void guideHttp_urlFollowsTheGateway()
    {
        DesktopFixture fixture;
        fixture.openSample("reference"); // exposure: guide-http
        auto& document = fixture.workspace().document();
        QCOMPARE(document.project().identityProvider.url, std::string("http://203.0.113.10"));
        setAddress(document, "203.0.113.99");
        QCOMPARE(document.project().identityProvider.url, std::string("http://203.0.113.99"));
    }

    void findings_standAtTheirFields()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& document = fixture.workspace().document();
        setAddress(document, "not a host");
        QVERIFY(hasErrors(document.findingsAt("gateway.address")));
        QVERIFY(hasErrors(document.findingsAt("gateway")));
        QVERIFY(ProjectDocument::isAtOrBelow("gateway.tls.keyFile", "gateway"));
        QVERIFY(ProjectDocument::isAtOrBelow("users[0]", "users"));
        QVERIFY(!ProjectDocument::isAtOrBelow("gatewayX", "gateway"));
    }

    void readOnly_refusesEdits()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& document = fixture.workspace().document();
        document.setReadOnly(true);
        setAddress(document, "sso.example.org");
        QVERIFY(!document.isModified());
    }

    void save_writesWhatWasEdited_andIsClean()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& document = fixture.workspace().document();
        setAddress(document, "sso.example.org");
        QVERIFY(document.save().has_value());
        QVERIFY(!document.isModified());
        const auto loaded = project::loadProject(document.file().toStdString());
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded->project == document.project(), true);
    }

    void save_refusesWhenSomebodyElseChangedTheFile()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& document = fixture.workspace().document();
        setAddress(document, "sso.example.org");
        auto theirs = DesktopFixture::sampleProject("minimal");
        QVERIFY(project::saveProject(theirs, document.file().toStdString(), true).has_value());
        const auto refused = document.save();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(document.isModified());
        QVERIFY(document.save(true).has_value());
    }

    void save_asksBeforeCommentsAreLost()
    {
        DesktopFixture fixture;
        const auto file = fixture.folder.filePath("commented.yaml");
        QVERIFY(QFile::copy(MESHSSO_TEST_DATA "/project/everything.yaml", file));
        auto& document = fixture.workspace().document();
        QVERIFY(document.open(file).has_value());
        setAddress(document, "sso.example.org");
        const auto refused = document.save();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(document.save(true).has_value());
    }

    void open_keepsThePresentProject_whenTheFileIsNone()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& document = fixture.workspace().document();
        const auto file = document.file();
        const auto other = fixture.folder.filePath("note.txt");
        QVERIFY(writeFileAtomically(other.toStdString(), "just a note\n").has_value());
        QVERIFY(!document.open(other));
        QVERIFY(!document.open(fixture.folder.filePath("absent.yaml")));
        QCOMPARE(document.file(), file);
    }

    void journal_bringsUnsavedWorkBack()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& document = fixture.workspace().document();
        setAddress(document, "sso.example.org");
        fixture.workspace().journal().flush();
        const auto journals =
            QDir(fixture.services.stateFolder + "/journal").entryList({"*.json"}, QDir::Files);
        QCOMPARE(journals.size(), 1);
        // A crash: the journal stays, and nobody holds its lock any more.
        const auto journal = fixture.services.stateFolder + "/journal/" + journals.front();
        QVERIFY(QFile::copy(journal, journal + ".kept"));
        QCOMPARE(QFile::permissions(journal) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        fixture.resetWorkspace();
        QVERIFY(QFile::rename(journal + ".kept", journal));

        const auto work = fixture.workspace().journal().unsavedWork();
        QCOMPARE(work.size(), 1U);
        auto& again = fixture.workspace().document();
        again.restore(work[0].project, work[0].projectFile);
        QCOMPARE(again.project().gateway.address, std::string("sso.example.org"));
        QVERIFY(again.isModified());
        fixture.workspace().journal().discard(work[0]);
        QVERIFY(fixture.workspace().journal().unsavedWork().empty());
    }

    void journal_goesWhenTheWorkIsSaved()
    {
        DesktopFixture fixture;
        fixture.openSample();
        setAddress(fixture.workspace().document(), "sso.example.org");
        fixture.workspace().journal().flush();
        QVERIFY(fixture.workspace().document().save().has_value());
        QVERIFY(QDir(fixture.services.stateFolder + "/journal").entryList({"*.json"}, QDir::Files).isEmpty());
    }

    void recent_keepsTenNewestFirst()
    {
        DesktopFixture fixture;
        for (int i = 0; i < 12; ++i) {
            const auto file = fixture.folder.filePath(QString("p%1.yaml").arg(i));
            QVERIFY(
                project::saveProject(DesktopFixture::sampleProject(), file.toStdString(), true).has_value());
            QVERIFY(fixture.workspace().document().open(file).has_value());
        }
        fixture.resetWorkspace();
        const auto files = fixture.workspace().recent().files();
        QCOMPARE(files.size(), 10);
        QVERIFY(files.front().endsWith("p11.yaml"));
        QVERIFY(QFile::remove(files.front()));
        QCOMPARE(fixture.workspace().recent().files().size(), 9);
    }
};

QTEST_GUILESS_MAIN(TestProjectDocument)
#include "tst_ProjectDocument.moc"
