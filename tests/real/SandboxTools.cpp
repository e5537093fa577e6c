#include "SandboxTools.h"

#include "support/FreePort.h"

#include <QProcess>
#include <algorithm>
#include <stdexcept>

namespace meshsso::test {

std::vector<int> freePorts(std::size_t count)
{
    std::vector<int> ports(count);
    std::generate(ports.begin(), ports.end(), freePort);
    return ports;
}

QString fetchTool(const QString& what)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(MESHSSO_SOURCE_DIR "/packaging/sandbox/fetch.sh", {what});
    if (!process.waitForFinished(900'000) || process.exitCode() != 0)
        throw std::runtime_error("packaging/sandbox/fetch.sh " + what.toStdString() + " failed");
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

} // namespace meshsso::test
