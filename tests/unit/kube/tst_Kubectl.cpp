#include "Programs.h"
#include "core/RunLoop.h"
#include "kube/Kubectl.h"
#include "support/TestPrinters.h"

#include <QElapsedTimer>
#include <sys/wait.h>

using namespace meshsso;
using namespace meshsso::kube;
using meshsso::test::Programs;

namespace {

constexpr const char* manifestText = "apiVersion: v1\n"
                                     "kind: ConfigMap\n"
                                     "metadata:\n"
                                     "  name: settings\n"
                                     "  namespace: default\n";

constexpr const char* secretText = "apiVersion: v1\n"
                                   "kind: Secret\n"
                                   "metadata:\n"
                                   "  name: credentials\n"
                                   "  namespace: default\n"
                                   "data:\n"
                                   "  password: cGxhbnRlZC1zZWNyZXQ=\n" // planted-secret
                                   "stringData:\n"
                                   "  other: another-planted-one\n";

} // namespace

/// A kubectl that is a small shell script of the test's.
class KubectlTest : public QObject
{
    Q_OBJECT

    // First, since their types are deduced.
    static auto dryRun(const char* manifest)
    {
        return
            [manifest](const Kubectl& kubectl) { return kubectl.serverDryRun({}, SecretString(manifest)); };
    }

    /// Calls the fake, which writes its arguments down and runs the script.
    template<class Call>
    auto with(const QByteArray& script, const Call& call,
              std::chrono::seconds timeout = std::chrono::seconds(15))
    {
        QFile::remove(QString::fromStdString(m_programs.path("kubectl.arguments")));
        PosixProcessRunner runner(m_loop);
        Kubectl kubectl(runner, m_programs.add("kubectl", "echo \"$*\" > \"$0.arguments\"; " + script));
        kubectl.setRequestTimeout(timeout);
        return m_loop.runUntilDone(call(kubectl));
    }

private slots:
    void saysWhatToDo_whenItIsNotHere()
    {
        PosixProcessRunner runner(m_loop);
        const Kubectl kubectl(runner, "meshsso-no-kubectl");
        const auto located = kubectl.locate();
        MESHSSO_VERIFY_FAILS(located, ErrorCode::NotFound);
        QVERIFY(located.error().message.find(
                    "install kubectl, or save the files and apply them where it is") != std::string::npos);
        const auto version = m_loop.runUntilDone(kubectl.version());
        MESHSSO_VERIFY_FAILS(version, ErrorCode::NotFound);
    }

    void tellsItsVersion()
    {
        const auto version = with("echo '{\"clientVersion\": {\"gitVersion\": \"v1.26.15\"}}'",
                                  [](const Kubectl& kubectl) { return kubectl.version(); });
        MESHSSO_VERIFY_OK(version);
        QCOMPARE(*version, std::string("v1.26.15"));
        QVERIFY(arguments().startsWith("version --client --output=json"));
    }

    void listsContexts_withoutCredentials()
    {
        const auto contexts =
            with("echo '{\"current-context\": \"prod\","
                 "\"clusters\": [{\"name\": \"c1\", \"cluster\": {\"server\": \"https://one\"}}],"
                 "\"users\": [{\"name\": \"u\", \"user\": {\"token\": \"REDACTED\"}}],"
                 "\"contexts\": [{\"name\": \"test\", \"context\": {\"cluster\": \"gone\", \"user\": \"v\"}},"
                 "{\"name\": \"prod\", \"context\": {\"cluster\": \"c1\", \"user\": \"u\","
                 " \"namespace\": \"shop\"}}]}'",
                 [&](const Kubectl& kubectl) { return kubectl.contexts(m_programs.path("kubectl")); });
        MESHSSO_VERIFY_OK(contexts);
        QCOMPARE(contexts->size(), std::size_t(2));
        const auto& prod = contexts->front();
        QCOMPARE(prod.name, std::string("prod"));
        QCOMPARE(prod.cluster, std::string("c1"));
        QCOMPARE(prod.server, std::string("https://one"));
        QCOMPARE(prod.user, std::string("u"));
        QCOMPARE(prod.namespaceName, std::string("shop"));
        QVERIFY(prod.current && !contexts->back().current);
        QCOMPARE(contexts->back().server, std::string());
        QVERIFY(!arguments().contains("--raw"));
        QVERIFY(
            arguments().contains(QByteArray::fromStdString("--kubeconfig=" + m_programs.path("kubectl"))));
    }

    void listsNoContexts_ofAnEmptyConfiguration()
    {
        const auto contexts = with("echo '{\"contexts\": null, \"clusters\": null}'",
                                   [](const Kubectl& kubectl) { return kubectl.contexts({}); });
        MESHSSO_VERIFY_OK(contexts);
        QVERIFY(contexts->empty());
        QVERIFY(!arguments().contains("--kubeconfig"));
    }

    void refuses_aKubeconfigThatIsNotThere()
    {
        const auto contexts = with(
            "echo '{}'", [](const Kubectl& kubectl) { return kubectl.contexts("/nonexistent/kubeconfig"); });
        MESHSSO_VERIFY_FAILS(contexts, ErrorCode::NotFound);
        QCOMPARE(arguments(), QByteArray());
    }

    void getsOneObject()
    {
        const auto object = with("echo '{\"kind\": \"Service\"}'", [](const Kubectl& kubectl) {
            return kubectl.get({"", "prod"}, "services", "httpbin", "default");
        });
        MESHSSO_VERIFY_OK(object);
        QCOMPARE(arguments(),
                 QByteArray("get services httpbin --output=json --namespace=default --context=prod "
                            "--request-timeout=15s\n"));
    }

    void getsOneField()
    {
        const auto type = with("printf kubernetes.io/tls", [](const Kubectl& kubectl) {
            return kubectl.getField({}, "secrets", "s", "default", "{.type}");
        });
        MESHSSO_VERIFY_OK(type);
        QCOMPARE(*type, std::string("kubernetes.io/tls"));
        QVERIFY(arguments().contains("--output=jsonpath={.type}"));
    }

    void listsObjects()
    {
        const auto objects =
            with("echo '{\"kind\": \"List\", \"items\": [{\"a\": 1}, {\"a\": 2}]}'",
                 [](const Kubectl& kubectl) { return kubectl.list({}, "pods", {}, "app=httpbin"); });
        MESHSSO_VERIFY_OK(objects);
        QCOMPARE(objects->size(), std::size_t(2));
        QVERIFY(arguments().startsWith("get pods --output=json --all-namespaces --selector=app=httpbin"));
    }

    void findsNothing_whenNothingExists()
    {
        const auto objects = with("cat > \"$0.input\"",
                                  [](const Kubectl& kubectl) { return kubectl.getExisting({}, "names"); });
        MESHSSO_VERIFY_OK(objects);
        QVERIFY(objects->empty());
        QCOMPARE(m_programs.read("kubectl.input"), QByteArray("names"));
    }

    void refuses_namesThatWouldBeFlags_data()
    {
        QTest::addColumn<QString>("resource");
        QTest::addColumn<QString>("name");
        QTest::newRow("resource") << "--token=x"
                                  << "a";
        QTest::newRow("name") << "services"
                              << "--raw=/api";
        QTest::newRow("no name") << "services"
                                 << "";
    }
    void refuses_namesThatWouldBeFlags()
    {
        QFETCH(QString, resource);
        QFETCH(QString, name);
        const auto object = with("echo '{}'", [&](const Kubectl& kubectl) {
            return kubectl.get({}, resource.toStdString(), name.toStdString(), "default");
        });
        MESHSSO_VERIFY_FAILS(object, ErrorCode::InvalidArgument);
        QCOMPARE(arguments(), QByteArray());
        const auto list =
            with("echo '{}'", [](const Kubectl& kubectl) { return kubectl.list({}, "-o", {}); });
        MESHSSO_VERIFY_FAILS(list, ErrorCode::InvalidArgument);
    }

    void dryRunsOnTheServer_withTheManifestOnStandardInput()
    {
        const auto answer =
            with("cat > \"$0.input\"; echo '{\"kind\": \"ConfigMap\"}'", [](const Kubectl& kubectl) {
                return kubectl.serverDryRun({"", "prod"}, SecretString(manifestText));
            });
        MESHSSO_VERIFY_OK(answer);
        QVERIFY(answer->conflicts.empty());
        QCOMPARE(std::string(stringOr(answer->object, "kind")), std::string("ConfigMap"));
        QCOMPARE(m_programs.read("kubectl.input"), QByteArray(manifestText));
        QCOMPARE(arguments(), QByteArray("apply --server-side --filename=- --validate=true --output=json "
                                         "--field-manager=meshsso --dry-run=server --context=prod "
                                         "--request-timeout=15s\n"));
    }

    void applies_withForceOnlyWhenAsked()
    {
        for (const bool force : {false, true}) {
            const auto answer = with("cat >/dev/null; echo '{}'", [force](const Kubectl& kubectl) {
                ApplyRequest request;
                request.manifest = SecretString(manifestText);
                request.mode = ApplyMode::Write;
                request.forceConflicts = force;
                return kubectl.apply({}, std::move(request));
            });
            MESHSSO_VERIFY_OK(answer);
            QCOMPARE(arguments().contains("--force-conflicts"), force);
            QVERIFY(!arguments().contains("--dry-run"));
        }
    }

    void givesConflicts_asAValue()
    {
        const auto answer =
            with("echo 'error: Apply failed with 1 conflict: conflict with \"helm\": .spec.x' >&2; "
                 "exit 1",
                 dryRun(manifestText));
        MESHSSO_VERIFY_OK(answer);
        QCOMPARE(answer->conflicts.size(), std::size_t(1));
        QCOMPARE(answer->conflicts.front().manager, std::string("helm"));
        QCOMPARE(answer->conflicts.front().field, std::string(".spec.x"));
        QVERIFY(answer->object.empty());
    }

    void refuses_whatIsNoObject()
    {
        const auto answer = with("echo '{}'", dryRun("- a\n- b\n"));
        MESHSSO_VERIFY_FAILS(answer, ErrorCode::InvalidArgument);
        QCOMPARE(arguments(), QByteArray());
    }

    void fails_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("code");
        QTest::newRow("garbage") << QByteArray("echo 'not json'") << int(ErrorCode::ProtocolError);
        QTest::newRow("half an answer") << QByteArray("printf '{\"kind\":'") << int(ErrorCode::ProtocolError);
        QTest::newRow("an array") << QByteArray("echo '[]'") << int(ErrorCode::ProtocolError);
        QTest::newRow("a name twice")
            << QByteArray("echo '{\"kind\": \"A\", \"kind\": \"B\"}'") << int(ErrorCode::ProtocolError);
        QTest::newRow("nothing") << QByteArray("exit 0") << int(ErrorCode::ProtocolError);
        QTest::newRow("too much") << QByteArray("exec yes") << int(ErrorCode::TooLarge);
        QTest::newRow("a hang") << QByteArray("exec sleep 60") << int(ErrorCode::Timeout);
        QTest::newRow("a signal") << QByteArray("kill -9 $$") << int(ErrorCode::PeerError);
        QTest::newRow("forbidden")
            << QByteArray(
                   "echo 'Error from server (Forbidden): x is forbidden: User \"a\" cannot patch resource "
                   "\"x\" in API group \"\" in the namespace \"n\"' >&2; exit 1")
            << int(ErrorCode::Forbidden);
        QTest::newRow("refused connection")
            << QByteArray("echo 'The connection to the server x was refused' >&2; exit 1")
            << int(ErrorCode::Unreachable);
        QTest::newRow("an invalid object")
            << QByteArray("echo 'The ConfigMap \"settings\" is invalid: x' >&2; exit 1")
            << int(ErrorCode::InvalidArgument);
    }
    void fails()
    {
        QFETCH(QByteArray, script);
        QFETCH(int, code);
        // The process may take 10 s more than the request: a negative time makes that a second, where it
        // hangs.
        const std::chrono::seconds timeout(ErrorCode(code) == ErrorCode::Timeout ? -9 : 15);
        const auto answer = with("cat >/dev/null; " + script, dryRun(manifestText), timeout);
        MESHSSO_VERIFY_FAILS(answer, ErrorCode(code));
        QVERIFY(!answer.error().context.empty());
    }

    void ends_whenTheTaskIsDropped()
    {
        PosixProcessRunner runner(m_loop);
        const Kubectl kubectl(runner, m_programs.add("kubectl", "echo $$ > \"$0.pid\"; exec sleep 60"));
        {
            auto task = kubectl.list({}, "pods", {});
            task.start([](Result<std::vector<json::object>>) {});
            QVERIFY(test::awaitNumber(m_programs, "kubectl.pid") > 0);
        }
        QVERIFY(test::isGone(test::awaitNumber(m_programs, "kubectl.pid")));
    }

    void neverShowsASecret_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::newRow("in Base64") << QByteArray(
            "echo 'Error from server: .data.x: expected string, got cGxhbnRlZC1zZWNyZXQ=' >&2; exit 1");
        QTest::newRow("in clear") << QByteArray(
            "echo 'Error from server: bad planted-secret and another-planted-one' >&2; exit 1");
        QTest::newRow("the whole manifest") << QByteArray("cat \"$0.input\" >&2; exit 1");
        QTest::newRow("as garbage") << QByteArray("cat \"$0.input\"");
    }
    void neverShowsASecret()
    {
        QFETCH(QByteArray, script);
        const auto answer = with("cat > \"$0.input\"; " + script, dryRun(secretText));
        QVERIFY(!answer);
        const auto text = answer.error().toString();
        for (const auto* secret : {"cGxhbnRlZC1zZWNyZXQ", "planted-secret", "another-planted-one"})
            QVERIFY2(text.find(secret) == std::string::npos, text.c_str());
        QVERIFY(!arguments().contains("planted"));
    }

    void leavesNoZombies() { QVERIFY(waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD); }

private:
    QByteArray arguments() const { return m_programs.read("kubectl.arguments"); }

    RunLoop m_loop;
    Programs m_programs;
};

QTEST_GUILESS_MAIN(KubectlTest)
#include "tst_Kubectl.moc"
