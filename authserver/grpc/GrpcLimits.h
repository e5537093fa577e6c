#pragma once

#include <chrono>
#include <cstddef>

namespace meshsso::grpcapi {

/// What gateways' gRPC connections may cost.
struct GrpcLimits
{
    std::size_t messageBytes = std::size_t{256} * 1024; ///< of one check, its headers and body
    /// Of all connections together, with what they have sent in part, wait for or not yet taken; beyond them
    /// no further check is taken, and with half of them gone no new connection (a thousand by default). Those
    /// that an exported Deployment's memory limit leaves room for: serverconfig::grpcBufferMegabytes.
    std::size_t bufferBytes = std::size_t{64} * 1024 * 1024;
    int connections = 20'000;
    int streamsPerConnection = 1000;           ///< checks at the same time; a gateway then opens another one
    int waitingCalls = 10'000;                 ///< a worker's, for the identity provider or the store
    std::chrono::seconds handshakeTimeout{10}; ///< until a connection speaks HTTP/2
    std::chrono::seconds receiveTimeout{10};   ///< from a check's first byte to its last
    std::chrono::seconds writeTimeout{30};     ///< for an answer that the gateway does not take
    std::chrono::seconds idleTimeout{300};     ///< between checks
    std::chrono::seconds answerTimeout{60}; ///< for an answer that waits, where the gateway names no deadline
    /// A gateway that has gone without a word is noticed within their sum.
    std::chrono::seconds keepaliveTime{60};
    std::chrono::seconds keepaliveTimeout{20};
};

} // namespace meshsso::grpcapi
