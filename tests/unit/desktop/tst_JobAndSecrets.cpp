#include "DesktopFixture.h"

#include "EventLoopWatchdog.h"
#include "desktop/controllers/Job.h"
#include "desktop/controllers/SecretsController.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;
using secrets::SecretRef;

class TestJobAndSecrets : public QObject
{
    Q_OBJECT

private:
    static Task<Result<int>> ask(std::shared_ptr<net::HttpClient> http)
    {
        net::HttpRequest request;
        request.url = "https://keycloak.example.com/";
        auto answer = co_await http->send(request);
        if (!answer)
            co_return fail(answer.error());
        co_return answer->status;
    }

    static StepContext contextOf(DesktopFixture& fixture)
    {
        auto& workspace = fixture.workspace();
        return {fixture.services, workspace.document(), workspace.secrets(), workspace.activity()};
    }

private slots:
    void job_saysHowItEnded()
    {
        DesktopFixture fixture;
        fixture.answer = [](const net::HttpRequest&) {
            net::HttpResponse response;
            response.status = 204;
            return response;
        };
        Job job;
        int seen = 0;
        job.start<Result<int>>("Asking", "keycloak.example.com", ask(contextOf(fixture).httpClient({})),
                               [&](Result<int> status) { seen = status.value_or(-1); });
        QVERIFY(job.isRunning());
        QTRY_COMPARE(job.state(), Job::State::Succeeded);
        QCOMPARE(seen, 204);
        QCOMPARE(fixture.workspace().activity().requests()->rowCount(), 1);
    }

    void job_cancelled_dropsTheRequest()
    {
        DesktopFixture fixture;
        fixture.isHttpSilent = true;
        Job job;
        bool done = false;
        job.start<Result<int>>("Asking", "keycloak.example.com", ask(contextOf(fixture).httpClient({})),
                               [&](const Result<int>&) { done = true; });
        QCOMPARE(fixture.openRequests, 1);
        job.cancel();
        QCOMPARE(job.state(), Job::State::Cancelled);
        QCOMPARE(fixture.openRequests, 0);
        QTest::qWait(20);
        QVERIFY(!done);
    }

    void job_overItsLimit_fails()
    {
        DesktopFixture fixture;
        fixture.isHttpSilent = true;
        Job job;
        job.start<Result<int>>(
            "Asking", "keycloak.example.com", ask(contextOf(fixture).httpClient({})),
            [](const Result<int>&) {}, std::chrono::milliseconds(30));
        QTRY_COMPARE(job.state(), Job::State::Failed);
        QCOMPARE(job.error()->code, ErrorCode::Timeout);
        QCOMPARE(fixture.openRequests, 0);
    }

    void job_startedAgainFromItsEnd_runs()
    {
        DesktopFixture fixture;
        Job job;
        int runs = 0;
        std::function<void()> start = [&] {
            job.start<Result<int>>("Asking", "host", ask(contextOf(fixture).httpClient({})),
                                   [&](const Result<int>& result) {
                                       if (++runs < 3)
                                           start();
                                       else
                                           job.fail(result.error());
                                   });
        };
        start();
        QTRY_COMPARE(runs, 3);
        QCOMPARE(job.state(), Job::State::Failed);
        QCOMPARE(job.error()->code, ErrorCode::Unreachable);
    }

    void secret_isKept_andKnownByReferenceOnly()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& secrets = fixture.workspace().secrets();
        const auto ref = secrets.suggestRef("client");
        QCOMPARE(ref.toString(), std::string("keychain:reference/client"));
        bool kept = false;
        secrets.write(ref, SecretString("s3cret"),
                      [&](const Result<void>& result) { kept = result.has_value(); });
        QTRY_VERIFY(kept);
        QCOMPARE(secrets.presence(ref), SecretPresence::Present);
        QCOMPARE(fixture.keychain->values.at("reference/client"), std::string("s3cret"));
    }

    void keychainThatFails_isSaid_andSessionMemoryHelps_data()
    {
        QTest::addColumn<int>("code");
        QTest::newRow("none") << static_cast<int>(ErrorCode::Unsupported);
        QTest::newRow("locked") << static_cast<int>(ErrorCode::Forbidden);
        QTest::newRow("slow") << static_cast<int>(ErrorCode::Timeout);
        QTest::newRow("broken") << static_cast<int>(ErrorCode::IoError);
    }
    void keychainThatFails_isSaid_andSessionMemoryHelps()
    {
        QFETCH(int, code);
        DesktopFixture fixture;
        fixture.openSample();
        fixture.keychain->failure =
            Error{static_cast<ErrorCode>(code), "the keychain does not work", "keychain"};
        auto& secrets = fixture.workspace().secrets();
        const auto ref = secrets.suggestRef("client");
        std::optional<Result<void>> result;
        secrets.write(ref, SecretString("planted-s3cret"), [&](Result<void> r) { result = std::move(r); });
        QTRY_VERIFY(result.has_value());
        QVERIFY(!result->has_value());
        QVERIFY(secrets.keychainError().has_value());

        secrets.setSessionOnly(true);
        QVERIFY(!secrets.keychainError().has_value());
        result.reset();
        secrets.write(ref, SecretString("planted-s3cret"), [&](Result<void> r) { result = std::move(r); });
        QTRY_VERIFY(result.has_value());
        QVERIFY(result->has_value());
        std::string read;
        secrets.read(ref, [&](Result<SecretString> value) { read = std::string(value->reveal()); });
        QTRY_COMPARE(read, std::string("planted-s3cret"));

        // Nothing of it is on disk.
        fixture.workspace().journal();
        QDirIterator files(fixture.folder.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("planted-s3cret"), qPrintable(file.fileName()));
        }
    }

    void silentKeychain_leavesTheWindowAlive()
    {
        DesktopFixture fixture;
        fixture.openSample();
        fixture.keychain->isSilent = true;
        auto& secrets = fixture.workspace().secrets();
        meshsso::test::EventLoopWatchdog watchdog;
        secrets.probe(secrets.suggestRef("client"));
        QCOMPARE(secrets.presence(secrets.suggestRef("client")), SecretPresence::Asking);
        QTest::qWait(100);
        QVERIFY2(watchdog.longestGap() < 100, qPrintable(QString::number(watchdog.longestGap())));
        secrets.setSessionOnly(true);
        QCOMPARE(secrets.presence(secrets.suggestRef("client")), SecretPresence::Unknown);
    }
};

QTEST_GUILESS_MAIN(TestJobAndSecrets)
#include "tst_JobAndSecrets.moc"
