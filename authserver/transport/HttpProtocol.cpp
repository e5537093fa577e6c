#include "transport/HttpProtocol.h"

#include "transport/HttpConnection.h"
#include "transport/Worker.h"

#include <boost/asio/post.hpp>

namespace meshsso::transport {

HttpProtocol::HttpProtocol(Worker& worker, HttpLimits limits, PeerTrust isTrustedPeer, SecureRandom& random)
    : Protocol(worker), m_limits(limits), m_isTrustedPeer(std::move(isTrustedPeer)), m_random(random)
{
}

void HttpProtocol::serve(engine::RequestHandler& handler)
{
    boost::asio::post(worker().context(), [this, &handler] {
        m_handler = &handler;
        ++m_generation;
    });
}

std::shared_ptr<Connection> HttpProtocol::makeConnection(boost::asio::ip::tcp::socket socket,
                                                         std::string peerAddress)
{
    return std::make_shared<HttpConnection>(*this, std::move(socket), std::move(peerAddress));
}

void HttpProtocol::giveBack(ConnectionMemory memory)
{
    constexpr std::size_t mostInput = std::size_t{32} * 1024;
    memory.response.shrink();
    if (memory.input.capacity() <= mostInput)
        m_spareMemory = std::move(memory);
}

} // namespace meshsso::transport
