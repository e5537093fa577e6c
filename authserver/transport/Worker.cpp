#include "transport/Worker.h"

#include "transport/Connection.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace meshsso::transport {

Worker::~Worker()
{
    stop();
}

void Worker::start()
{
    m_tickedAt = m_coarseNow = std::chrono::steady_clock::now();
    scheduleTick();
    m_thread = std::thread([this] { m_context.run(); });
}

void Worker::add(std::shared_ptr<Connection> connection)
{
    m_connections.insert(std::move(connection));
}

bool Worker::remove(const std::shared_ptr<Connection>& connection)
{
    return m_connections.erase(connection) > 0;
}

void Worker::scheduleTick()
{
    m_timer.expires_after(std::chrono::milliseconds(m_draining ? 100 : 1000));
    m_timer.async_wait([this](boost::system::error_code error) {
        if (!error)
            tick();
    });
}

void Worker::tick()
{
    const auto now = std::chrono::steady_clock::now();
    m_coarseNow += std::min<std::chrono::steady_clock::duration>(now - std::exchange(m_tickedAt, now),
                                                                 std::chrono::seconds(2));
    const bool closeIdle = m_coarseNow >= m_closeIdleAt;
    // A copy, because a connection that closes removes itself.
    const std::vector<std::shared_ptr<Connection>> connections(m_connections.begin(), m_connections.end());
    for (const auto& connection : connections)
        connection->checkDeadline(m_coarseNow, closeIdle);
    scheduleTick();
}

void Worker::drain(std::chrono::milliseconds idleGrace)
{
    boost::asio::post(m_context, [this, idleGrace] {
        m_draining = true;
        m_closeIdleAt = m_coarseNow + (std::chrono::steady_clock::now() - m_tickedAt) + idleGrace;
        // A copy, because a connection that closes removes itself.
        const std::vector<std::shared_ptr<Connection>> connections(m_connections.begin(),
                                                                   m_connections.end());
        for (const auto& connection : connections)
            connection->beginDrain();
        scheduleTick();
    });
}

void Worker::stop()
{
    if (!m_thread.joinable())
        return;
    boost::asio::post(m_context, [this] {
        const std::vector<std::shared_ptr<Connection>> connections(m_connections.begin(),
                                                                   m_connections.end());
        for (const auto& connection : connections)
            connection->close();
        m_timer.cancel();
        m_context.stop();
    });
    m_thread.join();
}

} // namespace meshsso::transport
