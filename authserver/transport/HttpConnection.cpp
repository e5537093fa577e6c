#include "transport/HttpConnection.h"

#include "engine/Pages.h"
#include "engine/RequestId.h"
#include "transport/Worker.h"

#include <boost/asio/write.hpp>

namespace meshsso::transport {
namespace http = boost::beast::http;
namespace {

using boost::system::error_code;

constexpr std::size_t readChunk = 8192;

std::string_view view(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace

HttpConnection::HttpConnection(HttpProtocol& protocol, boost::asio::ip::tcp::socket socket,
                               std::string peerAddress)
    : m_protocol(protocol), m_socket(std::move(socket)), m_peerAddress(std::move(peerAddress)),
      m_since(protocol.worker().coarseNow())
{
}

bool HttpConnection::isPeerTrusted()
{
    if (m_trustGeneration != m_protocol.generation()) {
        m_trustGeneration = m_protocol.generation();
        m_isPeerTrusted = m_protocol.isTrustedPeer(m_peerAddress);
    }
    return m_isPeerTrusted;
}

void HttpConnection::start()
{
    newParser();
    rest();
}

void HttpConnection::enter(State state)
{
    m_state = state;
    m_since = m_protocol.worker().coarseNow();
}

void HttpConnection::newParser()
{
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(m_protocol.limits().headerBytes));
    m_parser->body_limit(m_protocol.limits().bodyBytes);
}

void HttpConnection::rest()
{
    enter(State::Idle);
    m_protocol.giveBack(std::move(m_memory));
    // Waits without a buffer, which would be most of what an idle connection takes.
    m_socket.async_wait(boost::asio::ip::tcp::socket::wait_read,
                        [self = shared_from_this()](error_code error) {
                            if (self->m_state == State::Closed)
                                return;
                            if (error)
                                self->close();
                            else
                                self->wake();
                        });
}

void HttpConnection::wake()
{
    m_memory = m_protocol.lend();
    error_code error;
    const auto bytes = m_socket.read_some(m_memory.input.prepare(readChunk), error);
    if (error == boost::asio::error::would_block) {
        rest();
        return;
    }
    if (error) {
        close();
        return;
    }
    m_memory.input.commit(bytes);
    enter(State::Reading);
    parseBuffered();
}

void HttpConnection::read()
{
    auto self = shared_from_this();
    m_socket.async_read_some(m_memory.input.prepare(readChunk),
                             [self = std::move(self)](error_code error, std::size_t bytes) {
                                 // What comes after a refusal is no request any more.
                                 if (self->m_state != State::Reading)
                                     return;
                                 if (error) {
                                     self->close();
                                     return;
                                 }
                                 self->m_memory.input.commit(bytes);
                                 self->parseBuffered();
                             });
}

void HttpConnection::parseBuffered()
{
    error_code error;
    while (m_memory.input.size() > 0 && !m_parser->is_done()) {
        const auto used = m_parser->put(m_memory.input.data(), error);
        m_memory.input.consume(used);
        if (error == http::error::need_more) {
            // Beast counts the limit against what it has parsed; an unfinished header counts as well.
            if (!m_parser->is_header_done() && m_memory.input.size() > m_protocol.limits().headerBytes)
                error = http::error::header_limit;
            else
                break;
        }
        if (error == http::error::header_limit)
            return refuse(431, "header_too_large", "The request's header is too large.");
        if (error == http::error::body_limit)
            return refuse(413, "body_too_large", "The request's body is too large.");
        if (error)
            return refuse(400, "bad_request", "The request is not valid HTTP/1.1.");
    }
    if (m_parser->is_done())
        handle();
    else
        read();
}

void HttpConnection::fillRequest()
{
    const auto& message = m_parser->get();
    m_memory.headers.clear();
    std::string_view requestId;
    m_request = {};
    for (const auto& field : message.base()) {
        const engine::HeaderView header{view(field.name_string()), view(field.value())};
        if (field.name() == http::field::host)
            m_request.host = header.value;
        else if (header.name.size() == 12 && equalsIgnoreCase(header.name, "x-request-id"))
            requestId = header.value;
        m_memory.headers.push_back(header);
    }
    if (engine::isRequestId(requestId))
        m_requestId = requestId;
    else
        m_requestId = engine::makeRequestId(m_protocol.random());
    m_request.method = view(message.method_string());
    m_request.target = view(message.target());
    m_request.headers = m_memory.headers;
    m_request.body = message.body();
    m_request.peerAddress = m_peerAddress;
    m_request.requestId = m_requestId;
    m_request.isPeerTrusted = isPeerTrusted();
}

void HttpConnection::handle()
{
    const auto& message = m_parser->get();
    if (message.version() != 11 && message.version() != 10)
        return refuse(400, "bad_request", "Only HTTP/1.1 is served here.");
    // Two Hosts, or none, leave open which site is meant (RFC 9112 section 3.2); HTTP/1.0 may have none.
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() == 11))
        return refuse(400, "bad_request", "A request has exactly one Host header.");
    fillRequest();
    enter(State::Answering);
    m_memory.response.reset(message.method() == http::verb::head,
                            message.keep_alive() && !m_protocol.worker().isDraining());
    m_task = m_protocol.handler().handle(m_request, m_memory.response);
    if (!m_task) {
        send();
        return;
    }
    m_task->start([self = shared_from_this()](bool) {
        if (self->m_state != State::Answering)
            return; // it was too late, and the connection has been closed
        self->m_task.reset();
        self->send();
    });
}

void HttpConnection::send()
{
    enter(State::Writing);
    // Nearly always the socket takes it all at once, and a queued operation would cost more than the call.
    error_code error;
    const auto bytes = m_memory.response.bytes();
    const auto written = m_socket.write_some(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error && error != boost::asio::error::would_block) {
        close();
        return;
    }
    if (written < bytes.size())
        sendRest(written);
    else
        sent();
}

void HttpConnection::sendRest(std::size_t written)
{
    const auto rest = m_memory.response.bytes().substr(written);
    boost::asio::async_write(m_socket, boost::asio::buffer(rest.data(), rest.size()),
                             [self = shared_from_this()](error_code error, std::size_t) {
                                 if (self->m_state == State::Closed)
                                     return;
                                 if (error)
                                     self->close();
                                 else
                                     self->sent();
                             });
}

void HttpConnection::sent()
{
    if (!m_memory.response.keepAlive()) {
        linger();
        return;
    }
    newParser();
    if (m_memory.input.size() == 0) {
        rest();
        return;
    }
    // A pipelined request: posted, so that a long queue of them neither nests calls nor starves the others.
    enter(State::Reading);
    boost::asio::post(m_socket.get_executor(), [self = shared_from_this()] {
        if (self->m_state == State::Reading)
            self->parseBuffered();
    });
}

void HttpConnection::refuse(int status, std::string_view code, std::string_view message)
{
    m_memory.response.reset(false, false);
    engine::makeJsonError(status, code, message, {}).writeTo(m_memory.response);
    send();
}

void HttpConnection::linger()
{
    // Closing with unread bytes would reset the connection and could take the response with it.
    error_code error;
    m_socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
    if (error) {
        close();
        return;
    }
    // Once: a client that goes on sending must not keep it open.
    enter(State::Lingering);
    m_drain.resize(4096);
    readAway();
}

void HttpConnection::readAway()
{
    m_socket.async_read_some(boost::asio::buffer(m_drain),
                             [self = shared_from_this()](error_code failed, std::size_t) {
                                 if (self->m_state == State::Closed)
                                     return;
                                 if (failed)
                                     self->close();
                                 else
                                     self->readAway();
                             });
}

void HttpConnection::beginDrain()
{
    // A response that is being written has said "keep-alive" already; its connection closes when it is idle.
    if (m_state == State::Answering)
        m_memory.response.close();
}

void HttpConnection::checkDeadline(std::chrono::steady_clock::time_point now, bool closeIdle)
{
    const auto& limits = m_protocol.limits();
    const auto waited = now - m_since;
    switch (m_state) {
    case State::Idle:
        if (closeIdle || waited >= limits.idleTimeout)
            close();
        break;
    case State::Reading:
        if (waited >= limits.headerTimeout)
            refuse(408, "timeout", "The request took too long to arrive.");
        break;
    case State::Answering:
        if (waited >= limits.answerTimeout) {
            m_task.reset();
            refuse(503, "unavailable", "The answer took too long.");
        }
        break;
    case State::Writing:
        if (waited >= limits.writeTimeout)
            close();
        break;
    case State::Lingering:
        if (waited >= std::chrono::seconds(2))
            close();
        break;
    case State::Closed:
        break;
    }
}

void HttpConnection::close()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_task.reset();
    error_code error;
    m_socket.close(error);
    m_protocol.remove(shared_from_this());
}

} // namespace meshsso::transport
