#include "grpc/GrpcCall.h"

#include "engine/Pages.h"
#include "engine/RequestId.h"
#include "grpc/CheckWriter.h"
#include "grpc/GrpcFraming.h"
#include "grpc/GrpcProtocol.h"
#include "transport/Worker.h"

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

GrpcCall::GrpcCall(GrpcProtocol& protocol) : m_protocol(protocol), m_arena(startingWith(m_block)) {}

std::optional<GrpcAnswer> GrpcCall::decide(std::string_view message, std::string_view gateway,
                                           std::optional<std::chrono::milliseconds> timeout,
                                           std::function<void(GrpcAnswer)> later)
{
    m_response = google::protobuf::Arena::CreateMessage<v3::CheckResponse>(&m_arena);
    auto* check = google::protobuf::Arena::CreateMessage<v3::CheckRequest>(&m_arena);
    const bool isParsed = check->ParseFromArray(message.data(), static_cast<int>(message.size()));
    const auto problem = isParsed ? m_reader.read(*check) : "the message cannot be read";
    auto& request = m_reader.request();
    if (request.requestId.empty()) {
        m_requestId = engine::makeRequestId(m_protocol.random());
        request.requestId = m_requestId;
    }
    m_service = &m_protocol.router().forCheck(request);
    if (!problem.empty())
        return refuse(problem, gateway);
    auto deciding = m_service->decide(request);
    if (const auto* decision = std::get_if<engine::AuthDecision>(&deciding))
        return answerTo(*decision);
    m_later = std::move(later);
    const std::chrono::milliseconds longest = m_protocol.limits().answerTimeout;
    return waitFor(std::move(std::get<Task<engine::AuthDecision>>(deciding)),
                   std::min(timeout.value_or(longest), longest));
}

std::optional<GrpcAnswer> GrpcCall::waitFor(Task<engine::AuthDecision> deciding,
                                            std::chrono::milliseconds limit)
{
    m_deciding.emplace(std::move(deciding));
    m_isStarting = true;
    m_deciding->start([this](engine::AuthDecision decision) {
        // Its views live in what the task holds.
        auto answer = answerTo(decision);
        if (m_isStarting)
            m_answer = std::move(answer);
        else
            finish(std::move(answer));
    });
    m_isStarting = false;
    if (!m_answer)
        m_timer = m_protocol.worker().timers().after(limit, [this] {
            finish(GrpcAnswer::failure(GrpcCode::DeadlineExceeded, "the answer took too long"));
        });
    return std::exchange(m_answer, std::nullopt);
}

void GrpcCall::finish(GrpcAnswer answer)
{
    const auto later = std::move(m_later);
    later(std::move(answer));
}

void GrpcCall::clear()
{
    m_timer.reset();
    m_deciding.reset();
    m_later = nullptr;
    m_reader.clear();
    m_arena.Reset();
}

GrpcAnswer GrpcCall::answerTo(const engine::AuthDecision& decision)
{
    if (decision.kind != engine::DecisionKind::Allow)
        return deny(decision.kind, makeDenial(decision, m_reader.request(), m_service->settings()));
    writeAllowed(decision, *m_response);
    // Settings only now: asking for them may let go of those that the decision's views live in.
    if (decision.session)
        writeIdentity(*decision.session, m_service->settings(), *m_response);
    return framed();
}

GrpcAnswer GrpcCall::refuse(std::string_view problem, std::string_view gateway)
{
    const auto& request = m_reader.request();
    m_protocol.log().write(LogLevel::Warning, "grpc.check_refused",
                           {{"request_id", request.requestId},
                            {"gateway", gateway},
                            {"peer", request.peerAddress},
                            {"error", problem}});
    m_service->telemetry().checked(engine::DecisionKind::Refuse, engine::DecisionReason::UnsafePath);
    return deny(engine::DecisionKind::Refuse,
                engine::makeJsonError(400, "bad_request",
                                      "The request has a form that this site does not accept.",
                                      request.requestId));
}

GrpcAnswer GrpcCall::deny(engine::DecisionKind kind, engine::HttpReply reply)
{
    writeDenied(kind, std::move(reply), *m_response);
    return framed();
}

GrpcAnswer GrpcCall::framed() const
{
    // Envoy would take an empty answer as leave.
    if (m_response->http_response_case() == v3::CheckResponse::HTTP_RESPONSE_NOT_SET)
        return GrpcAnswer::failure(GrpcCode::Internal, "there is no decision");
    const auto size = m_response->ByteSizeLong();
    std::string bytes(prefixBytes + size, '\0');
    writePrefix(static_cast<std::uint32_t>(size), bytes.data());
    if (!m_response->SerializeToArray(bytes.data() + prefixBytes, static_cast<int>(size)))
        return GrpcAnswer::failure(GrpcCode::Internal, "the answer cannot be written");
    return GrpcAnswer::message(std::move(bytes));
}

} // namespace meshsso::grpcapi
