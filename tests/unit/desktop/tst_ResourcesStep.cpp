#include "DesktopFixture.h"

#include "../kube/FakeCluster.h"
#include "core/Encoding.h"
#include "desktop/controllers/ResourcesController.h"
#include "desktop/controllers/SandboxController.h"
#include "desktop/models/LineNotes.h"
#include "desktop/models/Text.h"
#include "desktop/views/steps/ResourcesPage.h"
#include "desktop/views/widgets/CodeView.h"
#include "support/OwnTime.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>
#include <sys/stat.h>

using namespace meshsso;
using namespace meshsso::desktop;
using kube::ObjectState;
using meshsso::test::DesktopFixture;
using meshsso::test::FakeCluster;

namespace {

/// kubectl as the fake cluster plays it, on a later turn of the event loop; or one that never ends.
class LaterRunner final : public kube::ProcessRunner
{
public:
    LaterRunner(Executor& executor, FakeCluster& cluster, bool& isSilent, int& open)
        : m_executor(executor), m_cluster(cluster), m_isSilent(isSilent), m_open(open)
    {
    }

    Task<Result<kube::ProcessOutput>> run(kube::ProcessRequest request) override
    {
        struct Open
        {
            explicit Open(int& count) : m_count(count) { ++m_count; }
            ~Open() { --m_count; }
            int& m_count;
        };
        const Open open(m_open);
        Completion<bool> turn([this](Completion<bool>::Done done) -> std::unique_ptr<Operation> {
            struct Turn final : Operation
            {
                std::shared_ptr<bool> alive = std::make_shared<bool>(true);
                ~Turn() override { *alive = false; }
            };
            auto waiting = std::make_unique<Turn>();
            if (!m_isSilent) {
                m_executor.post([alive = waiting->alive, done = std::move(done)] {
                    if (*alive)
                        done(true);
                });
            }
            return waiting;
        });
        co_await turn;
        auto answering = m_cluster.runner.run(std::move(request));
        co_return co_await answering;
    }

private:
    Executor& m_executor;
    FakeCluster& m_cluster;
    bool& m_isSilent;
    int& m_open;
};

/// A workspace whose kubectl is the fake cluster.
struct ClusterFixture : DesktopFixture
{
    FakeCluster cluster;
    bool isKubectlSilent = false;
    int openProcesses = 0;

    ClusterFixture()
    {
        services.kubectlProgram = "/bin/sh";
        services.makeProcessRunner = [this](Executor& e) -> std::unique_ptr<kube::ProcessRunner> {
            return std::make_unique<LaterRunner>(e, cluster, isKubectlSilent, openProcesses);
        };
        // The mesh is there; the applications' namespace is not labelled yet.
        cluster.objects[" Namespace istio-system"] = {
            {"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "istio-system"}}}};
        openSample("reference");
    }
    ResourcesController& controller() { return workspace().resources(); }
    project::SsoProject project() { return workspace().document().project(); }
    void edit(const std::function<void(project::SsoProject&)>& change)
    {
        QVERIFY(workspace().document().edit("edit", {}, change));
    }
    void keepSecrets()
    {
        keychain->values["reference/client"] = clientSecret;
        keychain->values["reference/cookie"] = cookieSecret;
    }
    static constexpr const char* clientSecret = "planted-client-secret";
    static constexpr const char* cookieSecret = "planted-cookie-secret-0123456789";
};

bool compiled(ResourcesController& controller)
{
    return QTest::qWaitFor(
        [&] { return controller.files().isCurrent() && controller.files().preview().has_value(); }, 20'000);
}

bool ended(const Job& job)
{
    return QTest::qWaitFor([&] { return !job.isRunning(); }, 20'000);
}

QStringList filesUnder(const QString& folder)
{
    QStringList files;
    QDirIterator all(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (all.hasNext())
        files.append(QDir(folder).relativeFilePath(all.next()));
    files.sort();
    return files;
}

QByteArray contentOf(const QString& file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

} // namespace

/// Mesh resources: the preview never holds a secret, files stay in the chosen folder, the cluster is asked
/// only when told to, and nothing but what was shown is applied.
class TestResourcesStep : public QObject
{
    Q_OBJECT

private slots:
    void preview_followsTheProject_andErrorsAreSaid()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        QVERIFY(compiled(controller));
        QVERIFY(!controller.files().preview()->error);
        const auto count = controller.files().preview()->fileCount();
        QVERIFY(count > 10);
        QCOMPARE(controller.files().preview()->count(ExportState::New), count);
        QCOMPARE(controller.state().status, StepStatus::NotYet);
        fixture.edit([](auto& p) { p.applications[0].deployDemo = !p.applications[0].deployDemo; });
        QVERIFY(compiled(controller));
        QVERIFY(controller.files().preview()->fileCount() != count);
        fixture.edit([](auto& p) { p.gateway.address.clear(); });
        QVERIFY(compiled(controller));
        QVERIFY(controller.files().preview()->error.has_value());
    }

    void compiling_doesNotHoldTheEventLoop()
    {
        ClusterFixture fixture;
        const test::OwnTime timer;
        fixture.controller().files().refreshPreview();
        QVERIFY2(timer.elapsed() < 50, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(compiled(fixture.controller()));
    }

    void save_writesIntoTheFolderOnly_withoutSecrets()
    {
        ClusterFixture fixture;
        fixture.keepSecrets();
        auto& controller = fixture.controller();
        QVERIFY(compiled(controller));
        const auto before = filesUnder(fixture.folder.path());
        controller.files().setFolder(fixture.folder.filePath("out/here"));
        controller.files().save();
        QVERIFY(ended(controller.files().job()));
        QCOMPARE(controller.files().job().state(), Job::State::Succeeded);
        QStringList made;
        for (const auto& file : filesUnder(fixture.folder.path())) {
            if (!before.contains(file))
                made.append(file);
        }
        QCOMPARE(static_cast<std::size_t>(made.size()),
                 controller.files().savedCount() + 1); // and the manifest
        for (const auto& file : made) {
            QVERIFY2(file.startsWith("out/here/"), qPrintable(file));
            const auto content = contentOf(fixture.folder.filePath(file));
            QVERIFY2(!content.contains("planted"), qPrintable(file));
            QVERIFY2(!content.contains("kind: Secret"), qPrintable(file));
        }
        QVERIFY(compiled(controller));
        QCOMPARE(controller.files().preview()->count(ExportState::Same),
                 controller.files().preview()->fileCount());
    }

    void secrets_areWrittenWhenAsked_0600_andNeverShown()
    {
        ClusterFixture fixture;
        fixture.keepSecrets();
        auto& controller = fixture.controller();
        controller.files().setFolder(fixture.folder.filePath("out"));
        controller.files().setWithSecrets(true);
        QVERIFY(compiled(controller));
        const auto encoded = base64Encode(ClusterFixture::clientSecret);
        std::size_t secretFiles = 0;
        for (const auto& file : controller.files().preview()->files) {
            secretFiles += file.isSecret ? 1 : 0;
            QVERIFY(file.content.find("planted") == std::string::npos);
            QVERIFY(file.content.find(encoded) == std::string::npos);
            QVERIFY(file.content.find("placeholder") == std::string::npos);
            QVERIFY(!file.isSecret || file.content.find("••••") != std::string::npos);
        }
        QVERIFY(secretFiles >= 2);

        controller.files().save();
        QVERIFY(ended(controller.files().job()));
        QCOMPARE(controller.files().job().state(), Job::State::Succeeded);
        bool isWritten = false;
        for (const auto& file : controller.files().preview()->files) {
            const auto path = fixture.folder.filePath("out/" + toQString(file.path));
            if (!file.isSecret || !QFile::exists(path))
                continue;
            struct stat status
            {
            };
            QCOMPARE(::stat(path.toUtf8().constData(), &status), 0);
            QCOMPARE(status.st_mode & 0777, 0600U);
            isWritten = isWritten || contentOf(path).contains(encoded.c_str());
        }
        QVERIFY(isWritten);
        // And still not in the preview, its differences, or the log.
        QVERIFY(compiled(controller));
        for (const auto& file : controller.files().preview()->files)
            QVERIFY((file.content + file.diff).find(encoded) == std::string::npos);
        auto* log = fixture.workspace().activity().log();
        for (int row = 0; row < log->rowCount(); ++row)
            QVERIFY(!log->line(row).text.contains("planted"));
    }

    void keychainThatFails_failsTheSave_andWritesNothing()
    {
        ClusterFixture fixture;
        fixture.keychain->failure = Error{ErrorCode::Forbidden, "the keychain is locked", "keychain"};
        auto& controller = fixture.controller();
        controller.files().setFolder(fixture.folder.filePath("out"));
        controller.files().setWithSecrets(true);
        QVERIFY(compiled(controller));
        controller.files().save();
        QVERIFY(ended(controller.files().job()));
        QCOMPARE(controller.files().job().state(), Job::State::Failed);
        QVERIFY(!QDir(fixture.folder.filePath("out")).exists());
    }

    void save_canBeCancelled_whileTheKeychainIsSilent()
    {
        ClusterFixture fixture;
        fixture.keychain->isSilent = true;
        auto& controller = fixture.controller();
        controller.files().setFolder(fixture.folder.filePath("out"));
        controller.files().setWithSecrets(true);
        QVERIFY(compiled(controller));
        controller.files().save();
        QTest::qWait(100);
        QVERIFY(controller.files().job().isRunning());
        controller.files().job().cancel();
        QCOMPARE(controller.files().job().state(), Job::State::Cancelled);
        QVERIFY(!QDir(fixture.folder.filePath("out")).exists());
    }

    void foreignFile_isNotOverwritten()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        QVERIFY(compiled(controller));
        QVERIFY(QDir().mkpath(fixture.folder.filePath("out")));
        QFile mine(fixture.folder.filePath("out/kustomization.yaml"));
        QVERIFY(mine.open(QIODevice::WriteOnly));
        mine.write("mine");
        mine.close();
        controller.files().setFolder(fixture.folder.filePath("out"));
        controller.files().save();
        QVERIFY(ended(controller.files().job()));
        QCOMPARE(controller.files().job().error()->code, ErrorCode::Conflict);
        QCOMPARE(contentOf(mine.fileName()), QByteArray("mine"));
    }

    void changeAfterSaving_showsAsDifference_andStale()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        controller.files().setFolder(fixture.folder.filePath("out"));
        QVERIFY(compiled(controller));
        controller.files().save();
        QVERIFY(ended(controller.files().job()));
        QVERIFY(compiled(controller));
        fixture.edit([](auto& p) { p.gateway.http.targetPort = 9080; });
        QVERIFY(compiled(controller));
        QCOMPARE(controller.state().status, StepStatus::Stale);
        const auto& files = controller.files().preview()->files;
        const auto changed = std::find_if(
            files.begin(), files.end(), [](const auto& file) { return file.state == ExportState::Changed; });
        QVERIFY(changed != files.end());
        const auto diff = controller.exportDiff(toQString(changed->path));
        QVERIFY(diff.contains("\n+") && diff.contains("9080"));
        fixture.edit([](auto& p) { p.applications[0].deployDemo = false; });
        QVERIFY(compiled(controller));
        QVERIFY(controller.files().preview()->count(ExportState::Removed) > 0);
        // What the disk has is looked at, not remembered.
        fixture.workspace().document().undoStack()->undo();
        fixture.workspace().document().undoStack()->undo();
        QVERIFY(compiled(controller));
        QCOMPARE(controller.files().preview()->count(ExportState::Same),
                 controller.files().preview()->fileCount());
    }

    void tree_showsFoldersAndStates()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        QVERIFY(compiled(controller));
        auto* tree = controller.tree();
        std::size_t found = 0;
        for (const auto& file : controller.files().preview()->files) {
            const auto path = toQString(file.path);
            const auto index = tree->indexOf(path);
            QVERIFY2(index.isValid(), qPrintable(path));
            QCOMPARE(index.data(ResourceTreeModel::PathRole).toString(), path);
            QCOMPARE(index.siblingAtColumn(ResourceTreeModel::Export).data().toString(), QString("new"));
            QCOMPARE(index.parent().isValid(), path.contains('/'));
            ++found;
        }
        QCOMPARE(found, controller.files().preview()->files.size());
        QVERIFY(!tree->indexOf("workload").isValid());
        QVERIFY(!tree->indexOf("").isValid());
        const QAbstractItemModelTester consistent(tree,
                                                  QAbstractItemModelTester::FailureReportingMode::QtTest);
        fixture.edit([](auto& p) { p.applications[0].deployDemo = false; });
        QVERIFY(compiled(controller));
    }

    void findings_standAtTheirLines_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QList<int>>("lines");
        QTest::newRow("file") << "workload/a.yaml" << QList<int>{1};
        QTest::newRow("folder") << "workload" << QList<int>{};
        QTest::newRow("another folder") << "work" << QList<int>{};
        QTest::newRow("object") << "Service shop/web" << QList<int>{4};
        QTest::newRow("object elsewhere") << "Service other/web" << QList<int>{};
        QTest::newRow("another kind") << "Secret shop/web" << QList<int>{};
        QTest::newRow("field") << "workload/a.yaml:.spec.ports[0].port" << QList<int>{8};
        QTest::newRow("field that is not there") << "workload/a.yaml:.spec.nothing" << QList<int>{6};
        QTest::newRow("project field") << "gateway.address" << QList<int>{};
        QTest::newRow("empty") << "" << QList<int>{};
    }
    void findings_standAtTheirLines()
    {
        QFETCH(QString, where);
        QFETCH(QList<int>, lines);
        const std::string content =
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n"
            "spec:\n  ports:\n    - port: 80\n      name: http\n";
        const auto notes = lineNotes("workload/a.yaml", content,
                                     {{"x.y", Severity::Warning, where.toStdString(), "why", "fix"}});
        QList<int> found;
        for (const auto& note : notes)
            found.append(note.line);
        QCOMPARE(found, lines);
        // What is said of a folder is said once.
        const Finding ofFolder{"x.y", Severity::Info, "workload", "why", "fix"};
        QCOMPARE(lineNotes("workload/kustomization.yaml", "kind: Kustomization\n", {ofFolder}).size(),
                 std::size_t(1));
    }

    void cluster_isNotAskedBeforeItIsTold()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        QVERIFY(compiled(controller));
        controller.cluster().loadContexts();
        QVERIFY(QTest::qWaitFor(
            [&] { return !controller.cluster().contexts(kube::ClusterSide::Mesh).empty(); }, 5000));
        fixture.edit([](auto& p) { p.gateway.https.targetPort = 9443; });
        controller.cluster().chooseContext(kube::ClusterSide::Workload, "work");
        QVERIFY(compiled(controller));
        controller.cluster().checkPods();
        QTest::qWait(50);
        for (const auto& call : fixture.cluster.runner.calls)
            QVERIFY2(call.starts_with("config "), call.c_str());
        QCOMPARE(fixture.project().clusters.workload.context, std::string("work"));
    }

    void comparison_thenApply_thenNothingLeft()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        auto& cluster = controller.cluster();
        QVERIFY(compiled(controller));
        cluster.compare();
        QVERIFY(cluster.job().isRunning());
        QVERIFY(ended(cluster.job()));
        QVERIFY2(cluster.comparison().has_value(),
                 cluster.job().error() ? cluster.job().error()->toString().c_str() : "");
        QVERIFY(fixture.cluster.written.empty());
        const auto changes = cluster.changeCount();
        QVERIFY(changes > 5);
        QCOMPARE(controller.primary(), ResourcesController::Primary::Apply);
        cluster.apply(false);
        QVERIFY(ended(cluster.job()));
        QVERIFY2(cluster.job().state() == Job::State::Succeeded,
                 cluster.job().error() ? cluster.job().error()->toString().c_str() : "");
        QCOMPARE(fixture.cluster.written.size(), changes);
        QCOMPARE(cluster.applied().size(), changes);
        QCOMPARE(cluster.changeCount(), std::size_t(0));
        QCOMPARE(controller.primary(), ResourcesController::Primary::Save);
        // Pods are asked for; there are none yet.
        QVERIFY(QTest::qWaitFor([&] { return !cluster.pods().empty(); }, 5000));
        QVERIFY(!cluster.arePodsReady());
        cluster.compare();
        QVERIFY(ended(cluster.job()));
        QCOMPARE(cluster.changeCount(), std::size_t(0));
    }

    void changedProject_makesTheComparisonStale_andIsNotApplied()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        auto& cluster = controller.cluster();
        QVERIFY(compiled(controller));
        cluster.compare();
        QVERIFY(ended(cluster.job()));
        QVERIFY(cluster.canApply());
        fixture.edit([](auto& p) { p.authorization.replicas = 5; });
        QVERIFY(cluster.isStale());
        QVERIFY(!cluster.canApply());
        QCOMPARE(controller.primary(), ResourcesController::Primary::Save);
        cluster.apply(true);
        QVERIFY(fixture.cluster.written.empty());
        fixture.workspace().document().undoStack()->undo();
        QVERIFY(cluster.canApply());
        fixture.workspace().document().setReadOnly(true);
        QVERIFY(!cluster.canApply());
        cluster.apply(false);
        QVERIFY(fixture.cluster.written.empty());
    }

    void refusedObject_isNotApplied_andStandsInItsFile()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        auto& cluster = controller.cluster();
        fixture.cluster.failures["apply Gateway ingressgateway"] =
            "Error from server (Invalid): error when creating \"STDIN\": admission webhook denied it";
        QVERIFY(compiled(controller));
        cluster.compare();
        QVERIFY(ended(cluster.job()));
        QVERIFY(cluster.comparison().has_value());
        QCOMPARE(cluster.comparison()->plan.count(ObjectState::Refused), std::size_t(1));
        QVERIFY(!cluster.canApply());
        QCOMPARE(controller.state().status, StepStatus::Failed);
        const auto findings = controller.findings();
        const auto refused = std::find_if(findings.begin(), findings.end(),
                                          [](const auto& f) { return f.code == "cluster.refused"; });
        QVERIFY(refused != findings.end());
        const auto path = controller.fileOf(*refused);
        QVERIFY(path.contains("gateway"));
        QVERIFY(!controller.notes(path).empty());
        QVERIFY(controller.clusterDiff(path).contains("admission webhook"));
    }

    void conflict_namesTheOwner_andIsTakenOverOnlyWhenAsked()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        auto& cluster = controller.cluster();
        fixture.cluster.failures["apply Gateway ingressgateway"] =
            "error: Apply failed with 1 conflict: conflict with \"other-tool\": .spec.servers\n";
        QVERIFY(compiled(controller));
        cluster.compare();
        QVERIFY(ended(cluster.job()));
        QVERIFY(cluster.hasConflicts());
        QCOMPARE(controller.primary(), ResourcesController::Primary::TakeOver);
        const auto findings = controller.findings();
        const auto conflict = std::find_if(findings.begin(), findings.end(),
                                           [](const auto& f) { return f.code == "cluster.conflict"; });
        QVERIFY(conflict != findings.end());
        QVERIFY(conflict->why.find("other-tool") != std::string::npos);
        const auto path = controller.fileOf(*conflict);
        const auto notes = lineNotes(path.toStdString(), controller.content(path).toStdString(), {*conflict});
        QCOMPARE(controller.content(path).split('\n')[notes.front().line - 1].trimmed(), QString("servers:"));
        cluster.apply(false);
        QVERIFY(!cluster.job().isRunning());
        QVERIFY(fixture.cluster.written.empty());
        cluster.apply(true);
        QVERIFY(ended(cluster.job()));
        QCOMPARE(cluster.job().state(), Job::State::Succeeded);
        QVERIFY(!fixture.cluster.written.empty());
    }

    void failureHalfWay_isSaid_andWantsAnotherComparison()
    {
        ClusterFixture fixture;
        auto& cluster = fixture.controller().cluster();
        fixture.cluster.failures["write Gateway ingressgateway"] =
            "Error from server (Forbidden): gateways.networking.istio.io is forbidden";
        QVERIFY(compiled(fixture.controller()));
        cluster.compare();
        QVERIFY(ended(cluster.job()));
        cluster.apply(false);
        QVERIFY(ended(cluster.job()));
        QCOMPARE(cluster.job().state(), Job::State::Failed);
        QVERIFY(!cluster.applied().empty());
        QVERIFY(!cluster.comparison().has_value());
        QVERIFY(!cluster.canApply());
    }

    void comparison_canBeCancelled_andItsProcessEnds()
    {
        ClusterFixture fixture;
        fixture.isKubectlSilent = true;
        auto& cluster = fixture.controller().cluster();
        QVERIFY(compiled(fixture.controller()));
        cluster.compare();
        QVERIFY(QTest::qWaitFor([&] { return fixture.openProcesses == 1; }, 5000));
        cluster.job().cancel();
        QCOMPARE(fixture.openProcesses, 0);
        QCOMPARE(cluster.job().state(), Job::State::Cancelled);
        QVERIFY(!cluster.comparison());
    }

    void anotherContext_forgetsWhatWasCompared()
    {
        ClusterFixture fixture;
        auto& cluster = fixture.controller().cluster();
        QVERIFY(compiled(fixture.controller()));
        cluster.compare();
        QVERIFY(ended(cluster.job()));
        QVERIFY(cluster.comparison());
        cluster.chooseContext(kube::ClusterSide::Workload, "another");
        QVERIFY(!cluster.comparison());
        QCOMPARE(fixture.controller().primary(), ResourcesController::Primary::Save);
    }

    /// Wherever the program was started: the file lies beside the project.
    void kubeconfig_startsFromTheProjectsFolder()
    {
        ClusterFixture fixture;
        auto& cluster = fixture.controller().cluster();
        const auto file = fixture.folder.filePath("ack.kubeconfig");
        QFile kubeconfig(file);
        QVERIFY(kubeconfig.open(QIODevice::WriteOnly));
        kubeconfig.close();
        const auto isAsked = [&] {
            const auto& calls = fixture.cluster.runner.calls;
            return std::any_of(calls.begin(), calls.end(), [&](const std::string& call) {
                return call.find(toUtf8(file)) != std::string::npos;
            });
        };
        fixture.edit([](auto& p) { p.clusters.workload.kubeconfig = "missing.kubeconfig"; });
        cluster.loadContexts();
        QTest::qWait(50);
        QVERIFY(!isAsked());
        // Corrected, it is read without being asked for again.
        fixture.edit([](auto& p) { p.clusters.workload.kubeconfig = "ack.kubeconfig"; });
        QTRY_VERIFY(isAsked());
        fixture.cluster.runner.calls.clear();
        cluster.compare();
        QVERIFY(ended(cluster.job()));
        QVERIFY(isAsked());
        fixture.controller().files().setFolder(fixture.folder.filePath("out"));
        QVERIFY(compiled(fixture.controller()));
        QVERIFY(fixture.controller().commands().constFirst().contains("--kubeconfig " + file));
    }

    void commands_areQuoted_andInOrder()
    {
        ClusterFixture fixture;
        auto& controller = fixture.controller();
        fixture.edit([](auto& p) {
            p.clusters.workload.context = "it's $(mine)";
            p.clusters.mesh.context = "asm";
            p.clusters.mesh.kubeconfig = "/home/me/my config";
        });
        controller.files().setFolder(fixture.folder.filePath("an export"));
        QVERIFY(compiled(controller));
        const auto commands = controller.commands();
        QCOMPARE(commands.size(), 3);
        QVERIFY(commands[0].startsWith("kubectl --context 'it'\\''s $(mine)' apply --server-side"));
        QVERIFY(commands[0].endsWith("/an export/workload/namespaces'"));
        QVERIFY(commands[1].endsWith("/an export/workload'"));
        QVERIFY(commands[2].startsWith("kubectl --kubeconfig '/home/me/my config' --context asm apply"));
        fixture.edit([](auto& p) { p.clusters.target = project::Target::Envoy; });
        QVERIFY(controller.commands().isEmpty());
    }

    void page_withoutKubectl_saysSo_andShowsTheCommands()
    {
        ClusterFixture fixture;
        fixture.services.kubectlProgram = "kubectl-that-does-not-exist";
        fixture.resetWorkspace();
        fixture.openSample("reference");
        ResourcesPage page(fixture.viewContext());
        page.show();
        QVERIFY(compiled(fixture.controller()));
        QVERIFY(!page.findChild<QPushButton*>("compare")->isVisible());
        QVERIFY(page.findChild<CodeView*>("commands")->toPlainText().contains("kubectl"));
        auto* primary = page.findChild<QPushButton*>("primary");
        QVERIFY2(primary->text().startsWith("Save"), qPrintable(primary->text()));
        fixture.controller().files().setFolder(fixture.folder.filePath("out"));
        QVERIFY(compiled(fixture.controller()));
        QTest::mouseClick(primary, Qt::LeftButton);
        QVERIFY(ended(fixture.controller().files().job()));
        QVERIFY(QFile::exists(fixture.folder.filePath("out/kustomization.yaml")));
        QVERIFY(page.findChild<QLabel*>("saved")->isVisible());
    }

    void page_inProduction_asksForTheNameFirst()
    {
        ClusterFixture fixture;
        fixture.edit([](auto& p) { p.metadata.environment = project::Environment::Production; });
        ResourcesPage page(fixture.viewContext());
        page.show();
        QVERIFY(compiled(fixture.controller()));
        QTest::mouseClick(page.findChild<QPushButton*>("compare"), Qt::LeftButton);
        QVERIFY(ended(fixture.controller().cluster().job()));
        auto* primary = page.findChild<QPushButton*>("primary");
        QVERIFY2(primary->text().startsWith("Apply"), qPrintable(primary->text()));
        QTest::mouseClick(primary, Qt::LeftButton);
        QCOMPARE(fixture.dialogs.confirmations.size(), std::size_t(1));
        QCOMPARE(fixture.dialogs.confirmations[0].typedWord, toQString(fixture.project().metadata.name));
        QVERIFY(!fixture.controller().cluster().job().isRunning());
        QVERIFY(fixture.cluster.written.empty());
        fixture.dialogs.isConfirming = true;
        QTest::mouseClick(primary, Qt::LeftButton);
        QVERIFY(ended(fixture.controller().cluster().job()));
        QVERIFY(!fixture.cluster.written.empty());
    }

    void page_forEnvoy_hasNoCluster_andNoGatewayWithoutSandbox()
    {
        ClusterFixture fixture;
        fixture.edit([](auto& p) {
            p.clusters.target = project::Target::Envoy;
            p.local.keycloak = "127.0.0.1:8080";
            p.local.authorizationService = "127.0.0.1:4180";
            for (const auto& application : p.applications)
                p.local.applications[application.name] = "127.0.0.1:8000";
        });
        ResourcesPage page(fixture.viewContext());
        page.show();
        QVERIFY(compiled(fixture.controller()));
        QVERIFY(!page.findChild<QComboBox*>("clusters.workload.context")->isVisible());
        QVERIFY(page.findChild<QPushButton*>("primary")->text().startsWith("Save"));
        QVERIFY(!fixture.controller().canStartGateway());
        fixture.controller().startGateway();
        QVERIFY(!fixture.controller().gatewayJob().isRunning());
    }

    void page_changesTheServiceNameWithTheTarget()
    {
        ClusterFixture fixture;
        ResourcesPage page(fixture.viewContext());
        page.show();
        auto* target = page.findChild<QComboBox*>("clusters.target");
        target->setFocus();
        QTest::keyClick(target, Qt::Key_Down);
        QCOMPARE(fixture.project().clusters.target, project::Target::Asm);
        QCOMPARE(fixture.project().authorization.serviceName, std::string());
        fixture.workspace().document().undoStack()->undo();
        QCOMPARE(fixture.project().authorization.serviceName, std::string("meshsso-authserver"));
    }

    void page_revealsFoldedFields()
    {
        ClusterFixture fixture;
        ResourcesPage page(fixture.viewContext());
        page.show();
        for (const char* field : {"authorization.replicas", "authorization.session.cookieName",
                                  "authorization.trustedProxies", "clusters.target"}) {
            page.reveal(field);
            auto* editor = page.findChild<QWidget*>(field);
            QVERIFY2(editor != nullptr && editor->isVisible(), field);
            QCOMPARE(page.focusWidget(), editor);
        }
    }
};

QTEST_MAIN(TestResourcesStep)
#include "tst_ResourcesStep.moc"
