#include "net/LoopbackConnection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

namespace meshsso::net {
namespace http = boost::beast::http;
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t maxDrained = std::size_t{256} * 1024;
constexpr std::chrono::seconds lingerTime{1};

} // namespace

LoopbackConnection::LoopbackConnection(asio::ip::tcp::socket socket, Handlers handlers,
                                       std::chrono::milliseconds timeout)
    : m_socket(std::move(socket)), m_timer(m_socket.get_executor()), m_handlers(std::move(handlers)),
      m_timeout(timeout), m_buffer(LoopbackListener::maxRequestBytes)
{
    m_parser.header_limit(static_cast<std::uint32_t>(LoopbackListener::maxRequestBytes));
    m_parser.body_limit(0);
}

void LoopbackConnection::start()
{
    const auto self = shared_from_this();
    m_timer.expires_after(m_timeout);
    m_timer.async_wait([self](error_code cancelled) {
        if (!cancelled)
            self->close();
    });
    http::async_read_header(m_socket, m_buffer, m_parser,
                            [self](error_code error, std::size_t) { self->onHeader(error); });
}

void LoopbackConnection::close()
{
    if (std::exchange(m_isClosed, true))
        return;
    error_code ignored;
    m_socket.close(ignored);
    m_timer.cancel();
    m_handlers.closed();
}

void LoopbackConnection::onHeader(error_code error)
{
    if (m_isClosed)
        return;
    if (error == http::error::header_limit || error == http::error::buffer_overflow ||
        error == http::error::body_limit) {
        answer({413, "The request is too large.", {}});
        return;
    }
    if (error && error.category() == http::make_error_code(http::error::bad_method).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message) {
        answer({400, "This is not HTTP.", {}});
        return;
    }
    if (error) {
        close();
        return;
    }
    const auto& message = m_parser.get();
    LoopbackRequest request;
    request.method = std::string_view(message.method_string().data(), message.method_string().size());
    request.target = std::string_view(message.target().data(), message.target().size());
    const auto [first, last] = message.equal_range(http::field::host);
    for (auto host = first; host != last; ++host)
        request.hosts.emplace_back(host->value().data(), host->value().size());
    request.hasBody = m_parser.chunked() || m_parser.content_length().value_or(0) > 0;
    answer(m_handlers.judge(request));
}

void LoopbackConnection::answer(const LoopbackVerdict& verdict)
{
    m_isAccepted = verdict.status == 200;
    m_query = verdict.query;
    m_response = m_handlers.page(verdict);
    asio::async_write(
        m_socket, asio::buffer(m_response), [self = shared_from_this()](error_code error, std::size_t) {
            // Accepted is accepted, whether or not the browser still wants to see the page.
            if (self->m_isAccepted)
                self->m_handlers.accepted(std::move(self->m_query));
            if (error || self->m_isClosed) {
                self->close();
                return;
            }
            error_code ignored;
            self->m_socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
            self->m_timer.expires_after(std::min<std::chrono::milliseconds>(lingerTime, self->m_timeout));
            self->m_timer.async_wait([self](error_code cancelled) {
                if (!cancelled)
                    self->close();
            });
            self->linger();
        });
}

/// Reads on until the peer closes: closing with unread bytes would reset the connection and could take the
/// answer with it.
void LoopbackConnection::linger()
{
    m_socket.async_read_some(asio::buffer(m_rest),
                             [self = shared_from_this()](error_code error, std::size_t bytes) {
                                 self->m_drained += bytes;
                                 if (error || self->m_isClosed || self->m_drained > maxDrained)
                                     self->close();
                                 else
                                     self->linger();
                             });
}

} // namespace meshsso::net
