#pragma once

#include "net/LoopbackPages.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <functional>
#include <memory>

namespace meshsso::net {

/// One browser connection of a loopback listener: one request, one answer. Lives on the listener's thread,
/// kept alive by what it waits for. Private to this folder.
class LoopbackConnection : public std::enable_shared_from_this<LoopbackConnection>
{
public:
    /// Judges the request; called once.
    using Judge = std::function<LoopbackVerdict(const LoopbackRequest&)>;
    /// The page was written, or could not be; the query of the callback, if it was one.
    using Answered = std::function<void(std::string query)>;
    using Closed = std::function<void()>;

    struct Handlers
    {
        Judge judge;
        std::function<std::string(const LoopbackVerdict&)> page;
        Answered accepted;
        Closed closed;
    };

    LoopbackConnection(boost::asio::ip::tcp::socket socket, Handlers handlers,
                       std::chrono::milliseconds timeout);

    void start();
    void close();

private:
    void onHeader(boost::system::error_code error);
    void answer(const LoopbackVerdict& verdict);
    void linger();

    boost::asio::ip::tcp::socket m_socket;
    boost::asio::steady_timer m_timer;
    Handlers m_handlers;
    std::chrono::milliseconds m_timeout;
    boost::beast::flat_buffer m_buffer;
    boost::beast::http::request_parser<boost::beast::http::empty_body> m_parser;
    std::string m_response;
    std::string m_query;
    std::size_t m_drained = 0;
    std::array<char, 4096> m_rest{};
    bool m_isAccepted = false;
    bool m_isClosed = false;
};

} // namespace meshsso::net
