#include "FaultSockets.h"

#include <arpa/inet.h>
#include <cerrno>
#include <linux/filter.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace meshsso::test {

FaultSockets::FaultSockets(int port, std::size_t count)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (std::size_t i = 0; i < count; ++i) {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            m_open.push_back(socket);
        else
            ::close(socket);
    }
}

FaultSockets::~FaultSockets()
{
    for (const int socket : m_open)
        ::close(socket);
}

void FaultSockets::send(std::string_view text) const
{
    for (const int socket : m_open)
        static_cast<void>(::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
}

std::size_t FaultSockets::stillOpen()
{
    std::erase_if(m_open, [](int socket) {
        char buffer[2048];
        ssize_t got = 0;
        do
            got = ::recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
        while (got > 0);
        const bool isClosed = got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
        if (isClosed)
            ::close(socket);
        return isClosed;
    });
    return m_open.size();
}

void FaultSockets::vanish() const
{
    sock_filter drop{BPF_RET | BPF_K, 0, 0, 0};
    const sock_fprog program{1, &drop};
    for (const int socket : m_open) {
        if (::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
            throw std::runtime_error("cannot drop a socket's packets");
    }
}

} // namespace meshsso::test
