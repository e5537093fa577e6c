#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <utility>

namespace meshsso::test {

/// What a program printed and how it ended.
struct ToolRun
{
    int exitCode = -1; ///< -1: it did not start, or was killed
    QByteArray output; ///< both streams
};

/// Runs a program to its end, at most five minutes.
ToolRun runTool(const QString& program, const QStringList& arguments);

/// The programs that read and run images but are not installed here, or an empty text.
QString missingImageTools();

/// What the image is called: those with gRPC say so.
#ifdef MESHSSO_GRPC
inline constexpr const char* imageTag = "1.2.3-grpc";
#else
inline constexpr const char* imageTag = "1.2.3";
#endif

/// Packs the server as built for these tests, as ./dev image packs the release one.
ToolRun packImage(const QString& archive, const QStringList& furtherArguments = {});

/// Unpacks an oci-archive below the folder with umoci; the root is in unpackedRoot().
ToolRun unpackImage(const QString& archive, const QString& folder);
QString unpackedRoot(const QString& folder);

/// bwrap's arguments that run a program of the unpacked root as Kubernetes would, restricted: root read-only,
/// uid 65532, no capabilities, an empty environment, process 1; sharing only the network. Binds are pairs,
/// from and to.
QStringList confinement(const QString& root, const QList<std::pair<QString, QString>>& binds = {});

} // namespace meshsso::test
