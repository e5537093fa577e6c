#pragma once

#include "transport/AsioExecutor.h"
#include "transport/AsioTimers.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <thread>
#include <unordered_set>

namespace meshsso::transport {

class Connection;

/// One thread with its io_context and its connections, of whatever protocols. Times are kept by one coarse
/// timer that looks at every connection each second: a timer a connection would cost a system call or a queue
/// operation a request.
class Worker
{
public:
    Worker() = default;
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    boost::asio::io_context& context() noexcept { return m_context; }
    Executor& executor() noexcept { return m_executor; }
    engine::Timers& timers() noexcept { return m_timers; }

    /// Starts the thread.
    void start();
    /// From now on each response closes its connection, and idle ones close after the grace period. Any
    /// thread.
    void drain(std::chrono::milliseconds idleGrace);
    /// Closes everything, ends the thread and waits for it.
    void stop();

    // For protocols and their connections, on the worker's thread.
    bool isDraining() const noexcept { return m_draining; }
    /// The time, but for pauses of the whole process: nobody is late because we were not there.
    std::chrono::steady_clock::time_point coarseNow() const noexcept { return m_coarseNow; }
    void add(std::shared_ptr<Connection> connection);
    /// False if it was not there.
    bool remove(const std::shared_ptr<Connection>& connection);

private:
    void tick();
    void scheduleTick();

    boost::asio::io_context m_context{1};
    AsioExecutor m_executor{m_context};
    AsioTimers m_timers{m_context};
    boost::asio::steady_timer m_timer{m_context};
    std::unordered_set<std::shared_ptr<Connection>> m_connections;
    std::chrono::steady_clock::time_point m_coarseNow = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_tickedAt = m_coarseNow;
    std::chrono::steady_clock::time_point m_closeIdleAt = std::chrono::steady_clock::time_point::max();
    bool m_draining = false;
    std::thread m_thread;
};

} // namespace meshsso::transport
