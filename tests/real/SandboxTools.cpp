#include "SandboxTools.h"

#include <QProcess>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace meshsso::test {

std::vector<int> freePorts(std::size_t count)
{
    std::vector<int> sockets;
    std::vector<int> ports;
    while (ports.size() < count) {
        sockets.push_back(::socket(AF_INET, SOCK_STREAM, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(sockets.back(), generic, length) != 0 ||
            ::getsockname(sockets.back(), generic, &length) != 0)
            throw std::runtime_error("no free port on 127.0.0.1");
        ports.push_back(ntohs(address.sin_port));
    }
    for (const int socket : sockets)
        ::close(socket);
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
