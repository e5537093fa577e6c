#include "transport/Listener.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace meshsso::transport {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Listener::Listener(asio::io_context& context, int maxConnections, std::vector<Protocol*> protocols,
                   const Log& log)
    : m_acceptor(context), m_pause(context), m_maxConnections(maxConnections),
      m_protocols(std::move(protocols)), m_log(log)
{
}

Result<void> Listener::listen(const std::string& address, int port)
{
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error)
        return fail(ErrorCode::InvalidArgument, "not an IP address to listen on", address);
    const tcp::endpoint endpoint(ip, static_cast<std::uint16_t>(port));
    m_acceptor.open(endpoint.protocol(), error);
    if (!error)
        m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        m_acceptor.bind(endpoint, error);
    if (!error)
        m_acceptor.listen(1024, error);
    const auto where = address + ":" + std::to_string(port);
    if (error == asio::error::address_in_use)
        return fail(ErrorCode::Conflict, "another process listens there already", where);
    if (error)
        return fail(ErrorCode::IoError, "cannot listen: " + error.message(), where);
    m_port = m_acceptor.local_endpoint(error).port();
    accept();
    return {};
}

Protocol& Listener::leastLoaded() const noexcept
{
    return **std::min_element(
        m_protocols.begin(), m_protocols.end(),
        [](const Protocol* a, const Protocol* b) { return a->connectionCount() < b->connectionCount(); });
}

int Listener::connectionCount() const noexcept
{
    int count = 0;
    for (const auto* protocol : m_protocols)
        count += protocol->connectionCount();
    return count;
}

void Listener::accept()
{
    m_acceptor.async_accept([this](error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || !m_acceptor.is_open())
            return;
        if (error) {
            // Out of descriptors, most likely: accepting again at once would spin.
            const auto message = error.message();
            m_log.write(LogLevel::Error, "accept.failed", {{"error", message}});
            m_pause.expires_after(std::chrono::milliseconds(100));
            m_pause.async_wait([this](error_code cancelled) {
                if (!cancelled)
                    accept();
            });
            return;
        }
        if (connectionCount() >= m_maxConnections)
            m_log.write(LogLevel::Warning, "accept.limit",
                        {{"connections", static_cast<std::int64_t>(m_maxConnections)}});
        else
            hand(std::move(socket));
        accept();
    });
}

void Listener::hand(tcp::socket socket)
{
    error_code error;
    const auto protocol = socket.local_endpoint(error).protocol();
    if (error)
        return; // gone already
    const int descriptor = socket.release(error);
    if (!error)
        leastLoaded().adopt(AcceptedSocket(protocol, descriptor));
}

void Listener::close()
{
    error_code error;
    m_acceptor.close(error);
    m_pause.cancel();
}

} // namespace meshsso::transport
