#pragma once

#include "core/SecureRandom.h"
#include "engine/RequestHandler.h"
#include "transport/ConnectionMemory.h"
#include "transport/HttpLimits.h"
#include "transport/Protocol.h"

#include <functional>
#include <string_view>
#include <utility>

namespace meshsso::transport {

/// Whether the X-Forwarded-* headers that come from an address may be believed. Called from the worker's
/// thread.
using PeerTrust = std::function<bool(std::string_view address)>;

/// HTTP/1.1 on one worker.
class HttpProtocol final : public Protocol
{
public:
    /// The source of randomness outlives it.
    HttpProtocol(Worker& worker, HttpLimits limits, PeerTrust isTrustedPeer, SecureRandom& random);

    /// From now on this handler answers, and whom to trust is asked anew; called before the worker starts,
    /// and as often as the handler changes. It is called on the worker's thread and outlives what it began:
    /// HttpLimits::answerTimeout at most. Any thread.
    void serve(engine::RequestHandler& handler);

    // For HttpConnection, on the worker's thread.
    engine::RequestHandler& handler() noexcept { return *m_handler; }
    /// Another one for each handler: what was found out under an earlier one may not hold any more.
    int generation() const noexcept { return m_generation; }
    const HttpLimits& limits() const noexcept { return m_limits; }
    bool isTrustedPeer(std::string_view address) const { return m_isTrustedPeer(address); }
    SecureRandom& random() noexcept { return m_random; }
    /// Memory for a request, to be given back after it: one piece serves many idle connections in turn.
    ConnectionMemory lend() { return std::exchange(m_spareMemory, {}); }
    void giveBack(ConnectionMemory memory);

protected:
    std::shared_ptr<Connection> makeConnection(boost::asio::ip::tcp::socket socket,
                                               std::string peerAddress) override;

private:
    HttpLimits m_limits;
    PeerTrust m_isTrustedPeer;
    SecureRandom& m_random;
    engine::RequestHandler* m_handler = nullptr;
    int m_generation = 0;
    ConnectionMemory m_spareMemory;
};

} // namespace meshsso::transport
