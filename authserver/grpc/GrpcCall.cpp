#include "grpc/GrpcCall.h"

#include "engine/Pages.h"
#include "engine/RequestId.h"
#include "grpc/CheckWriter.h"
#include "grpc/GrpcWorker.h"

#include <grpcpp/impl/codegen/proto_utils.h>

namespace meshsso::grpcapi {
namespace {

namespace v3 = envoy::service::auth::v3;

google::protobuf::ArenaOptions startingWith(std::span<char> block)
{
    google::protobuf::ArenaOptions options;
    options.initial_block = block.data();
    options.initial_block_size = block.size();
    return options;
}

} // namespace

GrpcCall::GrpcCall(GrpcWorker& worker) : m_worker(worker), m_arena(startingWith(m_block)) {}

void GrpcCall::await()
{
    m_state = State::Awaited;
    m_context.emplace();
    m_writer.emplace(&*m_context);
    m_worker.service().RequestCheck(&*m_context, &m_bytes, &*m_writer, &m_worker.queue(), &m_worker.queue(),
                                    this);
}

void GrpcCall::complete(bool ok)
{
    if (m_state == State::Answering) {
        m_state = State::Spare;
        m_writer.reset();
        m_context.reset();
        m_worker.answered(*this);
        return;
    }
    if (!ok) {
        m_worker.remove(*this);
        return;
    }
    m_worker.arrived();
    decide();
}

void GrpcCall::decide()
{
    m_response = google::protobuf::Arena::CreateMessage<v3::CheckResponse>(&m_arena);
    auto* message = google::protobuf::Arena::CreateMessage<v3::CheckRequest>(&m_arena);
    if (m_worker.callCount() > m_worker.limits().waitingCalls)
        return fail(::grpc::StatusCode::RESOURCE_EXHAUSTED, "too many checks wait already");
    const auto parsed = ::grpc::SerializationTraits<v3::CheckRequest>::Deserialize(&m_bytes, message);
    const auto problem = parsed.ok() ? m_reader.read(*message) : "the message cannot be read";
    auto& request = m_reader.request();
    if (request.requestId.empty()) {
        m_requestId = engine::makeRequestId(m_worker.random());
        request.requestId = m_requestId;
    }
    if (!problem.empty())
        return refuse(problem);
    m_service = &m_worker.services().serviceFor(request);
    auto deciding = m_service->decide(request);
    if (auto* task = std::get_if<Task<engine::AuthDecision>>(&deciding))
        waitFor(std::move(*task));
    else
        answer(std::get<engine::AuthDecision>(deciding));
}

std::chrono::milliseconds GrpcCall::timeLeft() const
{
    const auto deadline = m_context->raw_deadline();
    const auto left = gpr_time_to_millis(
        gpr_time_sub(gpr_convert_clock_type(deadline, GPR_CLOCK_MONOTONIC), gpr_now(GPR_CLOCK_MONOTONIC)));
    const std::chrono::milliseconds most = m_worker.limits().answerTimeout;
    return std::clamp(std::chrono::milliseconds(left), std::chrono::milliseconds(0), most);
}

void GrpcCall::waitFor(Task<engine::AuthDecision> deciding)
{
    m_state = State::Waiting;
    m_deciding.emplace(std::move(deciding));
    m_timer = m_worker.executor().after(timeLeft(), [this] {
        m_deciding.reset();
        fail(::grpc::StatusCode::DEADLINE_EXCEEDED, "the answer took too long");
    });
    m_deciding->start([this](engine::AuthDecision decision) {
        m_timer.reset();
        answer(decision);
        // Not before: the decision's views live in what the task holds.
        m_deciding.reset();
    });
}

void GrpcCall::drop()
{
    if (m_state != State::Waiting)
        return;
    m_timer.reset();
    m_deciding.reset();
    fail(::grpc::StatusCode::UNAVAILABLE, "the server is stopping");
}

void GrpcCall::answer(const engine::AuthDecision& decision)
{
    if (decision.kind != engine::DecisionKind::Allow)
        return deny(decision.kind, makeDenial(decision, m_reader.request(), m_service->settings()));
    writeAllowed(decision, *m_response);
    // Settings only now: asking for them may let go of those that the decision's views live in.
    if (decision.session)
        writeIdentity(*decision.session, m_service->settings(), *m_response);
    send();
}

void GrpcCall::refuse(std::string_view problem)
{
    const auto& request = m_reader.request();
    const auto peer = m_context->peer();
    m_worker.log().write(LogLevel::Warning, "grpc.check_refused",
                         {{"request_id", request.requestId},
                          {"gateway", peer},
                          {"peer", request.peerAddress},
                          {"error", problem}});
    m_worker.services().telemetry().checked(engine::DecisionKind::Refuse, engine::DecisionReason::UnsafePath);
    deny(engine::DecisionKind::Refuse,
         engine::makeJsonError(400, "bad_request", "The request has a form that this site does not accept.",
                               request.requestId));
}

void GrpcCall::deny(engine::DecisionKind kind, engine::HttpReply reply)
{
    writeDenied(kind, std::move(reply), *m_response);
    send();
}

void GrpcCall::send()
{
    m_state = State::Answering;
    bool own = false;
    ::grpc::ByteBuffer bytes;
    const auto written = ::grpc::SerializationTraits<v3::CheckResponse>::Serialize(*m_response, &bytes, &own);
    m_bytes.Clear();
    m_writer->Finish(bytes, written, this);
    forgetMessages();
}

void GrpcCall::forgetMessages()
{
    m_reader.clear();
    m_arena.Reset();
}

void GrpcCall::fail(::grpc::StatusCode code, const char* message)
{
    m_state = State::Answering;
    m_bytes.Clear();
    m_writer->FinishWithError(::grpc::Status(code, message), this);
    forgetMessages();
}

} // namespace meshsso::grpcapi
