#include "DesktopFixture.h"

#include "desktop/controllers/SandboxController.h"
#include "support/OwnTime.h"

#include <QDir>
#include <QFile>
#include <QtTest/QtTest>
#include <csignal>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;
using State = SandboxController::State;

namespace {

/// A script in the place of the real one; "$dir" in it is the fixture's folder. It leaves its process id in
/// $dir/pid and, if it starts one, its child's in $dir/child.
void useScript(DesktopFixture& fixture, const QString& body)
{
    const QString folder = fixture.folder.filePath("scripts");
    QDir().mkpath(folder);
    QFile script(folder + "/desktop.sh");
    QVERIFY(script.open(QIODevice::WriteOnly | QIODevice::Truncate));
    script.write(("dir='" + fixture.folder.path() + "'\necho $$ >\"$dir/pid\"\n" + body + "\n").toUtf8());
    fixture.services.sandboxFolder = folder;
}

const QString sayReady =
    "echo \"{\\\"event\\\":\\\"ready\\\",\\\"project\\\":\\\"$dir/reference.yaml\\\","
    "\\\"gateway\\\":\\\"https://127.0.0.1:8443\\\",\\\"keycloak\\\":\\\"http://127.0.0.1:8080\\\","
    "\\\"deployed\\\":\\\"no\\\"}\"\n";
constexpr int patience = 30'000; ///< on a busy machine a shell may begin late
const QString waitForEnd = "while read -r line; do :; done\n";

bool isAlive(const DesktopFixture& fixture, const QString& name)
{
    QFile file(fixture.folder.filePath(name));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const auto pid = file.readAll().trimmed().toInt();
    return pid > 0 && ::kill(pid, 0) == 0;
}

bool exists(const DesktopFixture& fixture, const QString& name)
{
    return QFile::exists(fixture.folder.filePath(name));
}

} // namespace

class TestSandbox : public QObject
{
    Q_OBJECT
private slots:
    void missingScripts_areSaid()
    {
        DesktopFixture fixture;
        auto& sandbox = fixture.workspace().sandbox();
        QVERIFY(!sandbox.isAvailable());
        QVERIFY(!sandbox.whyNot().isEmpty());
        sandbox.start();
        QCOMPARE(sandbox.job().state(), Job::State::Failed);
        QCOMPARE(sandbox.job().error()->code, ErrorCode::NotFound);
        QCOMPARE(sandbox.state(), State::Stopped);
    }

    void start_progress_ready_stop()
    {
        DesktopFixture fixture;
        fixture.openSample();
        useScript(fixture, "echo 'not json'\n"
                           "echo '{\"event\":\"progress\",\"text\":\"Booting\",\"done\":2,\"total\":5}'\n"
                           "sleep 0.2\n" +
                               sayReady + waitForEnd + "touch \"$dir/stopped\"\n");
        auto& sandbox = fixture.workspace().sandbox();
        QSignalSpy ready(&sandbox, &SandboxController::ready);
        sandbox.start();
        QCOMPARE(sandbox.state(), State::Starting);
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.job().progressDone(), 2, patience);
        QCOMPARE(sandbox.job().progressText(), QString("Booting"));
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), State::Running, patience);
        QCOMPARE(sandbox.job().state(), Job::State::Succeeded);
        QCOMPARE(ready.size(), 1);
        QCOMPARE(sandbox.gatewayUrl(), QString("https://127.0.0.1:8443"));
        QVERIFY(sandbox.isProjectOpen());
        QVERIFY(isAlive(fixture, "pid"));

        sandbox.stop();
        QCOMPARE(sandbox.state(), State::Stopping);
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), State::Stopped, patience);
        QVERIFY(exists(fixture, "stopped"));
        QVERIFY(!isAlive(fixture, "pid"));
        QVERIFY(!sandbox.isProjectOpen());
    }

    void script_thatDies_failsTheStart_withItsOwnWords()
    {
        DesktopFixture fixture;
        useScript(fixture,
                  "echo '{\"event\":\"error\",\"what\":\"packages are missing: maven\",\"fix\":\"install "
                  "them\"}'\nexit 2");
        auto& sandbox = fixture.workspace().sandbox();
        sandbox.start();
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.job().state(), Job::State::Failed, patience);
        QVERIFY(sandbox.job().error()->message.find("packages are missing: maven") != std::string::npos);
        QVERIFY(sandbox.job().error()->message.find("install them") != std::string::npos);
        QCOMPARE(sandbox.state(), State::Stopped);

        useScript(fixture, "exit 7");
        sandbox.start(); // and it can be tried again
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.job().state(), Job::State::Failed, patience);
        QVERIFY(sandbox.job().error()->message.find('7') != std::string::npos);
    }

    void cancel_leavesNoProcess()
    {
        DesktopFixture fixture;
        useScript(fixture,
                  "sleep 1000 & child=$!\necho $child >\"$dir/child\"\n" + waitForEnd + "kill $child");
        auto& sandbox = fixture.workspace().sandbox();
        sandbox.start();
        QTRY_VERIFY_WITH_TIMEOUT(isAlive(fixture, "child"), patience);
        sandbox.job().cancel();
        QCOMPARE(sandbox.job().state(), Job::State::Cancelled);
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), State::Stopped, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(fixture, "pid"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(fixture, "child"), patience);
    }

    void script_thatHangs_isKilledWithAllItStarted()
    {
        DesktopFixture fixture;
        useScript(fixture, "trap '' TERM INT HUP\nsleep 1000 & echo $! >\"$dir/child\"\n" + sayReady +
                               "while :; do sleep 1000; done");
        auto& sandbox = fixture.workspace().sandbox();
        sandbox.setGrace(std::chrono::milliseconds(200));
        sandbox.start();
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), State::Running, patience);
        sandbox.stop();
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), State::Stopped, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(fixture, "pid"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(fixture, "child"), patience);
    }

    void theEndOfTheProgram_endsTheSandbox()
    {
        DesktopFixture fixture;
        useScript(fixture, sayReady + waitForEnd + "sleep 0.3\ntouch \"$dir/stopped\"\n");
        fixture.workspace().sandbox().start();
        QTRY_COMPARE_WITH_TIMEOUT(fixture.workspace().sandbox().state(), State::Running, patience);
        const test::OwnTime timer;
        fixture.resetWorkspace();
        QVERIFY(timer.elapsed() < 1000);
        // The script cleans up behind the program.
        QTRY_VERIFY_WITH_TIMEOUT(exists(fixture, "stopped"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(fixture, "pid"), patience);
    }

    void partThatEnds_isSaid()
    {
        DesktopFixture fixture;
        useScript(fixture,
                  sayReady + "echo '{\"event\":\"error\",\"what\":\"keycloak ended by itself\"}'\nexit 1");
        auto& sandbox = fixture.workspace().sandbox();
        sandbox.start();
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.job().state(), Job::State::Succeeded, patience);
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), State::Stopped, patience);
    }

    void deploy_handsOnFilesAndAnswers()
    {
        DesktopFixture fixture;
        fixture.openSample();
        useScript(
            fixture,
            sayReady +
                "while read -r line; do printf '%s\\n' \"$line\" >>\"$dir/commands\"\n"
                "if [ -e \"$dir/broken\" ]; then echo '{\"event\":\"deploy-failed\",\"what\":\"envoy did "
                "not start\",\"fix\":\"see its log\"}'; else echo '{\"event\":\"deployed\"}'; fi; done");
        auto& document = fixture.workspace().document();
        document.edit("Secrets", {}, [](project::SsoProject& p) {
            p.client.secret = {secrets::SecretRef::Kind::File, "secrets/client"};
            p.authorization.session.cookieSecret = {secrets::SecretRef::Kind::File, "secrets/cookie"};
            p.local.authorizationService = "127.0.0.1:4180";
            p.local.keycloak = "127.0.0.1:8080";
        });
        auto& sandbox = fixture.workspace().sandbox();
        std::optional<Result<void>> answer;
        const auto take = [&](Result<void> result) { answer = std::move(result); };
        const QString folder = fixture.folder.filePath("export");

        sandbox.deploy(folder, take);
        QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience);
        QCOMPARE(answer->error().code, ErrorCode::InvalidArgument); // it does not run

        sandbox.start();
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), State::Running, patience);
        answer.reset();
        sandbox.deploy(folder, take);
        QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience);
        QCOMPARE(answer->error().code, ErrorCode::NotFound); // nothing was exported

        QDir().mkpath(folder);
        QFile envoy(folder + "/envoy.yaml");
        QVERIFY(envoy.open(QIODevice::WriteOnly));
        envoy.close();
        answer.reset();
        sandbox.deploy(folder, take);
        QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience);
        QVERIFY2(answer->has_value(), answer->has_value() ? "" : answer->error().toString().c_str());
        QVERIFY(sandbox.isDeployed());
        QFile server(fixture.folder.filePath("server.yaml"));
        QVERIFY(server.open(QIODevice::ReadOnly));
        const auto text = server.readAll();
        QVERIFY(text.contains(fixture.folder.filePath("secrets/client").toUtf8()));
        QCOMPARE(server.permissions() & (QFile::ReadOther | QFile::ReadGroup), QFile::Permissions());

        QVERIFY(QFile(fixture.folder.filePath("broken")).open(QIODevice::WriteOnly));
        answer.reset();
        sandbox.deploy(folder, take);
        QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience);
        QCOMPARE(answer->error().code, ErrorCode::PeerError);
        QVERIFY(!sandbox.isDeployed());

        document.edit("Keychain", {}, [](project::SsoProject& p) {
            p.client.secret = {secrets::SecretRef::Kind::Keychain, "reference/client"};
        });
        answer.reset();
        sandbox.deploy(folder, take);
        QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience);
        QCOMPARE(answer->error().code, ErrorCode::Unsupported);
    }
};

QTEST_GUILESS_MAIN(TestSandbox)
#include "tst_Sandbox.moc"
