#include "redis/RedisStream.h"

#include "core/SecretString.h"
#include "core/Url.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>

namespace meshsso::redis {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t bufferBytes = std::size_t{16} * 1024;

} // namespace

RedisStream::RedisStream(asio::io_context& context, std::shared_ptr<asio::ssl::context> tls)
    : m_resolver(context), m_socket(context), m_tls(std::move(tls)), m_buffer(bufferBytes, '\0')
{
    if (m_tls)
        m_tlsStream.emplace(m_socket, *m_tls);
}

Error RedisStream::lost(const error_code& code) const
{
    return {ErrorCode::Unreachable, "the connection to Redis was lost: " + code.message(),
            m_address.toString()};
}

void RedisStream::connect(const RedisAddress& address, std::function<void(Result<void>)> done)
{
    m_address = address;
    auto self = shared_from_this();
    m_resolver.async_resolve(
        address.host, std::to_string(address.port),
        [self, done = std::move(done)](error_code code, const asio::ip::tcp::resolver::results_type& found) {
            if (self->m_closed)
                return;
            if (code)
                return done(fail(ErrorCode::Unreachable, "Redis was not found: " + code.message(),
                                 self->m_address.toString()));
            asio::async_connect(self->m_socket, found,
                                [self, done](error_code failure, const asio::ip::tcp::endpoint&) {
                                    if (self->m_closed)
                                        return;
                                    if (failure)
                                        return done(fail(ErrorCode::Unreachable,
                                                         "Redis cannot be reached: " + failure.message(),
                                                         self->m_address.toString()));
                                    error_code ignored;
                                    self->m_socket.set_option(asio::ip::tcp::no_delay(true), ignored);
                                    self->shakeHands(done);
                                });
        });
}

void RedisStream::shakeHands(std::function<void(Result<void>)> done)
{
    if (!m_tlsStream)
        return done({});
    error_code code;
    m_tlsStream->set_verify_callback(asio::ssl::host_name_verification(m_address.host), code);
    // Server name indication takes names only (RFC 6066 section 3).
    if (!isIpAddress(m_address.host))
        SSL_ctrl(m_tlsStream->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 m_address.host.data());
    m_tlsStream->async_handshake(asio::ssl::stream_base::client, [self = shared_from_this(),
                                                                  done =
                                                                      std::move(done)](error_code failure) {
        if (self->m_closed)
            return;
        if (failure)
            return done(fail(ErrorCode::TlsError, "the TLS handshake with Redis failed: " + failure.message(),
                             self->m_address.toString()));
        done({});
    });
}

void RedisStream::read(std::function<void(Result<std::string_view>)> done)
{
    auto handler = [self = shared_from_this(), done = std::move(done)](error_code code, std::size_t size) {
        if (self->m_closed)
            return;
        if (code)
            return done(fail(self->lost(code)));
        done(std::string_view(self->m_buffer).substr(0, size));
    };
    if (m_tlsStream)
        m_tlsStream->async_read_some(asio::buffer(m_buffer), std::move(handler));
    else
        m_socket.async_read_some(asio::buffer(m_buffer), std::move(handler));
}

void RedisStream::write(std::string bytes, std::function<void(Result<void>)> done)
{
    m_output = std::move(bytes);
    auto handler = [self = shared_from_this(), done = std::move(done)](error_code code, std::size_t) {
        wipe(self->m_output);
        if (self->m_closed)
            return;
        if (code)
            return done(fail(self->lost(code)));
        done({});
    };
    if (m_tlsStream)
        asio::async_write(*m_tlsStream, asio::buffer(m_output), std::move(handler));
    else
        asio::async_write(m_socket, asio::buffer(m_output), std::move(handler));
}

void RedisStream::close()
{
    m_closed = true;
    m_resolver.cancel();
    error_code ignored;
    m_socket.close(ignored);
}

} // namespace meshsso::redis
