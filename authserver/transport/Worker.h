#pragma once

#include "core/SecureRandom.h"
#include "engine/RequestHandler.h"
#include "transport/AcceptedSocket.h"
#include "transport/AsioExecutor.h"
#include "transport/AsioTimers.h"
#include "transport/ConnectionMemory.h"
#include "transport/ServerLimits.h"

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <utility>

namespace meshsso::transport {

class Connection;

/// Whether the X-Forwarded-* headers that come from an address may be believed. Called from the worker's
/// thread.
using PeerTrust = std::function<bool(std::string_view address)>;

/// One thread with its io_context and its connections. Times are kept by one coarse timer that looks at every
/// connection each second: a timer a connection would cost a system call or a queue operation a request.
class Worker
{
public:
    Worker(ServerLimits limits, PeerTrust isTrustedPeer, SecureRandom& random);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    Executor& executor() noexcept { return m_executor; }
    engine::Timers& timers() noexcept { return m_timers; }

    /// Starts the thread; the handler is called on it alone and outlives it.
    void start(engine::RequestHandler& handler);
    /// From now on another handler answers, and whom to trust is asked anew. The former one outlives what it
    /// began: ServerLimits::answerTimeout at most. Any thread.
    void serve(engine::RequestHandler& handler);
    /// Takes over an accepted connection. Any thread.
    void adopt(AcceptedSocket socket);
    /// From now on each response closes its connection, and idle ones close after the grace period. Any
    /// thread.
    void drain(std::chrono::milliseconds idleGrace);
    /// Closes everything, ends the thread and waits for it.
    void stop();

    /// Connections open here, those on their way included. Any thread.
    int connectionCount() const noexcept { return m_count.load(std::memory_order_relaxed); }

    // For Connection, on the worker's thread.
    engine::RequestHandler& handler() noexcept { return *m_handler; }
    const ServerLimits& limits() const noexcept { return m_limits; }
    bool isTrustedPeer(std::string_view address) const { return m_isTrustedPeer(address); }
    SecureRandom& random() noexcept { return m_random; }
    bool isDraining() const noexcept { return m_draining; }
    std::chrono::steady_clock::time_point coarseNow() const noexcept { return m_coarseNow; }
    void remove(Connection& connection);
    /// Memory for a request, to be given back after it: one piece serves many idle connections in turn.
    ConnectionMemory lend() { return std::exchange(m_spareMemory, {}); }
    void giveBack(ConnectionMemory memory);

private:
    void tick();
    void scheduleTick();

    ServerLimits m_limits;
    PeerTrust m_isTrustedPeer;
    SecureRandom& m_random;
    boost::asio::io_context m_context{1};
    AsioExecutor m_executor{m_context};
    AsioTimers m_timers{m_context};
    boost::asio::steady_timer m_timer{m_context};
    engine::RequestHandler* m_handler = nullptr;
    std::unordered_set<std::shared_ptr<Connection>> m_connections;
    std::chrono::steady_clock::time_point m_coarseNow = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_closeIdleAt = std::chrono::steady_clock::time_point::max();
    ConnectionMemory m_spareMemory;
    bool m_draining = false;
    std::atomic<int> m_count{0};
    std::thread m_thread;
};

} // namespace meshsso::transport
