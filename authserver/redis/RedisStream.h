#pragma once

#include "core/Result.h"
#include "redis/RedisAddress.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace meshsso::redis {

/// One TCP or TLS connection to a Redis server. Belongs to the Redis thread. A handler keeps it alive; none
/// is called after close().
class RedisStream : public std::enable_shared_from_this<RedisStream>
{
public:
    /// tls: null for plain TCP.
    RedisStream(boost::asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls);

    /// Resolves, connects, and for TLS proves that the peer is the host. Errors: Unreachable, TlsError.
    void connect(const RedisAddress& address, std::function<void(Result<void>)> done);
    /// What the peer sent, at most a buffer full, valid during the call. Errors: Unreachable.
    void read(std::function<void(Result<std::string_view>)> done);
    /// One at a time; the bytes are wiped afterwards. Errors: Unreachable.
    void write(std::string bytes, std::function<void(Result<void>)> done);
    void close();

private:
    void shakeHands(std::function<void(Result<void>)> done);
    Error lost(const boost::system::error_code& code) const;

    boost::asio::ip::tcp::resolver m_resolver;
    boost::asio::ip::tcp::socket m_socket;
    std::shared_ptr<boost::asio::ssl::context> m_tls;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> m_tlsStream;
    RedisAddress m_address;
    std::string m_buffer;
    std::string m_output;
    bool m_closed = false;
};

} // namespace meshsso::redis
