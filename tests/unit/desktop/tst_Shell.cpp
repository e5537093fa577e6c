#include "DesktopFixture.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/ProjectJournal.h"
#include "desktop/controllers/Settings.h"
#include "desktop/views/Language.h"
#include "desktop/views/MainWindow.h"
#include "desktop/views/StepPage.h"
#include "desktop/views/shell/ActivityPane.h"
#include "desktop/views/shell/Banner.h"
#include "desktop/views/shell/CommandList.h"
#include "desktop/views/shell/CommandPalette.h"
#include "desktop/views/shell/Stepper.h"
#include "desktop/views/shell/StepperModel.h"
#include "desktop/views/shell/WindowHost.h"
#include "desktop/views/widgets/Badge.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;

/// The main window around the pages, driven by keyboard and mouse.
class TestShell : public QObject
{
    Q_OBJECT

    struct Set
    {
        test::DesktopFixture fixture;
        std::unique_ptr<MainWindow> window;

        explicit Set(const QString& sample = "reference", bool show = true)
        {
            if (!sample.isEmpty())
                fixture.openSample(sample);
            if (show)
                make();
        }
        void make()
        {
            window = std::make_unique<MainWindow>(fixture.viewContext());
            window->resize(1280, 800);
            window->show();
            QVERIFY(QTest::qWaitForWindowActive(window.get()));
        }
        template<class T>
        T* find(const char* name) const
        {
            return window->findChild<T*>(QLatin1String(name));
        }
        ProjectDocument& document() { return fixture.workspace().document(); }
        void edit(const std::function<void(project::SsoProject&)>& change)
        {
            document().edit("Change", {}, change);
        }
        bool isShown(const char* name) const
        {
            const auto* widget = window->findChild<QWidget*>(QLatin1String(name));
            return widget != nullptr && widget->isVisible();
        }
    };

    static RequestEntry requestEntry()
    {
        RequestEntry entry;
        entry.id = 1;
        entry.method = "GET";
        entry.url = "https://kc.example.com/realms/Test-oidc";
        entry.status = 200;
        entry.elapsedUs = 34'000;
        entry.requestText = "GET https://kc.example.com/realms/Test-oidc\nAuthorization: ***\n";
        entry.responseText = "200\n";
        entry.curl = "curl -H \"Authorization: Bearer $TOKEN\" 'https://kc.example.com/realms/Test-oidc'";
        return entry;
    }

private slots:
    void stepper_goesByKeyboard()
    {
        Set set;
        auto* stepper = set.find<Stepper>("stepper");
        stepper->setFocus();
        QCOMPARE(set.window->currentStep(), StepId::Overview);
        QTest::keyClick(stepper, Qt::Key_Down); // over the heading
        QCOMPARE(set.window->currentStep(), StepId::Gateway);
        QTest::keyClick(stepper, Qt::Key_End);
        QCOMPARE(set.window->currentStep(), StepId::Inspector);
        QTest::keyClick(stepper, Qt::Key_Up);
        QCOMPARE(set.window->currentStep(), StepId::LoginTest);
        QTest::keyClick(stepper, Qt::Key_Up);
        QCOMPARE(set.window->currentStep(), StepId::Resources);
        QTest::keyClick(stepper, Qt::Key_Home);
        QCOMPARE(set.window->currentStep(), StepId::Overview);
        QVERIFY(stepper->hasFocus());
        for (int step = 0; step < stepCount; ++step) {
            QTest::keyClick(set.window.get(), static_cast<Qt::Key>(Qt::Key_1 + step), Qt::ControlModifier);
            QCOMPARE(static_cast<int>(set.window->currentStep()), step);
            QVERIFY(set.window->page(static_cast<StepId>(step))->isVisible());
        }
    }

    void stepper_saysTheStateToo()
    {
        Set set;
        auto* stepper = set.find<Stepper>("stepper");
        auto* list = QAccessible::queryAccessibleInterface(stepper);
        QCOMPARE(list->role(), QAccessible::List);
        QVERIFY(!list->text(QAccessible::Name).isEmpty());
        const auto* model = stepper->model();
        int steps = 0;
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto index = model->index(row, 0);
            if (index.data(StepperModel::IsHeadingRole).toBool())
                continue;
            ++steps;
            QVERIFY(index.flags().testFlag(Qt::ItemIsEnabled)); // rows never lock
            const auto status = static_cast<StepStatus>(index.data(StepperModel::StatusRole).toInt());
            const QString said = index.data(Qt::AccessibleTextRole).toString();
            QVERIFY2(said.contains(statusText(status)), qPrintable(said));
            QVERIFY(said.startsWith(index.data().toString()));
        }
        QCOMPARE(steps, stepCount);
    }

    void palette_findsAndRuns()
    {
        Set set;
        auto* stepper = set.find<Stepper>("stepper");
        stepper->setFocus();
        QTest::keyClick(set.window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* palette = set.find<CommandPalette>("commandPalette");
        auto* query = set.find<QLineEdit>("commandQuery");
        QVERIFY(palette->isVisible() && query->hasFocus());
        auto* matches = set.find<QListView>("commandMatches");
        const int all = matches->model()->rowCount();
        QVERIFY(all > 20);
        QTest::keyClicks(query, "mesh res");
        QCOMPARE(palette->chosenId(), QString("step.7"));
        QVERIFY(matches->model()->rowCount() < all);
        QTest::keyClick(query, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(set.window->currentStep(), StepId::Resources);

        stepper->setFocus();
        palette->open();
        QTest::keyClicks(query, "zzzz");
        QCOMPARE(palette->chosenId(), QString());
        QTest::keyClick(query, Qt::Key_Return); // nothing to run
        QVERIFY(!palette->isVisible());
        palette->open();
        QTest::keyClick(query, Qt::Key_Down);
        QCOMPARE(matches->currentIndex().row(), 1);
        QTest::keyClick(query, Qt::Key_Up);
        QTest::keyClick(query, Qt::Key_Up);
        QCOMPARE(matches->currentIndex().row(), 0);
        QTest::keyClick(query, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
        QVERIFY(stepper->hasFocus()); // the keyboard is back where it was
    }

    void palette_leavesOutWhatCannotBeDone()
    {
        Set set;
        auto* palette = set.find<CommandPalette>("commandPalette");
        palette->open();
        QTest::keyClicks(set.find<QLineEdit>("commandQuery"), "undo");
        QVERIFY(palette->chosenId() != "edit.undo");
        set.edit([](project::SsoProject& p) { p.identityProvider.realm = "other"; });
        palette->open();
        QTest::keyClicks(set.find<QLineEdit>("commandQuery"), "undo");
        QCOMPARE(palette->chosenId(), QString("edit.undo"));
        QTest::keyClick(set.find<QLineEdit>("commandQuery"), Qt::Key_Return);
        QCOMPARE(set.document().project().identityProvider.realm, std::string("Test-oidc"));
    }

    void shortcutSheet_listsEveryShortcut()
    {
        Set set;
        QTest::keyClick(set.window.get(), Qt::Key_Slash, Qt::ControlModifier);
        auto* sheet = set.find<QDialog>("shortcutSheet");
        QVERIFY(sheet != nullptr && sheet->isVisible());
        QStringList shown;
        for (auto* label : sheet->findChildren<QLabel*>())
            shown << label->text();
        for (const auto& command : set.window->commands().all()) {
            if (!command.action->shortcuts().isEmpty())
                QVERIFY2(shown.contains(command.action->text()), qPrintable(command.id));
        }
        QTest::keyClick(sheet, Qt::Key_Escape);
        QTRY_VERIFY(set.find<QDialog>("shortcutSheet") == nullptr);
    }

    void shortcuts_areUnambiguous()
    {
        Set set;
        QSet<QString> seen;
        for (const auto& command : set.window->commands().all()) {
            for (const auto& keys : command.action->shortcuts()) {
                QVERIFY2(!seen.contains(keys.toString()), qPrintable(keys.toString()));
                seen.insert(keys.toString());
            }
        }
    }

    void closing_asksAboutUnsavedWork()
    {
        Set set;
        QSignalSpy closed(set.window.get(), &MainWindow::closed);
        set.edit([](project::SsoProject& p) { p.identityProvider.realm = "other"; });
        QVERIFY(set.window->windowTitle().contains("[*]") && set.window->isWindowModified());
        set.fixture.dialogs.unsavedAnswer = UnsavedAnswer::Stay;
        set.window->close();
        QVERIFY(set.window->isVisible());
        set.fixture.dialogs.unsavedAnswer = UnsavedAnswer::Save;
        QTest::keyClick(set.window.get(), Qt::Key_Q, Qt::ControlModifier);
        QTRY_VERIFY(!set.window->isVisible());
        QVERIFY(!set.document().isModified());
        QCOMPARE(closed.size(), 1);
    }

    void closing_withoutChanges_asksNothing()
    {
        Set set;
        set.window->close();
        QVERIFY(!set.window->isVisible());
        QVERIFY(set.fixture.dialogs.asked.isEmpty());
    }

    void typedText_isUndoneByTheProject()
    {
        Set set;
        set.window->showStep(StepId::Gateway, "gateway.address");
        auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        if (field == nullptr)
            QFAIL("the gateway's address has no field with the keyboard");
        const auto before = set.document().project().gateway.address;
        field->selectAll();
        QTest::keyClicks(field, "sso.example.com");
        QCOMPARE(set.document().project().gateway.address, std::string("sso.example.com"));
        QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(set.document().project().gateway.address, before);
        QCOMPARE(field->text(), QString::fromStdString(before));
        QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(set.document().project().gateway.address, std::string("sso.example.com"));
    }

    void readOnly_showsAndDisables()
    {
        Set set;
        set.edit([](project::SsoProject& p) { p.identityProvider.realm = "other"; });
        const auto& commands = set.window->commands();
        QVERIFY(commands.action("edit.undo")->isEnabled());
        commands.action("project.readOnly")->trigger();
        QVERIFY(set.document().isReadOnly());
        QVERIFY(set.isShown("readOnlyBadge") && set.isShown("readOnlyBanner"));
        QVERIFY(!commands.action("edit.undo")->isEnabled());
        QVERIFY(!commands.action("project.save")->isEnabled());
        set.find<QPushButton>("allowChanges")->click();
        QVERIFY(!set.document().isReadOnly());
        QVERIFY(!set.isShown("readOnlyBadge") && !set.isShown("readOnlyBanner"));
        QVERIFY(commands.action("edit.undo")->isEnabled());
    }

    void topBar_saysProjectEnvironmentAndFindings()
    {
        Set set;
        auto* title = set.find<QLabel>("projectTitle");
        auto* badge = set.find<Badge>("environment");
        QCOMPARE(title->text(), QString("reference"));
        QCOMPARE(badge->text(), QString("DEVELOPMENT"));
        set.edit([](project::SsoProject& p) {
            p.metadata.environment = project::Environment::Production;
            p.gateway.address = "sso.example.com";
        });
        QCOMPARE(badge->text(), QString("PRODUCTION"));
        QVERIFY(title->text().contains("•"));
        QCOMPARE(set.find<QLabel>("gatewayUrl")->text(), QString("https://sso.example.com"));
        set.edit([](project::SsoProject& p) { p.gateway.address = "not a host!"; });
        auto* findings = set.find<QToolButton>("findingsButton");
        QVERIFY2(findings->text().contains("error"), qPrintable(findings->text()));
        QVERIFY(!set.find<ActivityPane>("activityPane")->isOpen());
        findings->click();
        QVERIFY(set.find<ActivityPane>("activityPane")->isOpen());
        QVERIFY(set.isShown("findingsTable"));
        set.fixture.dialogs.unsavedAnswer = UnsavedAnswer::Discard;
        set.fixture.workspace().commands().close();
        QVERIFY(!set.isShown("environment") && !set.isShown("findingsButton"));
    }

    void findings_leadToTheField()
    {
        Set set;
        set.edit([](project::SsoProject& p) { p.gateway.address = "not a host!"; });
        set.window->commands().action("view.findings")->trigger();
        auto* table = set.find<QTableView>("findingsTable");
        QSignalSpy requested(&set.fixture.workspace(), &Workspace::stepRequested);
        int row = 0;
        while (row < table->model()->rowCount() &&
               !table->model()->index(row, 3).data().toString().startsWith("gateway.address"))
            ++row;
        QVERIFY(row < table->model()->rowCount());
        table->setFocus();
        table->setCurrentIndex(table->model()->index(row, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(requested.size(), 1);
        QCOMPARE(set.window->currentStep(), StepId::Gateway);
        QCOMPARE(requested[0][1].toString(), QString("gateway.address"));
        const auto place = table->visualRect(table->model()->index(row, 2)).center();
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(requested.size(), 2);
    }

    void banner_tlsStaysUntilItIsOnAgain()
    {
        Set set;
        QVERIFY(!set.isShown("tlsBanner"));
        set.edit([](project::SsoProject& p) { p.identityProvider.verifyTls = false; });
        QVERIFY(set.isShown("tlsBanner"));
        set.find<QPushButton>("showTls")->click();
        QCOMPARE(set.window->currentStep(), StepId::Keycloak);
        QVERIFY(set.isShown("tlsBanner"));
        set.find<QPushButton>("checkTls")->click();
        QVERIFY(set.document().project().identityProvider.verifyTls);
        QVERIFY(!set.isShown("tlsBanner"));
        set.document().undoStack()->undo();
        QVERIFY(set.isShown("tlsBanner"));
        set.document().setReadOnly(true);
        QVERIFY(!set.find<QPushButton>("checkTls")->isEnabled());
    }

    void banner_keychainOffersMemory()
    {
        Set set;
        set.fixture.keychain->failure =
            Error{ErrorCode::Unsupported, "no secret service answers", "keychain"};
        auto& secrets = set.fixture.workspace().secrets();
        secrets.probe(set.document().project().client.secret);
        QTRY_VERIFY(set.isShown("keychainBanner"));
        auto* banner = set.find<Banner>("keychainBanner");
        QVERIFY(banner->text().contains("no secret service answers"));
        set.find<QPushButton>("retryKeychain")->click();
        QTRY_VERIFY(set.isShown("keychainBanner"));
        set.find<QPushButton>("sessionOnly")->click();
        QVERIFY(secrets.isSessionOnly());
        QVERIFY(!set.isShown("keychainBanner"));
        QVERIFY(set.isShown("sessionBanner"));
        set.fixture.keychain->failure.reset();
        set.find<QPushButton>("useKeychain")->click();
        QVERIFY(!secrets.isSessionOnly());
        QTest::qWait(20);
        QVERIFY(!set.isShown("sessionBanner") && !set.isShown("keychainBanner"));
    }

    void banner_restoresTheLastRun()
    {
        Set set("reference", false);
        set.edit([](project::SsoProject& p) { p.identityProvider.realm = "lost"; });
        set.fixture.workspace().journal().keep();
        set.fixture.resetWorkspace();
        set.make();
        QVERIFY(set.isShown("restoreBanner"));
        QVERIFY(set.find<Banner>("restoreBanner")->text().contains("reference"));
        // Giving it up is asked for; dismissed, it stays.
        set.find<QPushButton>("discardUnsaved")->click();
        QCOMPARE(set.fixture.dialogs.confirmations.size(), size_t(1));
        QVERIFY(set.isShown("restoreBanner"));
        set.find<QPushButton>("restore")->click();
        QVERIFY(!set.isShown("restoreBanner"));
        QCOMPARE(set.document().project().identityProvider.realm, std::string("lost"));
    }

    void requests_areCopiedAsCurl()
    {
        Set set;
        auto& activity = set.fixture.workspace().activity();
        activity.requests()->put(requestEntry());
        set.window->commands().action("view.requests")->trigger();
        auto* copy = set.find<QPushButton>("copyAsCurl");
        QVERIFY(copy->isEnabled());
        copy->click();
        QCOMPARE(QApplication::clipboard()->text(), requestEntry().curl);
        QVERIFY(QApplication::clipboard()->text().contains("$TOKEN"));
        auto* pane = set.find<ActivityPane>("activityPane");
        QCOMPARE(pane->statusText(), QString("Copied"));
        QCOMPARE(set.find<QTabBar>("activityTabs")->tabText(0), QString("Requests 1"));
    }

    void statusLine_saysTheLatestRequest()
    {
        Set set;
        auto* pane = set.find<ActivityPane>("activityPane");
        emit set.fixture.workspace().activity().latestChanged("GET /realms/Test-oidc  200  34 ms");
        QVERIFY(!pane->isOpen());
        QCOMPARE(pane->statusText(), QString("GET /realms/Test-oidc  200  34 ms"));
        pane->say("Saved");
        QCOMPARE(pane->statusText(), QString("Saved"));
        QTRY_COMPARE_WITH_TIMEOUT(pane->statusText(), QString("GET /realms/Test-oidc  200  34 ms"), 6000);
    }

    void secretInTheClipboard_isSaidAndCleared()
    {
        Set set;
        set.fixture.viewContext().clipboard.copySecret("s3cret");
        QCOMPARE(set.find<ActivityPane>("activityPane")->statusText(), QString("Copied; cleared in 30 s"));
        SecretClipboard quick(*QApplication::clipboard(), std::chrono::milliseconds(50));
        quick.copySecret("another");
        QCOMPARE(QApplication::clipboard()->text(), QString("another"));
        QTRY_VERIFY(QApplication::clipboard()->text().isEmpty());
        quick.copySecret("third");
        QApplication::clipboard()->setText("mine");
        QTest::qWait(100);
        QCOMPARE(QApplication::clipboard()->text(), QString("mine")); // no longer ours to clear
    }

    void activity_opensAndKeepsItsState()
    {
        Set set;
        auto* pane = set.find<ActivityPane>("activityPane");
        QTest::keyClick(set.window.get(), Qt::Key_J, Qt::ControlModifier);
        QVERIFY(pane->isOpen());
        QTRY_VERIFY(pane->height() >= 140);
        set.window->close();
        set.make();
        QVERIFY(set.find<ActivityPane>("activityPane")->isOpen());
        QTest::keyClick(set.window.get(), Qt::Key_J, Qt::ControlModifier);
        QVERIFY(!set.find<ActivityPane>("activityPane")->isOpen());
        // The bar lies at the window's bottom again: the page has the room.
        pane = set.find<ActivityPane>("activityPane");
        QTRY_VERIFY(pane->height() < 60);
        QTRY_COMPARE(pane->mapTo(set.window.get(), QPoint(0, pane->height())).y(), set.window->height());
    }

    void contextPane_givesWayWhenNarrow()
    {
        Set set;
        QVERIFY(set.isShown("contextPane"));
        set.window->resize(1024, 640);
        QTRY_VERIFY(!set.isShown("contextPane"));
        QCOMPARE(set.window->size(), QSize(1024, 640));
        QTest::keyClick(set.window.get(), Qt::Key_F1);
        QVERIFY(set.isShown("contextPane"));
        QTest::keyClick(set.window.get(), Qt::Key_F1);
        set.window->resize(1280, 800);
        QTRY_VERIFY(set.isShown("contextPane"));
        QTest::keyClick(set.window.get(), Qt::Key_F1);
        QVERIFY(!set.isShown("contextPane"));
    }

    void droppedProject_isOpened()
    {
        Set set;
        const QString file = set.document().file();
        set.fixture.workspace().commands().close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(set.window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(set.window.get(), &drop);
        QCOMPARE(set.document().file(), file);

        QMimeData other;
        other.setUrls({QUrl("https://example.com/project.yaml")});
        QDragEnterEvent refused({10, 10}, Qt::CopyAction, &other, Qt::LeftButton, {});
        refused.ignore();
        QApplication::sendEvent(set.window.get(), &refused);
        QVERIFY(!refused.isAccepted());
    }

    void panes_areReachedByKeyboard()
    {
        Set set;
        auto* stepper = set.find<Stepper>("stepper");
        stepper->setFocus();
        QTest::keyClick(set.window.get(), Qt::Key_F6);
        QVERIFY(!stepper->hasFocus());
        for (int turn = 0; turn < 4 && !stepper->hasFocus(); ++turn)
            QTest::keyClick(set.window.get(), Qt::Key_F6);
        QVERIFY(stepper->hasFocus());
    }

    void language_rebuildsAndKeepsTheWork()
    {
        Set set("reference", false);
        Settings settings(set.fixture.folder.filePath("settings.ini"));
        Language language;
        settings.setLanguage("en");
        WindowHost host(set.fixture.viewContext(), settings, language);
        host.window().resize(1200, 700);
        host.window().show();
        QVERIFY(QTest::qWaitForWindowActive(&host.window()));
        set.edit([](project::SsoProject& p) { p.identityProvider.realm = "other"; });
        host.window().showStep(StepId::Applications);
        const QPointer<MainWindow> before = &host.window();
        QSignalSpy rebuilt(&host, &WindowHost::rebuilt);
        QSignalSpy closed(&host, &WindowHost::closed);

        settings.setLanguage("pseudo");
        QTRY_COMPARE(rebuilt.size(), 1);
        QVERIFY(before.isNull());
        QCOMPARE(host.window().currentStep(), StepId::Applications);
        QCOMPARE(host.window().size(), QSize(1200, 700));
        QVERIFY(host.window().isVisible());
        QCOMPARE(set.document().project().identityProvider.realm, std::string("other"));
        QVERIFY(set.document().undoStack()->canUndo());
        QVERIFY(host.window().commands().action("project.save")->text().startsWith('['));
        // Questions are asked over the new window.
        set.fixture.dialogs.unsavedAnswer = UnsavedAnswer::Stay;
        host.window().close();
        QCOMPARE(set.fixture.dialogs.asked.size(), 1);
        QCOMPARE(closed.size(), 0);

        settings.setLanguage("en");
        QTRY_COMPARE(rebuilt.size(), 2);
        QCOMPARE(host.window().commands().action("project.save")->text(), QString("Save"));
    }

    void themes_areChosenByCommand()
    {
        Set set("reference", false);
        Settings settings(set.fixture.folder.filePath("settings.ini"));
        MainWindow window(set.fixture.viewContext(), &settings);
        window.commands().action("theme.dark")->trigger();
        QCOMPARE(settings.theme(), Settings::ThemeChoice::Dark);
        QVERIFY(window.commands().action("theme.dark")->isChecked());
        QVERIFY(window.commands().action("language.pseudo") == nullptr); // hidden until it is asked for
    }
};

QTEST_MAIN(TestShell)
#include "tst_Shell.moc"
