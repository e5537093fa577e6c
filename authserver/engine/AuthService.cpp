#include "engine/AuthService.h"

#include "engine/HealthReport.h"
#include "engine/Pages.h"
#include "engine/TraceContext.h"
#include "serverconfig/PlainPath.h"

namespace meshsso::engine {
namespace {

using serverconfig::isUnder;

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

/// What a request whose token is still good waits for a new one at most.
constexpr std::chrono::milliseconds maxAheadWait{700};

/// Of one of our pages; empty for what is none.
std::string_view allowedMethods(std::string_view name)
{
    if (name == "/sign_out")
        return "GET, HEAD, POST";
    if (name == "/backchannel-logout")
        return "POST";
    for (const std::string_view page :
         {"/sign_in", "/start", "/callback", "/userinfo", "/frontchannel-logout", "/ping", "/ready"}) {
        if (name == page)
            return "GET, HEAD";
    }
    return {};
}

} // namespace

AuthService::AuthService(SharedServices shared, WorkerServices worker)
    : m_shared(shared), m_worker(worker), m_reader(shared.store),
      m_audit(shared.auditLog ? *shared.auditLog : shared.log, std::string(shared.login),
              m_reader.current()->settings->config().auditLog),
      m_engine(shared.finder),
      m_keys(worker.provider, worker.bearerIssuers, shared.store, worker.executor, shared.clock, shared.log),
      m_tokens(worker.provider, m_keys, shared.store, shared.random, shared.clock),
      m_keeper(shared.finder, worker.sessions, m_tokens, shared.refreshGate, worker.executor, worker.timers,
               shared.random, shared.clock, shared.log),
      m_login(m_engine, m_tokens, m_keeper, shared.random, shared.clock, shared.log, m_audit,
              worker.telemetry),
      m_signOut(shared.log, m_audit, worker.telemetry),
      m_revoker(shared.revocations, worker.revocations, shared.clock, shared.log),
      m_backChannel(m_keys, m_revoker, shared.store, worker.timers, shared.clock, shared.log, m_audit,
                    worker.telemetry),
      m_frontChannel(shared.log, m_audit, worker.telemetry)
{
}

std::optional<Task<bool>> AuthService::handle(const CheckRequest& request, ResponseWriter& out)
{
    const auto& config = m_reader.current()->settings->config();
    const auto path = request.path();
    if (!config.pathPrefix.empty() && isUnder(path, config.pathPrefix)) {
        CheckRequest check = request;
        check.target.remove_prefix(config.pathPrefix.size());
        if (check.target.empty())
            check.target = "/";
        return this->check(check, CheckProtocol::Envoy, out);
    }
    if (isUnder(path, config.endpointPrefix))
        return endpoint(request, path.substr(config.endpointPrefix.size()), out);
    if (config.pathPrefix.empty())
        return check(request, CheckProtocol::Envoy, out);
    // With a prefix these are ours alone; without one they could be an application's, and are then only
    // served under the endpoint prefix and on the metrics port.
    if (path == "/ping")
        return write(pingReply(), out);
    if (path == "/ready")
        return write(readyReply(m_shared.readiness), out);
    return write(unknownPath(request), out);
}

std::variant<AuthDecision, Task<AuthDecision>> AuthService::decide(const CheckRequest& request)
{
    const auto& snapshot = m_reader.current();
    auto decision = m_engine.decide(request, *snapshot, m_shared.clock.now());
    if (decision.kind == DecisionKind::Load || decision.kind == DecisionKind::Refresh ||
        decision.kind == DecisionKind::FetchKeys || decision.isRefreshDue || decision.isTouchDue)
        return decideSlowly(request, snapshot, std::move(decision));
    note(decision, request);
    return decision;
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

Task<AuthDecision> AuthService::decideSlowly(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                             AuthDecision decision)
{
    if (decision.kind == DecisionKind::FetchKeys) {
        auto fetched = co_await fetchKeys(request, snapshot, std::move(decision));
        decision = std::move(fetched);
    }
    if (decision.kind == DecisionKind::Load) {
        auto loaded = co_await load(request, snapshot, std::move(decision));
        decision = std::move(loaded);
    }
    if (decision.kind == DecisionKind::Refresh) {
        auto refreshed = co_await refresh(request, snapshot, std::move(decision));
        decision = std::move(refreshed);
    } else if (decision.isRefreshDue) {
        auto refreshed = co_await refreshAhead(request, snapshot, std::move(decision));
        decision = std::move(refreshed);
    } else if (decision.isTouchDue) {
        auto touching = m_keeper.touch(decision.session, decision.sessionKey, snapshot);
        m_background.run(std::move(touching));
    }
    note(decision, request);
    co_return decision;
}

Task<AuthDecision> AuthService::fetchKeys(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                          AuthDecision decision)
{
    const auto maxWait = snapshot->settings->config().checkTimeout;
    auto fetching = m_keys.fetchWithin(decision.bearerIssuer, m_worker.timers, maxWait);
    const auto outcome = co_await fetching;
    if (outcome == KeyFetcher::Outcome::Late) {
        auto late = m_engine.decideWithoutSession(request, *snapshot, DecisionReason::ProviderUnknown);
        co_return late;
    }
    auto decided = m_engine.decideWithKeys(request, *m_reader.current(), m_shared.clock.now());
    co_return decided;
}

Task<AuthDecision> AuthService::load(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                     AuthDecision decision)
{
    auto key = decision.sessionKey;
    auto ticket = std::move(*decision.ticket);
    auto loaded = co_await m_keeper.load(std::move(ticket), std::move(key), snapshot);
    if (!loaded) {
        m_shared.log.write(LogLevel::Warning, "session.store_failed",
                           {{"request_id", request.requestId},
                            {"code", errorCodeName(loaded.error().code)},
                            {"error", loaded.error().message}});
        auto failed = m_engine.decideWithoutSession(request, *snapshot, DecisionReason::StoreUnavailable);
        co_return failed;
    }
    if (!*loaded) {
        auto unknown = m_engine.decideWithoutSession(request, *snapshot, DecisionReason::SessionUnknown);
        co_return unknown;
    }
    auto decided = m_engine.decideWith(request, *snapshot, std::move(*loaded), std::move(decision.sessionKey),
                                       false, m_shared.clock.now());
    // It has just been loaded: what the store said is all there is to know.
    if (decided.kind == DecisionKind::Load)
        decided = m_engine.decideWithoutSession(request, *snapshot, DecisionReason::StoreUnavailable);
    co_return decided;
}

Task<AuthDecision> AuthService::refresh(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                        AuthDecision decision)
{
    const auto maxWait = snapshot->settings->config().checkTimeout;
    // Twice, because what others refreshed a while ago may have expired since.
    for (int round = 0; round < 2 && decision.kind == DecisionKind::Refresh; ++round) {
        auto opened = decision.session;
        auto key = decision.sessionKey;
        auto outcome = co_await m_keeper.refresh(opened, std::move(key), snapshot,
                                                 RefreshGate::Urgency::Needed, maxWait);
        noteRefresh(outcome, request.requestId, opened->session.subject);
        if (!outcome) {
            const auto reason = TokenService::isSessionEnded(outcome.error())
                                    ? DecisionReason::RefreshRefused
                                    : DecisionReason::RefreshUnavailable;
            auto without = m_engine.decideWithoutSession(request, *snapshot, reason);
            co_return without;
        }
        decision = m_engine.decideWith(request, *snapshot, std::move(*outcome),
                                       std::move(decision.sessionKey), true, m_shared.clock.now());
    }
    if (decision.kind == DecisionKind::Refresh)
        decision = m_engine.decideWithoutSession(request, *snapshot, DecisionReason::RefreshUnavailable);
    co_return decision;
}

Task<AuthDecision> AuthService::refreshAhead(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                             AuthDecision decision)
{
    if (decision.session->ticket) {
        // The browser's cookie stays what it is, so nothing has to wait.
        auto refreshing = refreshInBackground(decision.session, decision.sessionKey, snapshot);
        m_background.run(std::move(refreshing));
        co_return decision;
    }
    // A cookie that is not set with this answer may never be: so the request waits, but not for long.
    const auto maxWait = std::min(snapshot->settings->config().checkTimeout / 2, maxAheadWait);
    auto opened = decision.session;
    auto key = decision.sessionKey;
    auto outcome =
        co_await m_keeper.refresh(opened, std::move(key), snapshot, RefreshGate::Urgency::Ahead, maxWait);
    if (!outcome && outcome.error().code == ErrorCode::Timeout)
        co_return decision;
    noteRefresh(outcome, request.requestId, opened->session.subject);
    if (outcome) {
        auto refreshed = m_engine.decideWith(request, *snapshot, std::move(*outcome),
                                             std::move(decision.sessionKey), true, m_shared.clock.now());
        // What others refreshed a while ago may have expired since, and then this is still the better one.
        if (refreshed.kind != DecisionKind::Refresh)
            decision = std::move(refreshed);
    } else if (TokenService::isSessionEnded(outcome.error())) {
        decision = m_engine.decideWithoutSession(request, *snapshot, DecisionReason::RefreshRefused);
    }
    co_return decision;
}

Task<bool> AuthService::refreshInBackground(Opened opened, std::string key,
                                            std::shared_ptr<const Snapshot> snapshot)
{
    const auto maxWait = snapshot->settings->config().provider.requestTimeout * 2;
    auto outcome = co_await m_keeper.refresh(opened, key, snapshot, RefreshGate::Urgency::Ahead, maxWait);
    if (!outcome && outcome.error().code == ErrorCode::Timeout)
        co_return false;
    noteRefresh(outcome, {}, opened->session.subject);
    // The next request finds out, and is sent to sign in.
    if (!outcome && TokenService::isSessionEnded(outcome.error()))
        m_engine.finder().forget(key);
    co_return outcome.has_value();
}

void AuthService::noteRefresh(const Result<Opened>& outcome, std::string_view requestId,
                              std::string_view subject)
{
    if (outcome) {
        m_worker.telemetry.refreshed(RefreshResult::Succeeded);
        return;
    }
    const bool isEnded = TokenService::isSessionEnded(outcome.error());
    m_worker.telemetry.refreshed(isEnded ? RefreshResult::Refused : RefreshResult::Unavailable);
    m_shared.log.write(isEnded ? LogLevel::Info : LogLevel::Warning, "session.refresh_failed",
                       {{"request_id", requestId},
                        {"subject", subject},
                        {"code", errorCodeName(outcome.error().code)},
                        {"error", outcome.error().message},
                        {"session_ended", isEnded},
                        {"advice", adviceFor(outcome.error())}});
}

void AuthService::note(const AuthDecision& decision, const CheckRequest& request)
{
    m_worker.telemetry.checked(decision.kind, decision.reason);
    if (decision.kind == DecisionKind::Forbidden || decision.kind == DecisionKind::Refuse) {
        AuditLog::Entry entry;
        if (decision.session) {
            entry.subject = decision.session->session.subject;
            entry.username = decision.session->session.username;
        }
        entry.reason = decisionReasonName(decision.reason);
        entry.detail = decision.detail;
        m_audit.write(AuditLog::Event::Denied, request, entry);
    }
    // The browser keeps the cookie from before the refresh, whose tokens may be good no more.
    if (decision.kind == DecisionKind::Allow && !decision.detail.empty())
        m_shared.log.write(LogLevel::Error, "session.cookie_not_set",
                           {{"request_id", request.requestId}, {"error", decision.detail}});
    const auto level = levelFor(decision.kind);
    if (!m_shared.log.isEnabled(level))
        return;
    const std::string_view rule = decision.rule ? std::string_view(decision.rule->name) : "default";
    const std::string_view subject =
        decision.session ? std::string_view(decision.session->session.subject) : "";
    m_shared.log.write(level, "check",
                       {{"request_id", request.requestId},
                        {"trace_id", traceIdOf(request.header("traceparent"))},
                        {"decision", decisionKindName(decision.kind)},
                        {"reason", decisionReasonName(decision.reason)},
                        {"rule", rule},
                        {"detail", decision.detail},
                        {"subject", subject},
                        {"method", request.method},
                        {"host", request.host},
                        {"path", request.path().substr(0, 512)},
                        {"peer", request.peerAddress}});
}

std::optional<Task<bool>> AuthService::endpoint(const CheckRequest& request, std::string_view name,
                                                ResponseWriter& out)
{
    const auto snapshot = m_reader.current();
    const bool isGet = request.method == "GET" || request.method == "HEAD";
    if (name == "/auth")
        return nginxCheck(request, out);
    if (name == "/sign_out" && (isGet || request.method == "POST"))
        return finishSignOut(request, out, snapshot);
    if (name == "/backchannel-logout" && request.method == "POST")
        return finishBackChannelLogout(request, out, snapshot);
    if (isGet) {
        if (name == "/sign_in")
            return write(m_login.signInPage(request, *snapshot), out);
        if (name == "/start")
            return write(m_login.start(request, *snapshot), out);
        if (name == "/callback")
            return finishCallback(request, out, snapshot);
        if (name == "/userinfo")
            return finishUserinfo(request, out, snapshot);
        if (name == "/frontchannel-logout")
            return finishFrontChannelLogout(request, out, snapshot);
        if (name == "/ping")
            return write(pingReply(), out);
        if (name == "/ready")
            return write(readyReply(m_shared.readiness), out);
    }
    const auto allowed = allowedMethods(name);
    auto reply = snapshot->settings->pages().render(
        allowed.empty() ? PageId::NotFound : PageId::MethodNotAllowed, request, "/");
    if (!allowed.empty())
        reply.add("allow", std::string(allowed));
    return write(reply, out);
}

Task<bool> AuthService::finishCallback(CheckRequest request, ResponseWriter& out,
                                       std::shared_ptr<const Snapshot> snapshot)
{
    auto reply = co_await m_login.callback(request, std::move(snapshot));
    reply.writeTo(out);
    co_return true;
}

Task<SessionKeeper::Current> AuthService::sessionOf(CheckRequest request,
                                                    std::shared_ptr<const Snapshot> snapshot)
{
    auto current = co_await m_keeper.find(request, std::move(snapshot));
    if (current)
        co_return std::move(*current);
    m_shared.log.write(LogLevel::Warning, "session.store_failed",
                       {{"request_id", request.requestId}, {"code", errorCodeName(current.error().code)}});
    co_return SessionKeeper::Current{};
}

Task<bool> AuthService::finishSignOut(CheckRequest request, ResponseWriter& out,
                                      std::shared_ptr<const Snapshot> snapshot)
{
    auto current = co_await sessionOf(request, snapshot);
    const auto& opened = current.opened;
    auto result = m_signOut.handle(request, *snapshot, opened.get());
    if (result.isSignedOut && opened) {
        const bool isAlive = m_engine.isAlive(*opened, *snapshot, m_shared.clock.now());
        auto ending = endSession(current, request, snapshot, "sign_out");
        const bool isEnded = co_await ending;
        static_cast<void>(isEnded);
        // A session that is over, such as one from an old copy of a cookie, has no say over others.
        if (result.isEverywhere && isAlive) {
            auto everything = m_revoker.make(session::Revocation::Kind::Subject, opened->session.subject,
                                             *snapshot->settings);
            auto revoking = m_revoker.revoke(std::move(everything), "sign_out_everywhere",
                                             std::string(request.requestId));
            const bool isTold = co_await revoking;
            AuditLog::Entry entry{opened->session.subject, opened->session.username, "sign_out_everywhere"};
            entry.detail = isTold ? "" : "other replicas could not be told";
            m_audit.write(AuditLog::Event::Revoked, request, entry);
        }
        if (result.isTokenLeft && isAlive) {
            auto revoking = revokeToken(opened, snapshot, std::string(request.requestId));
            m_background.run(std::move(revoking));
        }
    }
    result.reply.writeTo(out);
    co_return true;
}

Task<bool> AuthService::endSession(SessionKeeper::Current current, CheckRequest request,
                                   std::shared_ptr<const Snapshot> snapshot, std::string cause)
{
    auto ended = co_await m_keeper.end(current.opened, std::move(current.key));
    if (!ended)
        m_shared.log.write(LogLevel::Warning, "session.not_removed",
                           {{"request_id", request.requestId}, {"code", errorCodeName(ended.error().code)}});
    // Also of a session that is kept in a cookie: a copy of it must not open anything any more.
    auto revocation =
        m_revoker.make(session::Revocation::Kind::Session, current.opened->session.id, *snapshot->settings);
    auto revoking = m_revoker.revoke(std::move(revocation), std::move(cause), std::string(request.requestId));
    const bool isTold = co_await revoking;
    co_return ended.has_value() && isTold;
}

Task<bool> AuthService::revokeToken(Opened opened, std::shared_ptr<const Snapshot> snapshot,
                                    std::string requestId)
{
    if (!snapshot->provider || snapshot->provider->metadata.revocationEndpoint.empty() ||
        opened->session.refreshToken.empty())
        co_return false;
    std::string endpoint = snapshot->provider->metadata.revocationEndpoint;
    std::string token = opened->session.refreshToken;
    auto revoked = co_await m_worker.provider.revoke(std::move(endpoint), std::move(token), "refresh_token");
    if (!revoked)
        m_shared.log.write(LogLevel::Warning, "logout.token_not_revoked",
                           {{"request_id", requestId},
                            {"code", errorCodeName(revoked.error().code)},
                            {"error", revoked.error().message}});
    co_return revoked.has_value();
}

Task<bool> AuthService::finishFrontChannelLogout(CheckRequest request, ResponseWriter& out,
                                                 std::shared_ptr<const Snapshot> snapshot)
{
    auto current = co_await sessionOf(request, snapshot);
    auto result = m_frontChannel.handle(request, *snapshot, current.opened.get());
    if (result.isSignedOut) {
        auto ending = endSession(current, request, snapshot, "front_channel");
        const bool isEnded = co_await ending;
        static_cast<void>(isEnded);
    }
    result.reply.writeTo(out);
    co_return true;
}

Task<bool> AuthService::finishBackChannelLogout(CheckRequest request, ResponseWriter& out,
                                                std::shared_ptr<const Snapshot> snapshot)
{
    auto handling = m_backChannel.handle(request, std::move(snapshot));
    auto reply = co_await handling;
    reply.writeTo(out);
    co_return true;
}

Task<bool> AuthService::finishUserinfo(CheckRequest request, ResponseWriter& out,
                                       std::shared_ptr<const Snapshot> snapshot)
{
    auto current = co_await sessionOf(request, snapshot);
    const auto* opened = current.opened.get();
    const bool isFresh = opened && m_engine.isFresh(*opened, *snapshot, m_shared.clock.now());
    userinfo(request, isFresh ? opened : nullptr).writeTo(out);
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
        m_worker.telemetry.checked(DecisionKind::Refuse, DecisionReason::UnsafePath);
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

HttpReply AuthService::userinfo(const CheckRequest& request, const session::OpenedSession* opened) const
{
    if (!opened) {
        auto reply = makeJsonError(401, "unauthenticated", "Nobody is signed in.", request.requestId);
        reply.add("www-authenticate", "Bearer realm=\"meshsso\"");
        return reply;
    }
    const auto* session = &opened->session;
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
