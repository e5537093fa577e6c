#include "ClusterCommandTest.h"

#include "core/Json.h"
#include "support/TestPrinters.h"

#include <QFile>

namespace meshsso::test {

ClusterCommandTest::Outcome ClusterCommandTest::run(const QStringList& arguments, const QString& projectFile,
                                                    bool withKubectl)
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PATH", withKubectl ? m_sandbox.programFolder() + ":/usr/bin:/bin" : "/nonexistent");
    environment.insert("KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
    environment.insert("CLIENT_SECRET", "planted-client-secret");
    environment.insert("COOKIE_SECRET", "cGxhbnRlZC1jb29raWUtc2VjcmV0LW9mLTMyLWI");
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_sandbox.folder());
    process.start(MESHSSO_CTL, QStringList{"--project", m_sandbox.folder() + "/" + projectFile} << arguments);
    Outcome outcome;
    if (process.waitForFinished(120'000) && process.exitStatus() == QProcess::NormalExit)
        outcome.exitCode = process.exitCode();
    outcome.output = process.readAllStandardOutput();
    outcome.errors = process.readAllStandardError();
    return outcome;
}

void ClusterCommandTest::writeProject(const QString& name, const QByteArray& more,
                                      const QByteArray& environment)
{
    QFile source(MESHSSO_TEST_DATA "/golden/istio-reference/project.yaml");
    QVERIFY(source.open(QIODevice::ReadOnly));
    auto text = source.readAll();
    text.replace("keychain:reference/client", "env:CLIENT_SECRET");
    text.replace("keychain:reference/cookie", "env:COOKIE_SECRET");
    text.replace("  name: reference\n", "  name: reference\n  environment: " + environment + "\n");
    QFile file(m_sandbox.folder() + "/" + name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text + more);
}

void ClusterCommandTest::initTestCase()
{
    // Relative to the project, as an operator would write it.
    writeProject("meshsso.yaml", "  workload: {kubeconfig: kubeconfig, context: mesh}\n");
    writeProject("production.yaml", "  workload: {kubeconfig: kubeconfig, context: mesh}\n", "production");
}

void ClusterCommandTest::listsContexts()
{
    const auto outcome = run({"cluster", "contexts", "--kubeconfig", m_sandbox.kubeconfig(), "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.everything());
    const auto document = parseJsonObject(outcome.output.toStdString());
    MESHSSO_VERIFY_OK(document);
    QCOMPARE(document->at("contexts").as_array().size(), std::size_t(6));
    QVERIFY(!outcome.everything().contains("token\":"));
}

void ClusterCommandTest::showsDifferences_appliesThem_andIsInSync()
{
    m_sandbox.run(
        {"--context=mesh", "delete", "service", "httpbin", "--namespace=default", "--ignore-not-found"});
    const auto diff = run({"cluster", "diff", "--with-secrets"});
    QVERIFY2(diff.exitCode == 1, diff.everything());
    QVERIFY2(diff.output.contains("new  Service default/httpbin"), diff.output);

    const auto applied = run({"cluster", "apply", "--with-secrets", "--force-conflicts", "--json"});
    QVERIFY2(applied.exitCode == 0, applied.everything());
    const auto document = parseJsonObject(applied.output.toStdString());
    MESHSSO_VERIFY_OK(document);
    QVERIFY(document->at("applied").as_bool());
    QVERIFY(!document->at("done").as_array().empty());
    QVERIFY(!document->at("workloads").as_array().empty());
    for (const auto* verb : {"diff", "apply"}) {
        const auto again = run({"cluster", verb, "--with-secrets"});
        QVERIFY2(again.exitCode == 0, again.everything());
        QVERIFY2(again.output.contains("In sync"), again.output);
    }
    for (const auto* value : {"planted", "cGxhbnRlZ"})
        QVERIFY(!diff.everything().contains(value) && !applied.everything().contains(value));
}

void ClusterCommandTest::refuses_inAConflict_andTellsTheOwner()
{
    m_sandbox.applyAs("night-shift", "mesh",
                      "apiVersion: v1\nkind: Service\nmetadata: {name: httpbin, namespace: default}\n"
                      "spec: {selector: {app: another}}\n");
    const auto diff = run({"cluster", "diff"});
    QVERIFY2(diff.exitCode == 1, diff.everything());
    QVERIFY2(diff.output.contains(".spec.selector is owned by night-shift"), diff.output);
    const auto refused = run({"cluster", "apply"});
    QVERIFY2(refused.exitCode == 1, refused.everything());
    QVERIFY2(refused.everything().contains("nothing was written"), refused.everything());
    const auto forced = run({"cluster", "apply", "--force-conflicts"});
    QVERIFY2(forced.exitCode == 0, forced.everything());
    QCOMPARE(run({"cluster", "diff"}).exitCode, 0);
}

void ClusterCommandTest::asksForConsent_inProduction()
{
    m_sandbox.run({"--context=mesh", "delete", "service", "httpbin", "--namespace=default"});
    for (const auto& arguments : {QStringList{}, QStringList{"--confirm", "something-else"}}) {
        const auto refused = run(QStringList{"cluster", "apply"} + arguments, "production.yaml");
        QVERIFY2(refused.exitCode == 2, refused.everything());
        QVERIFY(refused.errors.contains("--confirm reference"));
    }
    QCOMPARE(run({"cluster", "diff"}, "production.yaml").exitCode, 1);
    const auto confirmed = run({"cluster", "apply", "--confirm", "reference"}, "production.yaml");
    QVERIFY2(confirmed.exitCode == 0, confirmed.everything());
}

void ClusterCommandTest::checksTheCluster()
{
    // What the reference says of the gateway's HTTPS port is wrong here.
    const auto outcome = run({"cluster", "check", "--json"});
    QVERIFY2(outcome.exitCode == 1, outcome.everything());
    const auto document = parseJsonObject(outcome.output.toStdString());
    MESHSSO_VERIFY_OK(document);
    QVERIFY2(outcome.output.contains("cluster.target-port"), outcome.output);
    const auto& suggestion = document->at("suggestions").as_array().at(0).as_object();
    QCOMPARE(std::string(stringOr(suggestion, "field")), std::string("gateway.https.targetPort"));
    QCOMPARE(std::string(stringOr(suggestion, "suggested")), std::string("9443"));
}

void ClusterCommandTest::saysUnreachable()
{
    for (const auto* verb : {"diff", "apply", "check"}) {
        const auto outcome = run({"cluster", verb, "--workload-context", "nobody"});
        QVERIFY2(outcome.exitCode == 3, outcome.everything());
        QVERIFY2(outcome.errors.contains("cannot be reached"), outcome.everything());
    }
}

void ClusterCommandTest::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("a context that is not there")
        << QStringList{"cluster", "diff", "--workload-context", "production"}
        << QByteArray("no context of this name");
    QTest::newRow("wrong credentials") << QStringList{"cluster", "check", "--workload-context", "wrong-token"}
                                       << QByteArray("does not accept these credentials");
    QTest::newRow("no such kubeconfig")
        << QStringList{"cluster", "contexts", "--kubeconfig", "/nonexistent/config"}
        << QByteArray("no such kubeconfig");
    QTest::newRow("no such verb") << QStringList{"cluster", "delete"} << QByteArray("delete");
    QTest::newRow("no verb") << QStringList{"cluster"} << QByteArray("a verb is missing");
}

void ClusterCommandTest::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, part);
    const auto outcome = run(arguments);
    QVERIFY2(outcome.exitCode == 2, outcome.everything());
    QVERIFY2(outcome.everything().contains(part), outcome.everything());
}

void ClusterCommandTest::saysWhatToDo_withoutKubectl()
{
    for (const auto* verb : {"contexts", "diff", "apply", "check"}) {
        const auto outcome = run({"cluster", verb}, "meshsso.yaml", false);
        QVERIFY2(outcome.exitCode == 2, outcome.everything());
        QVERIFY2(outcome.errors.contains("install kubectl, or save the files"), outcome.everything());
    }
}

} // namespace meshsso::test
