#include "support/FreePort.h"

#include <cstddef>
#include <cstdint>
#include <netinet/in.h>
#include <random>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace meshsso::test {
namespace {

/// Below those that the kernel gives to connections (net.ipv4.ip_local_port_range, from 32768): what is given
/// out there may be somebody's before the server that it is meant for starts, or while it starts again. And
/// below those that the sandbox's scripts take (packaging/sandbox/free_ports.py), long before their gateway
/// starts.
constexpr int first = 10'240;
constexpr int last = 28'671;

bool isFree(int port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool isBound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return isBound;
}

/// By a name that the kernel forgets with this process; its socket stays open on purpose.
bool claim(int port)
{
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto name = "meshsso-test-port-" + std::to_string(port);
    name.copy(address.sun_path + 1, sizeof address.sun_path - 1); // after a zero: no file
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), length) == 0)
        return true;
    ::close(socket);
    return false;
}

} // namespace

int freePort()
{
    std::random_device device;
    std::uniform_int_distribution<int> ports(first, last);
    for (int attempt = 0; attempt < 1'000; ++attempt) {
        const int port = ports(device);
        if (isFree(port) && claim(port))
            return port;
    }
    throw std::runtime_error("no free port on 127.0.0.1");
}

} // namespace meshsso::test
