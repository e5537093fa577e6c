#include "engine/AuthService.h"

#include "core/Url.h"
#include "engine/HealthReport.h"
#include "engine/Pages.h"

namespace meshsso::engine {
namespace {

LogLevel levelFor(DecisionKind kind)
{
    switch (kind) {
    case DecisionKind::Allow:
        return LogLevel::Debug;
    case DecisionKind::Unavailable:
        return LogLevel::Warning;
    default:
        return LogLevel::Info;
    }
}

std::optional<Task<bool>> write(const HttpReply& reply, ResponseWriter& out)
{
    reply.writeTo(out);
    return std::nullopt;
}

bool isUnder(std::string_view target, std::string_view prefix)
{
    return target.starts_with(prefix) &&
           (target.size() == prefix.size() || target[prefix.size()] == '/' || target[prefix.size()] == '?');
}

} // namespace

AuthService::AuthService(SharedServices shared, session::IdentityProvider& provider, Executor& executor,
                         Telemetry& telemetry)
    : m_shared(shared), m_executor(executor), m_telemetry(telemetry), m_reader(shared.store),
      m_tokens(provider, shared.store, shared.random, shared.clock, shared.log),
      m_login(m_engine, m_tokens, shared.random, shared.clock, shared.log, telemetry),
      m_signOut(shared.log, telemetry)
{
}

std::optional<Task<bool>> AuthService::handle(const CheckRequest& request, ResponseWriter& out)
{
    const auto& config = m_reader.current()->settings->config();
    if (!config.pathPrefix.empty() && isUnder(request.target, config.pathPrefix)) {
        CheckRequest check = request;
        check.target.remove_prefix(config.pathPrefix.size());
        if (check.target.empty())
            check.target = "/";
        return this->check(check, CheckProtocol::Envoy, out);
    }
    if (isUnder(request.target, config.endpointPrefix))
        return endpoint(request, request.path().substr(config.endpointPrefix.size()), out);
    if (config.pathPrefix.empty())
        return check(request, CheckProtocol::Envoy, out);
    // With a prefix these are ours alone; without one they could be an application's, and are then only
    // served under the endpoint prefix and on the metrics port.
    if (request.path() == "/ping")
        return write(pingReply(), out);
    if (request.path() == "/ready")
        return write(readyReply(*m_reader.current(), m_shared.readiness), out);
    return write(unknownPath(request), out);
}

std::optional<Task<bool>> AuthService::check(const CheckRequest& request, CheckProtocol protocol,
                                             ResponseWriter& out)
{
    const auto& snapshot = m_reader.current();
    auto decision = m_engine.decide(request, *snapshot, m_shared.clock.now());
    if (decision.kind == DecisionKind::Refresh)
        return refreshAndDecide(request, protocol, out, snapshot, std::move(*decision.session));
    answer(decision, request, *snapshot, protocol, out);
    return std::nullopt;
}

void AuthService::answer(const AuthDecision& decision, const CheckRequest& request, const Snapshot& snapshot,
                         CheckProtocol protocol, ResponseWriter& out)
{
    m_telemetry.checked(decision.kind, decision.reason);
    renderDecision(decision, request, *snapshot.settings, protocol, out);
    const auto level = levelFor(decision.kind);
    if (!m_shared.log.isEnabled(level))
        return;
    const std::string_view rule = decision.rule ? std::string_view(decision.rule->name) : "default";
    const std::string_view subject = decision.session ? std::string_view(decision.session->subject) : "";
    m_shared.log.write(level, "check",
                       {{"request_id", request.requestId},
                        {"decision", decisionKindName(decision.kind)},
                        {"reason", decisionReasonName(decision.reason)},
                        {"rule", rule},
                        {"detail", decision.detail},
                        {"subject", subject},
                        {"method", request.method},
                        {"host", request.host},
                        {"path", request.path().substr(0, 512)},
                        {"peer", request.peerAddress},
                        {"status", static_cast<std::int64_t>(out.status())}});
}

Task<bool> AuthService::refreshAndDecide(CheckRequest request, CheckProtocol protocol, ResponseWriter& out,
                                         std::shared_ptr<const Snapshot> snapshot, session::Session session)
{
    RefreshGate::Renew renew = [this](session::Session stale) { return m_tokens.renew(std::move(stale)); };
    auto outcome = co_await m_shared.refreshGate.refresh(std::move(session), m_executor, std::move(renew));
    const auto now = m_shared.clock.now();
    AuthDecision decision;
    if (outcome) {
        m_telemetry.refreshed(RefreshResult::Succeeded);
        decision = m_engine.decideRefreshed(request, *snapshot, std::move(*outcome), now);
    } else {
        const bool isEnded = TokenService::isSessionEnded(outcome.error());
        m_telemetry.refreshed(isEnded ? RefreshResult::Refused : RefreshResult::Unavailable);
        m_shared.log.write(isEnded ? LogLevel::Info : LogLevel::Warning, "session.refresh_failed",
                           {{"request_id", request.requestId},
                            {"code", errorCodeName(outcome.error().code)},
                            {"error", outcome.error().message},
                            {"session_ended", isEnded},
                            {"advice", adviceFor(outcome.error())}});
        decision = m_engine.decideWithoutSession(request, *snapshot,
                                                 isEnded ? DecisionReason::RefreshRefused
                                                         : DecisionReason::RefreshUnavailable);
    }
    answer(decision, request, *snapshot, protocol, out);
    co_return true;
}

std::optional<Task<bool>> AuthService::endpoint(const CheckRequest& request, std::string_view name,
                                                ResponseWriter& out)
{
    const auto snapshot = m_reader.current();
    const bool isGet = request.method == "GET" || request.method == "HEAD";
    if (name == "/auth")
        return nginxCheck(request, out);
    if (name == "/sign_out" && (isGet || request.method == "POST"))
        return write(m_signOut.handle(request, *snapshot), out);
    if (isGet) {
        if (name == "/sign_in")
            return write(m_login.signInPage(request, *snapshot), out);
        if (name == "/start")
            return write(m_login.start(request, *snapshot), out);
        if (name == "/callback")
            return finishCallback(request, out, snapshot);
        if (name == "/userinfo")
            return write(userinfo(request, *snapshot), out);
        if (name == "/ping")
            return write(pingReply(), out);
        if (name == "/ready")
            return write(readyReply(*snapshot, m_shared.readiness), out);
    }
    PageText text;
    text.title = "There is no such page";
    text.message = "The sign-in service has no page at this address.";
    text.linkText = "Go to the start page";
    text.linkTarget = "/";
    const bool isKnown = name == "/sign_out" || name == "/sign_in" || name == "/start" ||
                         name == "/callback" || name == "/userinfo" || name == "/ping" || name == "/ready";
    if (isKnown)
        text.title = "This page does not take such a request";
    auto reply = makePage(isKnown ? 405 : 404, text);
    if (isKnown)
        reply.add("allow", name == "/sign_out" ? "GET, HEAD, POST" : "GET, HEAD");
    return write(reply, out);
}

Task<bool> AuthService::finishCallback(CheckRequest request, ResponseWriter& out,
                                       std::shared_ptr<const Snapshot> snapshot)
{
    auto reply = co_await m_login.callback(request, std::move(snapshot));
    reply.writeTo(out);
    co_return true;
}

std::optional<Task<bool>> AuthService::nginxCheck(const CheckRequest& request, ResponseWriter& out)
{
    // The request asked about is named in headers; a client could write them, so only a trusted proxy's
    // count.
    CheckRequest check = request;
    std::string_view problem;
    if (!request.isPeerTrusted) {
        problem = "the subrequest comes from an address that is not in trustedProxies";
    } else if (const auto url = request.header("x-original-url"); !url.empty()) {
        const auto authority = url.find("://");
        const auto path =
            authority == std::string_view::npos ? std::string_view::npos : url.find('/', authority + 3);
        if (path == std::string_view::npos) {
            problem = "X-Original-URL is not an absolute URL with a path";
        } else {
            check.host = url.substr(authority + 3, path - authority - 3);
            check.target = url.substr(path);
        }
    } else if (const auto uri = request.header("x-forwarded-uri"); !uri.empty()) {
        check.target = uri;
        if (const auto host = request.header("x-forwarded-host"); !host.empty())
            check.host = host;
    } else {
        problem = "neither X-Original-URL nor X-Forwarded-Uri names the request to decide on";
    }
    if (!problem.empty()) {
        m_shared.log.write(
            LogLevel::Warning, "auth.subrequest_refused",
            {{"request_id", request.requestId}, {"peer", request.peerAddress}, {"error", problem}});
        m_telemetry.checked(DecisionKind::Refuse, DecisionReason::UnsafePath);
        return write(makeJsonError(403, "forbidden", "The subrequest is not complete.", request.requestId),
                     out);
    }
    check.method = "GET";
    if (const auto method = request.header("x-original-method"); !method.empty())
        check.method = method;
    else if (const auto forwarded = request.header("x-forwarded-method"); !forwarded.empty())
        check.method = forwarded;
    return this->check(check, CheckProtocol::Nginx, out);
}

HttpReply AuthService::userinfo(const CheckRequest& request, const Snapshot& snapshot) const
{
    const auto session = m_engine.freshSession(request, snapshot, m_shared.clock.now());
    if (!session) {
        auto reply = makeJsonError(401, "unauthenticated", "Nobody is signed in.", request.requestId);
        reply.add("www-authenticate", "Bearer realm=\"meshsso\"");
        return reply;
    }
    json::object object;
    object["sub"] = session->subject;
    object["preferred_username"] = session->username;
    if (!session->email.empty())
        object["email"] = session->email;
    object["groups"] = json::array(session->groups.begin(), session->groups.end());
    object["roles"] = json::array(session->roles.begin(), session->roles.end());
    object["signed_in_at"] = formatRfc3339(session->createdAt);
    HttpReply reply;
    reply.contentType = "application/json";
    reply.body = json::serialize(object) + "\n";
    reply.add("cache-control", "no-store");
    return reply;
}

HttpReply AuthService::unknownPath(const CheckRequest& request) const
{
    m_shared.log.write(
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
