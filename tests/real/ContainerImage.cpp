#include "ContainerImage.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <unistd.h>

namespace meshsso::test {

ToolRun runTool(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(300'000)) {
        process.kill();
        process.waitForFinished(5'000);
        return {-1, process.readAll() + process.errorString().toUtf8()};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAll()};
}

QString missingImageTools()
{
    QStringList missing;
    for (const auto* tool : {"python3", "strip", "skopeo", "umoci", "bwrap"})
        if (QStandardPaths::findExecutable(tool).isEmpty())
            missing << tool;
    return missing.join(", ");
}

ToolRun packImage(const QString& archive, const QStringList& furtherArguments)
{
    QStringList kind;
#ifdef MESHSSO_GRPC
    kind << "--grpc";
#endif
    return runTool(MESHSSO_SOURCE_DIR "/packaging/container/image.py",
                   kind +
                       QStringList{"--binary", MESHSSO_AUTHSERVER, "--version", "1.2.3", "--revision",
                                   "0123abc", "--epoch", "1700000000", "--output", archive} +
                       furtherArguments);
}

ToolRun unpackImage(const QString& archive, const QString& folder)
{
    const auto layout = folder + "/layout";
    if (!QDir().mkpath(layout))
        return {-1, "no folder for the layout"};
    if (auto untarred = runTool("tar", {"-C", layout, "-xf", archive}); untarred.exitCode != 0)
        return untarred;
    QStringList arguments{"unpack", "--image", layout + ":" + imageTag, folder + "/bundle"};
    if (::geteuid() != 0)
        arguments.insert(1, "--rootless");
    return runTool("umoci", arguments);
}

QString unpackedRoot(const QString& folder)
{
    return folder + "/bundle/rootfs";
}

QStringList confinement(const QString& root, const QList<std::pair<QString, QString>>& binds)
{
    QStringList arguments{"--ro-bind", root, "/"};
    for (const auto& [from, to] : binds)
        arguments << "--ro-bind" << from << to;
    return arguments << "--proc"
                     << "/proc"
                     << "--remount-ro"
                     << "/proc"
                     << "--dev"
                     << "/dev"
                     << "--remount-ro"
                     << "/dev"
                     << "--unshare-user"
                     << "--unshare-pid"
                     << "--as-pid-1"
                     << "--unshare-ipc"
                     << "--uid"
                     << "65532"
                     << "--gid"
                     << "65532"
                     << "--cap-drop"
                     << "ALL"
                     << "--clearenv"
                     << "--die-with-parent"
                     << "--new-session";
}

} // namespace meshsso::test
