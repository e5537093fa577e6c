#pragma once

#include "transport/AcceptedSocket.h"
#include "transport/Connection.h"

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

namespace meshsso::transport {

class Worker;

/// What one worker speaks on the connections of one listener. Outlives the worker, whose context holds what
/// is left of connections that have closed.
class Protocol
{
public:
    explicit Protocol(Worker& worker) : m_worker(worker) {}
    virtual ~Protocol() = default;
    Protocol(const Protocol&) = delete;
    Protocol& operator=(const Protocol&) = delete;

    Worker& worker() const noexcept { return m_worker; }
    /// Takes over an accepted connection. Any thread.
    void adopt(AcceptedSocket socket);
    /// Connections open here, those on their way included. Any thread.
    int connectionCount() const noexcept { return m_count.load(std::memory_order_relaxed); }
    /// A connection has closed. On the worker's thread.
    void remove(const std::shared_ptr<Connection>& connection);

protected:
    /// Of a socket that does not block. Null if it cannot be served. On the worker's thread.
    virtual std::shared_ptr<Connection> makeConnection(boost::asio::ip::tcp::socket socket,
                                                       std::string peerAddress) = 0;

private:
    void begin(AcceptedSocket accepted);

    Worker& m_worker;
    std::atomic<int> m_count{0};
};

} // namespace meshsso::transport
