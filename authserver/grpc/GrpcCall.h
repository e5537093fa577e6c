#pragma once

#include "core/Task.h"
#include "engine/AuthDecision.h"
#include "grpc/CheckReader.h"
#include "grpc/CompletionQueueExecutor.h"
#include <ext_authz.pb.h>

#include <array>
#include <google/protobuf/arena.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <memory>
#include <optional>
#include <string>

namespace meshsso::engine {
class AuthService;
struct HttpReply;
} // namespace meshsso::engine

namespace meshsso::grpcapi {

class GrpcWorker;

/// One check from its arrival to its answer; then used again for another. Lives on its worker's thread.
class GrpcCall final : public Event
{
public:
    explicit GrpcCall(GrpcWorker& worker);

    /// Takes the next check that arrives.
    void await();
    /// If it waits for something, it is answered now, and not let through.
    void drop();
    void complete(bool ok) override;

private:
    enum class State { Spare, Awaited, Waiting, Answering };

    void decide();
    void waitFor(Task<engine::AuthDecision> deciding);
    void answer(const engine::AuthDecision& decision);
    void refuse(std::string_view problem);
    void fail(::grpc::StatusCode code, const char* message);
    void deny(engine::DecisionKind kind, engine::HttpReply reply);
    void send();
    void forgetMessages();
    std::chrono::milliseconds timeLeft() const;

    GrpcWorker& m_worker;
    State m_state = State::Spare;
    std::optional<::grpc::ServerContext> m_context;
    std::optional<::grpc::ServerAsyncResponseWriter<::grpc::ByteBuffer>> m_writer;
    ::grpc::ByteBuffer m_bytes;
    std::array<char, 16 * 1024> m_block; ///< what a usual check and its answer take
    google::protobuf::Arena m_arena;
    envoy::service::auth::v3::CheckResponse* m_response = nullptr;
    CheckReader m_reader;
    std::string m_requestId;
    engine::AuthService* m_service = nullptr;
    std::optional<Task<engine::AuthDecision>> m_deciding;
    std::unique_ptr<Operation> m_timer;
};

} // namespace meshsso::grpcapi
