#pragma once

#include "engine/CheckRequest.h"
#include "transport/ConnectionMemory.h"
#include "transport/HttpProtocol.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>

namespace meshsso::transport {

/// One HTTP/1.1 connection: reads a request, has it answered, writes the response, and again. Pipelined
/// requests wait in the buffer until their turn. Lives on its worker's thread.
class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection>
{
public:
    HttpConnection(HttpProtocol& protocol, boost::asio::ip::tcp::socket socket, std::string peerAddress);

    void start() override;
    /// An answer under way shall close the connection.
    void beginDrain() override;
    void checkDeadline(std::chrono::steady_clock::time_point now, bool closeIdle) override;
    void close() override;

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    enum class State { Idle, Reading, Answering, Writing, Lingering, Closed };

    bool isPeerTrusted();
    void newParser();
    void rest();
    void wake();
    void read();
    void parseBuffered();
    void handle();
    void fillRequest();
    void send();
    void sendRest(std::size_t written);
    void sent();
    void refuse(int status, std::string_view code, std::string_view message);
    void linger();
    void readAway();
    void enter(State state);

    HttpProtocol& m_protocol;
    boost::asio::ip::tcp::socket m_socket;
    ConnectionMemory m_memory; ///< lent by the worker while a request is under way
    std::optional<Parser> m_parser;
    engine::CheckRequest m_request;
    std::optional<Task<bool>> m_task;
    std::string m_peerAddress;
    std::string m_requestId;
    std::string m_drain; ///< what a refused client still sends
    bool m_isPeerTrusted = false;
    int m_trustGeneration = -1; ///< the handler's, for which that was found out
    State m_state = State::Idle;
    std::chrono::steady_clock::time_point m_since;
};

} // namespace meshsso::transport
