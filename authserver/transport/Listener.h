#pragma once

#include "core/Log.h"
#include "core/Result.h"
#include "transport/Protocol.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meshsso::transport {

/// The listening side: one acceptor on the caller's io_context, which hands each connection to the worker
/// with the fewest of this protocol. A gateway opens few, long-lived connections, which SO_REUSEPORT would
/// spread unevenly.
class Listener
{
public:
    /// Takes so many connections at the same time. One protocol a worker; they and the log outlive it.
    Listener(boost::asio::io_context& context, int maxConnections, std::vector<Protocol*> protocols,
             const Log& log);

    /// Listens. Port 0 takes a free one. Errors: InvalidArgument (address), Conflict (port in use), IoError.
    Result<void> listen(const std::string& address, int port);
    std::uint16_t port() const noexcept { return m_port; }
    /// Stops accepting; connections go on.
    void close();
    int connectionCount() const noexcept;

private:
    void accept();
    void hand(boost::asio::ip::tcp::socket socket);
    Protocol& leastLoaded() const noexcept;

    boost::asio::ip::tcp::acceptor m_acceptor;
    boost::asio::steady_timer m_pause;
    int m_maxConnections;
    std::vector<Protocol*> m_protocols;
    const Log& m_log;
    std::uint16_t m_port = 0;
};

} // namespace meshsso::transport
