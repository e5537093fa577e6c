#include "KubeSandbox.h"

#include "SandboxTools.h"
#include "core/AtomicFile.h"
#include "core/Clock.h"
#include "crypto/Certificate.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QThread>
#include <csignal>
#include <stdexcept>
#include <sys/prctl.h>

namespace meshsso::test {

KubeSandbox::KubeSandbox()
    : m_kubectlPath(fetchTool("kubectl")), m_runner(m_loop), m_kubectl(m_runner, m_kubectlPath.toStdString())
{
    if (!m_folder.isValid())
        throw std::runtime_error("no temporary folder");
    // kubectl remembers for hours what the server at a port knows: not that of an earlier run.
    qputenv("KUBECACHEDIR", m_folder.filePath("kubectl-cache").toUtf8());
    m_kubectl.setRequestTimeout(std::chrono::seconds(60));
}

KubeSandbox::~KubeSandbox()
{
    for (auto it = m_processes.rbegin(); it != m_processes.rend(); ++it) {
        (*it)->terminate();
        if (!(*it)->waitForFinished(10'000)) {
            (*it)->kill();
            (*it)->waitForFinished(5'000);
        }
    }
}

void KubeSandbox::start()
{
    const auto ports = freePorts(5);
    m_etcdPort = ports[0];
    const auto etcd = "http://127.0.0.1:" + QString::number(m_etcdPort);
    const auto peer = "http://127.0.0.1:" + QString::number(ports[1]);
    start("etcd", fetchTool("etcd"),
          {"--data-dir=" + m_folder.filePath("etcd"), "--listen-client-urls=" + etcd,
           "--advertise-client-urls=" + etcd, "--listen-peer-urls=" + peer,
           "--initial-advertise-peer-urls=" + peer, "--initial-cluster=default=" + peer, "--unsafe-no-fsync",
           "--logger=zap", "--log-level=warn"});

    // One certificate serves, signs service accounts, and is its own authority.
    crypto::CertificateRequest request;
    request.names = {"127.0.0.1"};
    const auto certificate = crypto::makeSelfSigned(request, SystemClock());
    if (!certificate)
        throw std::runtime_error(certificate.error().toString());
    writeFile("server.crt", QByteArray::fromStdString(certificate->certificatePem));
    writeFile("server.key",
              QByteArray(certificate->keyPem.reveal().data(), qsizetype(certificate->keyPem.size())));
    writeFile("tokens.csv", "admin-token,admin,admin,\"system:masters\"\nviewer-token,viewer,viewer\n");
    const auto other = crypto::makeSelfSigned(request, SystemClock());
    writeFile("other.crt", QByteArray::fromStdString(other->certificatePem));
    writeKubeconfig(ports[2], ports[3], ports[4]);

    startApiServer("workload", ports[2]);
    startApiServer("mesh", ports[3]);
    waitForApiServer("workload", m_processes[1].get());
    waitForApiServer("mesh", m_processes[2].get());
    run({"--context=mesh", "apply", "--server-side", "-f", fetchTool("istio-crds")});
    run({"--context=mesh", "wait", "--for=condition=Established", "--timeout=60s",
         "customresourcedefinitions", "--all"});
}

void KubeSandbox::startApiServer(const QString& name, int port)
{
    start(name, fetchTool("kube-apiserver"),
          {"--etcd-servers=http://127.0.0.1:" + QString::number(m_etcdPort), "--etcd-prefix=/" + name,
           "--bind-address=127.0.0.1", "--secure-port=" + QString::number(port),
           "--tls-cert-file=" + m_folder.filePath("server.crt"),
           "--tls-private-key-file=" + m_folder.filePath("server.key"),
           "--service-account-issuer=https://kubernetes.default.svc",
           "--service-account-key-file=" + m_folder.filePath("server.crt"),
           "--service-account-signing-key-file=" + m_folder.filePath("server.key"),
           "--service-cluster-ip-range=10.0.0.0/24", "--authorization-mode=RBAC",
           "--token-auth-file=" + m_folder.filePath("tokens.csv"), "--endpoint-reconciler-type=none",
           // Nothing here makes the accounts that it would ask pods for.
           "--disable-admission-plugins=ServiceAccount"});
}

void KubeSandbox::waitForApiServer(const QString& context, QProcess* process)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 300'000) {
        QProcess probe;
        probe.start(m_kubectlPath, {"--kubeconfig=" + kubeconfig(), "--context=" + context, "get",
                                    "--raw=/readyz", "--request-timeout=5s"});
        if (probe.waitForFinished(60'000) && probe.exitStatus() == QProcess::NormalExit &&
            probe.exitCode() == 0)
            return;
        if (process->waitForFinished(0))
            break;
        QThread::msleep(200);
    }
    QFile log(m_folder.filePath(context + ".log"));
    const auto end = log.open(QIODevice::ReadOnly) ? log.readAll().right(2000) : QByteArray();
    throw std::runtime_error("the API server " + context.toStdString() + " is not ready:\n" +
                             end.toStdString());
}

void KubeSandbox::writeKubeconfig(int workloadPort, int meshPort, int closedPort)
{
    const auto cluster = [this](const char* name, int port, const char* authority) {
        return QString("- name: %1\n  cluster: {server: \"https://127.0.0.1:%2\", certificate-authority: "
                       "\"%3\"}\n")
            .arg(name)
            .arg(port)
            .arg(m_folder.filePath(authority));
    };
    const auto user = [](const char* name, const char* token) {
        return QString("- name: %1\n  user: {token: \"%2\"}\n").arg(name, token);
    };
    const auto entry = [](const char* name, const char* clusterName, const char* userName) {
        return QString("- name: %1\n  context: {cluster: %2, user: %3}\n").arg(name, clusterName, userName);
    };
    writeFile("kubeconfig",
              ("apiVersion: v1\nkind: Config\ncurrent-context: mesh\nclusters:\n" +
               cluster("workload", workloadPort, "server.crt") + cluster("mesh", meshPort, "server.crt") +
               cluster("nobody", closedPort, "server.crt") + cluster("other", meshPort, "other.crt") +
               "users:\n" + user("admin", "admin-token") + user("viewer", "viewer-token") +
               user("wrong", "wrong-token") + "contexts:\n" + entry("workload", "workload", "admin") +
               entry("mesh", "mesh", "admin") + entry("viewer", "mesh", "viewer") +
               entry("wrong-token", "mesh", "wrong") + entry("nobody", "nobody", "admin") +
               entry("other-authority", "other", "admin"))
                  .toUtf8());
}

QString KubeSandbox::programFolder() const
{
    return QFileInfo(m_kubectlPath).path();
}

project::ClusterContext KubeSandbox::context(const std::string& name) const
{
    return {kubeconfig().toStdString(), name};
}

QByteArray KubeSandbox::run(const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start(m_kubectlPath, QStringList{"--kubeconfig=" + kubeconfig()} << arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(90'000) || process.exitCode() != 0)
        throw std::runtime_error("kubectl " + arguments.join(' ').toStdString() + ": " +
                                 process.readAllStandardError().toStdString());
    return process.readAllStandardOutput();
}

void KubeSandbox::applyAs(const QString& manager, const QString& context, const QByteArray& manifest)
{
    run({"--context=" + context, "apply", "--server-side", "--force-conflicts", "--field-manager=" + manager,
         "--filename=-"},
        manifest);
}

QProcess* KubeSandbox::start(const QString& name, const QString& program, const QStringList& arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setWorkingDirectory(m_folder.path());
    process->setStandardOutputFile(m_folder.filePath(name + ".log"));
    process->setStandardErrorFile(m_folder.filePath(name + ".log"), QIODevice::Append);
    process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    process->start(program, arguments);
    if (!process->waitForStarted(10'000))
        throw std::runtime_error((name + " does not start: " + process->errorString()).toStdString());
    m_processes.push_back(std::move(process));
    return m_processes.back().get();
}

void KubeSandbox::writeFile(const QString& name, const QByteArray& text)
{
    AtomicFileOptions options;
    options.mode = 0600;
    const auto written =
        writeFileAtomically(m_folder.filePath(name).toStdString(), text.toStdString(), options);
    if (!written)
        throw std::runtime_error(written.error().toString());
}

} // namespace meshsso::test
