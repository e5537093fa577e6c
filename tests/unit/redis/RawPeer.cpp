#include "RawPeer.h"

#include <QtGlobal>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace meshsso::test {

RawPeer::RawPeer(std::string bytes, Then then) : m_bytes(std::move(bytes)), m_then(then)
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(m_listener, generic, size) != 0 || ::listen(m_listener, 16) != 0 ||
        ::getsockname(m_listener, generic, &size) != 0 || ::pipe(m_stop) != 0)
        qFatal("cannot listen");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

RawPeer::~RawPeer()
{
    ::close(m_stop[1]);
    m_thread.join();
    ::close(m_stop[0]);
    ::close(m_listener);
}

void RawPeer::serve()
{
    std::vector<pollfd> watched{{m_stop[0], POLLIN, 0}, {m_listener, POLLIN, 0}};
    for (;;) {
        if (::poll(watched.data(), watched.size(), -1) < 0 || watched[0].revents != 0)
            break;
        for (std::size_t i = 2; i < watched.size(); ++i) {
            char buffer[4096];
            if (watched[i].revents == 0)
                continue;
            if (::recv(watched[i].fd, buffer, sizeof buffer, 0) <= 0) {
                ::close(watched[i].fd);
                watched[i].fd = -1;
                continue;
            }
            for (std::size_t sent = 0; sent < m_bytes.size();) {
                const auto count =
                    ::send(watched[i].fd, m_bytes.data() + sent, m_bytes.size() - sent, MSG_NOSIGNAL);
                if (count <= 0)
                    break;
                sent += static_cast<std::size_t>(count);
            }
        }
        if (watched[1].revents == 0)
            continue;
        const int peer = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (peer >= 0 && m_then == Then::Close)
            ::close(peer);
        else if (peer >= 0)
            watched.push_back({peer, POLLIN, 0});
    }
    for (std::size_t i = 2; i < watched.size(); ++i) {
        if (watched[i].fd >= 0)
            ::close(watched[i].fd);
    }
}

} // namespace meshsso::test
