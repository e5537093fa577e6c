#pragma once

#include "core/Task.h"
#include "engine/AuthDecision.h"
#include "grpc/CheckReader.h"
#include "grpc/GrpcStatus.h"
#include <ext_authz.pb.h>

#include <array>
#include <chrono>
#include <functional>
#include <google/protobuf/arena.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace meshsso::engine {
class AuthService;
struct HttpReply;
} // namespace meshsso::engine

namespace meshsso::grpcapi {

class GrpcProtocol;

/// One check from its message to its answer; then used again for another. Lives on its worker's thread.
class GrpcCall
{
public:
    explicit GrpcCall(GrpcProtocol& protocol);

    /// Decides on a message, that of a connection from that address. Returns the answer, or nothing if it has
    /// to wait for something: then the completion is called later, once, and may clear or destroy this. The
    /// message is not needed any longer.
    std::optional<GrpcAnswer> decide(std::string_view message, std::string_view gateway,
                                     std::optional<std::chrono::milliseconds> timeout,
                                     std::function<void(GrpcAnswer)> later);

    /// Forgets the check, also one that waits: its completion will not be called.
    void clear();

private:
    std::optional<GrpcAnswer> waitFor(Task<engine::AuthDecision> deciding, std::chrono::milliseconds limit);
    void finish(GrpcAnswer answer);
    GrpcAnswer answerTo(const engine::AuthDecision& decision);
    GrpcAnswer refuse(std::string_view problem, std::string_view gateway);
    GrpcAnswer deny(engine::DecisionKind kind, engine::HttpReply reply);
    GrpcAnswer framed() const;

    GrpcProtocol& m_protocol;
    std::array<char, 16 * 1024> m_block; ///< what a usual check and its answer take
    google::protobuf::Arena m_arena;
    envoy::service::auth::v3::CheckResponse* m_response = nullptr;
    CheckReader m_reader;
    std::string m_requestId;
    engine::AuthService* m_service = nullptr;
    std::optional<Task<engine::AuthDecision>> m_deciding;
    std::optional<GrpcAnswer> m_answer; ///< found while the task was being started
    bool m_isStarting = false;
    std::function<void(GrpcAnswer)> m_later;
    std::unique_ptr<Operation> m_timer;
};

} // namespace meshsso::grpcapi
