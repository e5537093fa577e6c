#include "RawClient.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace meshsso::test {
namespace {

using Clock = std::chrono::steady_clock;

/// The number of whole responses at the start of the text.
int countResponses(std::string_view text)
{
    int count = 0;
    for (;;) {
        const auto header = text.find("\r\n\r\n");
        if (header == std::string_view::npos)
            return count;
        std::size_t body = 0;
        if (const auto length = text.find("content-length: "); length < header)
            body = std::stoul(std::string(text.substr(length + 16, 12)));
        if (text.size() < header + 4 + body)
            return count;
        text.remove_prefix(header + 4 + body);
        ++count;
    }
}

} // namespace

RawClient::RawClient(int port)
{
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(m_socket);
        m_socket = -1;
    }
}

RawClient::~RawClient()
{
    if (m_socket >= 0)
        ::close(m_socket);
}

int RawClient::localPort() const
{
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.sin_port);
}

void RawClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string RawClient::receive(int responses, std::chrono::milliseconds limit)
{
    std::string text;
    const auto until = Clock::now() + limit;
    while (countResponses(text) < responses) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd poller{m_socket, POLLIN, 0};
        if (left <= 0 || ::poll(&poller, 1, static_cast<int>(left)) <= 0)
            break;
        char buffer[16 * 1024];
        const auto got = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (got <= 0) {
            m_closed = true;
            break;
        }
        text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
}

bool RawClient::waitForClose(std::chrono::milliseconds limit)
{
    if (!m_closed)
        receive(1'000'000, limit);
    return m_closed;
}

void RawClient::shutdownSend()
{
    ::shutdown(m_socket, SHUT_WR);
}

} // namespace meshsso::test
