#include "engine/AuthService.h"

#include "engine/HealthReport.h"
#include "engine/NginxSubrequest.h"
#include "serverconfig/PlainPath.h"

namespace meshsso::engine {
namespace {

using serverconfig::isUnder;

} // namespace

AuthService::AuthService(SharedServices shared, WorkerServices worker)
    : m_parts(shared, std::move(worker)), m_checks(m_parts), m_endpoints(m_parts)
{
}

std::optional<Task<bool>> AuthService::handle(const CheckRequest& request, ResponseWriter& out)
{
    const auto& config = settings().config();
    const auto path = request.path();
    if (!config.pathPrefix.empty() && isUnder(path, config.pathPrefix)) {
        CheckRequest check = request;
        check.target.remove_prefix(config.pathPrefix.size());
        if (check.target.empty())
            check.target = "/";
        return this->check(check, CheckProtocol::Envoy, out);
    }
    if (isUnder(path, config.endpointPrefix)) {
        const auto name = path.substr(config.endpointPrefix.size());
        return name == subrequestPage ? nginxCheck(request, out) : m_endpoints.handle(request, name, out);
    }
    if (config.pathPrefix.empty())
        return check(request, CheckProtocol::Envoy, out);
    // With a prefix these are ours alone; without one they could be an application's, and are then only
    // served under the endpoint prefix and on the metrics port.
    if (path == "/ping")
        return answerWith(pingReply(), out);
    if (path == "/ready")
        return answerWith(readyReply(m_parts.shared.readiness), out);
    return answerWith(unknownPath(request), out);
}

std::optional<Task<bool>> AuthService::check(const CheckRequest& request, CheckProtocol protocol,
                                             ResponseWriter& out)
{
    auto deciding = decide(request);
    if (auto* task = std::get_if<Task<AuthDecision>>(&deciding))
        return checkSlowly(request, protocol, out, std::move(*task));
    renderDecision(std::get<AuthDecision>(deciding), request, settings(), protocol, out);
    return std::nullopt;
}

Task<bool> AuthService::checkSlowly(CheckRequest request, CheckProtocol protocol, ResponseWriter& out,
                                    Task<AuthDecision> deciding)
{
    auto decision = co_await deciding;
    renderDecision(decision, request, settings(), protocol, out);
    co_return true;
}

std::optional<Task<bool>> AuthService::nginxCheck(const CheckRequest& request, ResponseWriter& out)
{
    const auto asked = readSubrequest(request, settings().config().subrequests);
    if (asked)
        return check(*asked, CheckProtocol::Nginx, out);
    m_parts.shared.log.write(
        LogLevel::Warning, "auth.subrequest_refused",
        {{"request_id", request.requestId}, {"peer", request.peerAddress}, {"error", asked.error().message}});
    m_parts.worker.telemetry.checked(DecisionKind::Refuse, DecisionReason::UnsafePath);
    return answerWith(makeJsonError(403, "forbidden", "The subrequest is not complete.", request.requestId),
                      out);
}

HttpReply AuthService::unknownPath(const CheckRequest& request) const
{
    m_parts.shared.log.write(
        LogLevel::Warning, "request.no_prefix",
        {{"request_id", request.requestId},
         {"path", request.path().substr(0, 512)},
         {"peer", request.peerAddress},
         {"advice", "checks must come under pathPrefix: set path_prefix in the gateway's provider entry, "
                    "or pathPrefix to \"\" here"}});
    return makeJsonError(404, "not_found",
                         "Neither a check (its path prefix is missing) nor one of our pages.",
                         request.requestId);
}

} // namespace meshsso::engine
