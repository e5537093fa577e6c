#pragma once

#include "core/Log.h"
#include "core/SecureRandom.h"
#include "engine/LoginRouter.h"
#include "grpc/BufferBudget.h"
#include "grpc/GrpcLimits.h"
#include "transport/Protocol.h"

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace meshsso::grpcapi {

class GrpcCall;

/// Envoy's ext_authz v3 over gRPC on one worker.
class GrpcProtocol final : public transport::Protocol
{
public:
    /// Budget, randomness and log outlive it.
    GrpcProtocol(transport::Worker& worker, const GrpcLimits& limits, BufferBudget& budget,
                 SecureRandom& random, const Log& log);
    ~GrpcProtocol() override;

    /// GrpcFrontend::serve(), for this worker.
    void serve(engine::LoginRouter& router);
    /// Checks that wait for their answer. Any thread.
    int callCount() const noexcept { return m_waiting.load(std::memory_order_relaxed); }

    // For connections and their calls, on the worker's thread.
    engine::LoginRouter& router() noexcept { return *m_router; }
    const GrpcLimits& limits() const noexcept { return m_limits; }
    BufferBudget& budget() noexcept { return m_budget; }
    SecureRandom& random() noexcept { return m_random; }
    const Log& log() const noexcept { return m_log; }
    /// To be given back when it is answered or forgotten.
    std::unique_ptr<GrpcCall> lendCall();
    void giveBack(std::unique_ptr<GrpcCall> call);
    /// So many calls more, or fewer, wait.
    void countWaiting(int calls) noexcept { m_waiting.fetch_add(calls, std::memory_order_relaxed); }
    /// Where connections read and gather what they send, one after the other.
    std::span<char> inputBuffer() noexcept { return m_input; }
    std::string& outputBuffer() noexcept { return m_output; }

protected:
    std::shared_ptr<transport::Connection> makeConnection(boost::asio::ip::tcp::socket socket,
                                                          std::string peerAddress) override;

private:
    GrpcLimits m_limits;
    BufferBudget& m_budget;
    SecureRandom& m_random;
    const Log& m_log;
    engine::LoginRouter* m_router = nullptr;
    std::vector<std::unique_ptr<GrpcCall>> m_spareCalls;
    std::atomic<int> m_waiting{0};
    bool m_isFull = false; ///< the last connection was refused
    std::vector<char> m_input;
    std::string m_output;
};

} // namespace meshsso::grpcapi
