#include "LoginScene.h"
#include "desktop/controllers/ProjectJournal.h"
#include "desktop/models/LoginAdvice.h"
#include "desktop/models/Text.h"
#include "desktop/views/steps/LoginTestPage.h"
#include "support/FakeHttpClient.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::httpAnswer;
using meshsso::test::LoginScene;

class TestLoginTestStep : public QObject
{
    Q_OBJECT

private:
    static bool finish(LoginTestController& controller)
    {
        return QTest::qWaitFor([&] { return !controller.isBusy(); }, 10'000);
    }

    static QString hopsText(LoginTestController& controller)
    {
        QString text = controller.ticketText();
        for (const auto& row : controller.hops()->rows())
            text += row.requestText + row.responseText + hopSentence(row);
        return text;
    }

private slots:
    void throughGateway_signsIn()
    {
        LoginScene scene;
        auto& controller = scene.controller();
        QSignalSpy tokens(&controller, &LoginTestController::tokensReceived);
        QCOMPARE(controller.state().status, StepStatus::NotYet);
        QVERIFY(controller.start());
        QVERIFY(controller.job().isRunning());
        QVERIFY(finish(controller));
        QVERIFY(controller.result());
        QVERIFY(controller.result()->works());
        QVERIFY(controller.result()->isVerified);
        QCOMPARE(controller.result()->who, QString("alice"));
        QCOMPARE(controller.hops()->rowCount(), 6);
        QCOMPARE(controller.state().status, StepStatus::Done);
        QVERIFY2(controller.state().fact.contains("alice"), qPrintable(controller.state().fact));
        QCOMPARE(tokens.count(), 1);
        QVERIFY(!controller.accessToken().empty());
        // Each hop has its exchange beside it.
        for (const auto& row : controller.hops()->rows())
            QVERIFY2(!row.requestText.isEmpty() && !row.responseText.isEmpty(), row.hop.url.c_str());
        QVERIFY(!hopsText(controller).contains("wonder"));
        QVERIFY(!scene.activityText().contains("wonder"));
    }

    void anEdit_makesTheResultStale()
    {
        LoginScene scene;
        auto& controller = scene.controller();
        controller.start();
        QVERIFY(finish(controller));
        QCOMPARE(controller.state().status, StepStatus::Done);
        scene.fixture.workspace().document().edit(
            "x", "x", [](project::SsoProject& p) { p.client.scopes.push_back("offline_access"); });
        QCOMPARE(controller.state().status, StepStatus::Stale);
        scene.fixture.workspace().document().undoStack()->undo();
        QCOMPARE(controller.state().status, StepStatus::Done);
    }

    void aFailedHop_hasItsFindingAndTheFieldConcerned()
    {
        LoginScene scene;
        scene.site.instead.emplace("GET https://sso.example.com/headers",
                                   httpAnswer(403, "RBAC: access denied"));
        auto& controller = scene.controller();
        controller.start();
        QVERIFY(finish(controller));
        QCOMPARE(controller.state().status, StepStatus::Failed);
        QCOMPARE(controller.hops()->failedRow(), 0);
        const auto& row = controller.hops()->rows()[0];
        QCOMPARE(row.findings.size(), std::size_t(1));
        QCOMPARE(row.findings[0].code, std::string("login.rbac-denied"));
        QCOMPARE(fieldOfLoginFinding(row.findings[0], scene.site.project),
                 std::string("authorization.provider"));
        QVERIFY(hopSentence(row).contains("failed"));
    }

    void anUnreachableGateway_isARowOfItsOwn()
    {
        LoginScene scene;
        scene.fixture.answer = {};
        auto& controller = scene.controller();
        controller.start();
        QVERIFY(finish(controller));
        QCOMPARE(controller.hops()->rowCount(), 1);
        QCOMPARE(controller.hops()->failedRow(), 0);
        QCOMPARE(controller.state().status, StepStatus::Failed);
    }

    void withoutPassword_nothingStarts()
    {
        LoginScene scene;
        scene.fixture.workspace().document().edit("x", "",
                                                  [](project::SsoProject& p) { p.users[0].password = {}; });
        auto& controller = scene.controller();
        QVERIFY(controller.needsPassword());
        QVERIFY(!controller.start());
        QVERIFY(scene.fixture.requests.empty());
        controller.setPassword(SecretString(LoginScene::password));
        QVERIFY(controller.start());
        QVERIFY(finish(controller));
        QVERIFY(controller.result()->works());
    }

    void aMissingSecret_isSaid()
    {
        LoginScene scene;
        scene.fixture.keychain->values.erase("scene/alice");
        scene.controller().start();
        QVERIFY(finish(scene.controller()));
        QCOMPARE(scene.controller().job().state(), Job::State::Failed);
        QCOMPARE(scene.controller().state().status, StepStatus::Failed);
        QVERIFY(scene.fixture.requests.empty());
    }

    void cancel_dropsTheRequest()
    {
        LoginScene scene;
        scene.fixture.isHttpSilent = true;
        auto& controller = scene.controller();
        controller.start();
        QVERIFY(QTest::qWaitFor([&] { return scene.fixture.openRequests == 1; }));
        controller.job().cancel();
        QCOMPARE(scene.fixture.openRequests, 0);
        QVERIFY(!controller.isBusy());
        QCOMPARE(controller.job().state(), Job::State::Cancelled);
    }

    void connectTo_isCheckedBeforeAnythingStarts()
    {
        LoginScene scene;
        auto& controller = scene.controller();
        for (const char* bad : {"http://x", "a b", "host:0", "host/path", "user@host", "host:99999"}) {
            controller.setConnectTo(bad);
            QVERIFY2(!controller.start(), bad);
        }
        controller.setConnectTo("203.0.113.10:8443");
        QVERIFY(controller.lacks().empty());
    }

    void atKeycloak_withoutConsentMakesNothing()
    {
        LoginScene scene;
        auto& controller = scene.controller();
        controller.setWay(LoginWay::AtKeycloak);
        const int writes = scene.keycloak.writes();
        QVERIFY(!controller.start());
        QTest::qWait(50);
        QVERIFY(scene.fixture.requests.empty());
        QCOMPARE(scene.keycloak.writes(), writes);

        // Nor does the page: its button asks, and a dismissed question is no consent.
        LoginTestPage page(scene.fixture.viewContext());
        page.show();
        page.findChild<QPushButton*>("primary")->click();
        QCOMPARE(scene.fixture.dialogs.confirmations.size(), std::size_t(1));
        QTest::qWait(50);
        QVERIFY(scene.fixture.requests.empty());
    }

    void inProduction_theNameIsTyped()
    {
        LoginScene scene;
        scene.fixture.workspace().document().edit("x", "", [](project::SsoProject& p) {
            p.metadata.environment = project::Environment::Production;
        });
        scene.controller().setWay(LoginWay::AtKeycloak);
        LoginTestPage page(scene.fixture.viewContext());
        page.findChild<QPushButton*>("primary")->click();
        QCOMPARE(scene.fixture.dialogs.confirmations.front().typedWord, QString("scene"));
    }

    void atKeycloak_signsInAndRemovesTheClient()
    {
        LoginScene scene;
        auto& controller = scene.controller();
        controller.setWay(LoginWay::AtKeycloak);
        int atOnce = 0;
        scene.onRequest = [&](const net::HttpRequest&) { atOnce = std::max(atOnce, scene.testClients()); };
        QVERIFY(controller.start(true));
        QVERIFY(finish(controller));
        QVERIFY2(controller.result(), qPrintable(controller.state().fact));
        QVERIFY2(controller.result()->works(), qPrintable(controller.ticketText()));
        QVERIFY(controller.result()->isVerified);
        QCOMPARE(atOnce, 1);
        QCOMPARE(scene.testClients(), 0);
        QCOMPARE(controller.cleanup().state(), Job::State::Succeeded);
        QVERIFY(controller.leftoverClient().isEmpty());
        QVERIFY(!controller.idToken().empty());
        QCOMPARE(controller.state().status, StepStatus::Done);
    }

    void atKeycloak_removesTheClient_whenItFails()
    {
        LoginScene scene;
        scene.tokenStatus = 400;
        auto& controller = scene.controller();
        controller.setWay(LoginWay::AtKeycloak);
        controller.start(true);
        QVERIFY(finish(controller));
        QVERIFY(controller.result());
        QVERIFY(!controller.result()->works());
        QVERIFY(!scene.opened.empty());
        QCOMPARE(scene.testClients(), 0);
        QCOMPARE(controller.state().status, StepStatus::Failed);
    }

    void atKeycloak_removesTheClient_whenCancelledInTheBrowser()
    {
        LoginScene scene;
        scene.browserReturns = false;
        auto& controller = scene.controller();
        controller.setWay(LoginWay::AtKeycloak);
        controller.start(true);
        QVERIFY(QTest::qWaitFor([&] { return !scene.opened.empty(); }, 5000));
        QCOMPARE(scene.testClients(), 1);
        controller.job().cancel();
        QVERIFY(finish(controller));
        QCOMPARE(scene.testClients(), 0);
        QCOMPARE(controller.job().state(), Job::State::Cancelled);
    }

    void atKeycloak_removesTheClient_whenCancelledWhileItIsMade()
    {
        LoginScene scene;
        auto& controller = scene.controller();
        controller.setWay(LoginWay::AtKeycloak);
        bool wasCancelled = false;
        scene.onRequest = [&](const net::HttpRequest& request) {
            if (request.method == "POST" && request.url.ends_with("/clients")) {
                wasCancelled = true;
                controller.job().cancel();
            }
        };
        controller.start(true);
        QVERIFY(QTest::qWaitFor([&] { return wasCancelled; }, 5000));
        QVERIFY(finish(controller));
        QVERIFY(scene.opened.empty());
        QCOMPARE(scene.testClients(), 0);
        QCOMPARE(controller.cleanup().state(), Job::State::Succeeded);
    }

    void aClientThatCannotBeRemoved_isSaidAndCanBeRemovedAgain()
    {
        LoginScene scene;
        scene.keycloak.beforeWrite = [](const std::string& method, const std::string&) {
            return method == "DELETE" ? 403 : 0;
        };
        auto& controller = scene.controller();
        controller.setWay(LoginWay::AtKeycloak);
        controller.start(true);
        QVERIFY(finish(controller));
        QCOMPARE(scene.testClients(), 1);
        QVERIFY(controller.leftoverClient().startsWith("meshsso-login-test-"));
        QCOMPARE(controller.state().status, StepStatus::Attention);
        QVERIFY(!controller.start(true));
        scene.keycloak.beforeWrite = {};
        controller.removeLeftover();
        QVERIFY(finish(controller));
        QCOMPARE(scene.testClients(), 0);
        QVERIFY(controller.leftoverClient().isEmpty());
    }

    void wrongAdministrator_makesNothing()
    {
        LoginScene scene;
        scene.fixture.keychain->values.erase("scene/admin");
        auto& controller = scene.controller();
        controller.setWay(LoginWay::AtKeycloak);
        controller.start(true);
        QVERIFY(finish(controller));
        QCOMPARE(controller.job().state(), Job::State::Failed);
        QCOMPARE(scene.testClients(), 0);
        QVERIFY(scene.opened.empty());
    }

    void tokens_reachNeitherActivityNorDisk()
    {
        LoginScene scene;
        auto& controller = scene.controller();
        controller.setWay(LoginWay::AtKeycloak);
        controller.start(true);
        QVERIFY(finish(controller));
        QVERIFY(!scene.accessToken.empty());
        scene.fixture.workspace().document().edit("x", "",
                                                  [](project::SsoProject& p) { p.client.id = "other"; });
        scene.fixture.workspace().journal().flush();
        const auto signature =
            QString::fromStdString(scene.accessToken.substr(scene.accessToken.rfind('.') + 1));
        const QString shown = scene.activityText() + hopsText(controller);
        QVERIFY(scene.filesText().contains("other"));
        for (const auto& planted : {signature, QString("r3fresh-planted"), QString("c0de-planted")}) {
            QVERIFY2(!shown.contains(planted), qPrintable(planted));
            QVERIFY2(!scene.filesText().contains(planted.toUtf8()), qPrintable(planted));
        }
    }

    void watched_opensTheGatewayAndSaysWhatToLookFor()
    {
        LoginScene scene;
        scene.browserReturns = false;
        auto& controller = scene.controller();
        controller.setWay(LoginWay::Watched);
        LoginTestPage page(scene.fixture.viewContext());
        page.show();
        auto* paste = page.findChild<QPushButton*>("pasteIntoInspector");
        QVERIFY(!paste->isVisible());
        page.findChild<QPushButton*>("primary")->click();
        QCOMPARE(scene.opened, std::string("https://sso.example.com/headers"));
        QVERIFY(controller.isWatching());
        QVERIFY(paste->isVisible());
        QVERIFY(scene.fixture.requests.empty());
    }

    void watched_withoutBrowserSaysSo()
    {
        LoginScene scene;
        scene.fixture.services.openUrl = [](const QUrl&) { return false; };
        scene.controller().setWay(LoginWay::Watched);
        QVERIFY(!scene.controller().start());
        QCOMPARE(scene.controller().state().status, StepStatus::Failed);
    }

    void page_leadsFromTheFailureToTheStepConcerned()
    {
        LoginScene scene;
        scene.site.instead.emplace("GET https://sso.example.com/headers",
                                   httpAnswer(403, "RBAC: access denied"));
        LoginTestPage page(scene.fixture.viewContext());
        page.resize(900, 900);
        page.show();
        QSignalSpy asked(&scene.fixture.workspace(), &Workspace::stepRequested);
        auto* primary = page.findChild<QPushButton*>("primary");
        QCOMPARE(primary->text(), QString("Sign in as alice"));
        primary->click();
        QVERIFY(!primary->isEnabled());
        QVERIFY(finish(scene.controller()));
        QVERIFY(primary->isEnabled());
        QPushButton* go = nullptr;
        for (auto* button : page.findChildren<QPushButton*>()) {
            if (button->isVisible() && button->text() == "Show where this is set")
                go = button;
        }
        QVERIFY(go != nullptr);
        go->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][1].toString(), QString("authorization.provider"));
    }

    void result_opensInTheInspector()
    {
        LoginScene scene;
        LoginTestPage page(scene.fixture.viewContext());
        page.show();
        page.findChild<QPushButton*>("primary")->click();
        QVERIFY(finish(scene.controller()));
        QSignalSpy asked(&scene.fixture.workspace(), &Workspace::stepRequested);
        page.findChild<QPushButton*>("openInInspector")->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].value<StepId>(), StepId::Inspector);
    }
};

QTEST_MAIN(TestLoginTestStep)
#include "tst_LoginTestStep.moc"
