#include "transport/Protocol.h"

#include "transport/Worker.h"

#include <boost/asio/post.hpp>

namespace meshsso::transport {

void Protocol::adopt(AcceptedSocket socket)
{
    m_count.fetch_add(1, std::memory_order_relaxed);
    boost::asio::post(m_worker.context(),
                      [this, accepted = std::move(socket)]() mutable { begin(std::move(accepted)); });
}

void Protocol::begin(AcceptedSocket accepted)
{
    boost::asio::ip::tcp::socket own(m_worker.context());
    boost::system::error_code error;
    own.assign(accepted.protocol(), accepted.descriptor(), error);
    std::shared_ptr<Connection> connection;
    if (!error) {
        accepted.release();
        own.set_option(boost::asio::ip::tcp::no_delay(true), error);
        own.non_blocking(true, error);
        const auto peer = own.remote_endpoint(error);
        if (!error)
            connection = makeConnection(std::move(own), peer.address().to_string());
    }
    if (!connection) {
        m_count.fetch_sub(1, std::memory_order_relaxed);
        return;
    }
    m_worker.add(connection);
    connection->start();
}

void Protocol::remove(const std::shared_ptr<Connection>& connection)
{
    if (m_worker.remove(connection))
        m_count.fetch_sub(1, std::memory_order_relaxed);
}

} // namespace meshsso::transport
