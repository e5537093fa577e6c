#pragma once

#include "core/RunLoop.h"
#include "kube/Kubectl.h"

#include <QProcess>
#include <QTemporaryDir>
#include <memory>
#include <vector>

namespace meshsso::test {

/// Two real API servers over one etcd, as ASM has them: "workload" knows Kubernetes only, "mesh" Istio's
/// resources too. Nothing runs pods. Everything listens on loopback and ends with this object.
class KubeSandbox
{
public:
    KubeSandbox();
    ~KubeSandbox();

    /// Throws std::runtime_error with the reason.
    void start();

    RunLoop& loop() { return m_loop; }
    const kube::Kubectl& kubectl() const { return m_kubectl; }
    QString folder() const { return m_folder.path(); }
    QString kubeconfig() const { return m_folder.filePath("kubeconfig"); }
    /// Where kubectl is, for PATH.
    QString programFolder() const;
    /// The context of that name: workload, mesh, viewer (may do nothing at the mesh's), wrong-token, nobody
    /// (a closed port), other-authority.
    project::ClusterContext context(const std::string& name) const;

    /// What kubectl says; throws if it fails.
    QByteArray run(const QStringList& arguments, const QByteArray& input = {});
    /// Applies as another field manager, taking over what others own.
    void applyAs(const QString& manager, const QString& context, const QByteArray& manifest);

    template<class T>
    T await(Task<T> task)
    {
        return m_loop.runUntilDone(std::move(task));
    }

private:
    QProcess* start(const QString& name, const QString& program, const QStringList& arguments);
    void startApiServer(const QString& name, int port);
    void waitForApiServer(const QString& context, QProcess* process);
    void writeKubeconfig(int workloadPort, int meshPort, int closedPort);
    void writeFile(const QString& name, const QByteArray& text);

    QTemporaryDir m_folder;
    RunLoop m_loop;
    QString m_kubectlPath;
    kube::PosixProcessRunner m_runner;
    kube::Kubectl m_kubectl;
    std::vector<std::unique_ptr<QProcess>> m_processes;
    int m_etcdPort = 0;
};

} // namespace meshsso::test
