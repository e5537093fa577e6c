#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <unistd.h>
#include <utility>

namespace meshsso::transport {

/// A connection on its way from the acceptor to a worker. It belongs to neither's io_context, so that either
/// may end first: a socket that was accepted straight into a worker's context would be touched when the
/// acceptor's goes.
class AcceptedSocket
{
public:
    AcceptedSocket(boost::asio::ip::tcp protocol, int descriptor)
        : m_protocol(protocol), m_descriptor(descriptor)
    {
    }
    AcceptedSocket(AcceptedSocket&& other) noexcept
        : m_protocol(other.m_protocol), m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    AcceptedSocket& operator=(AcceptedSocket&&) = delete;
    ~AcceptedSocket()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    boost::asio::ip::tcp protocol() const { return m_protocol; }
    int descriptor() const { return m_descriptor; }
    /// Somebody else owns the descriptor now.
    void release() { m_descriptor = -1; }

private:
    boost::asio::ip::tcp m_protocol;
    int m_descriptor;
};

} // namespace meshsso::transport
