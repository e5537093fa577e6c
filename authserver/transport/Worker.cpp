#include "transport/Worker.h"

#include "transport/Connection.h"

#include <vector>

namespace meshsso::transport {

Worker::Worker(ServerLimits limits, PeerTrust isTrustedPeer, SecureRandom& random)
    : m_limits(limits), m_isTrustedPeer(std::move(isTrustedPeer)), m_random(random)
{
}

Worker::~Worker()
{
    stop();
}

void Worker::start(engine::RequestHandler& handler)
{
    m_handler = &handler;
    scheduleTick();
    m_thread = std::thread([this] { m_context.run(); });
}

void Worker::serve(engine::RequestHandler& handler)
{
    boost::asio::post(m_context, [this, &handler] {
        m_handler = &handler;
        for (const auto& connection : m_connections)
            connection->askForTrust();
    });
}

void Worker::adopt(AcceptedSocket socket)
{
    m_count.fetch_add(1, std::memory_order_relaxed);
    boost::asio::post(m_context, [this, accepted = std::move(socket)]() mutable {
        boost::asio::ip::tcp::socket own(m_context);
        boost::system::error_code error;
        own.assign(accepted.protocol(), accepted.descriptor(), error);
        if (error) {
            m_count.fetch_sub(1, std::memory_order_relaxed);
            return;
        }
        accepted.release();
        auto connection = std::make_shared<Connection>(*this, std::move(own));
        m_connections.insert(connection);
        connection->start();
    });
}

void Worker::giveBack(ConnectionMemory memory)
{
    constexpr std::size_t mostInput = std::size_t{32} * 1024;
    memory.response.shrink();
    if (memory.input.capacity() <= mostInput)
        m_spareMemory = std::move(memory);
}

void Worker::remove(Connection& connection)
{
    if (m_connections.erase(connection.shared_from_this()) > 0)
        m_count.fetch_sub(1, std::memory_order_relaxed);
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
    m_coarseNow = std::chrono::steady_clock::now();
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
        m_closeIdleAt = std::chrono::steady_clock::now() + idleGrace;
        for (const auto& connection : m_connections)
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
