#include "engine/CheckService.h"

#include "engine/CookieNote.h"
#include "engine/LoginLoop.h"
#include "engine/RefreshNote.h"
#include "engine/TraceContext.h"
#include "engine/Within.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

LogLevel levelFor(const AuthDecision& decision)
{
    switch (decision.kind) {
    case DecisionKind::Allow:
        return LogLevel::Debug;
    case DecisionKind::Unavailable:
        return decision.reason == DecisionReason::BearerKeyUnknown ? LogLevel::Info : LogLevel::Warning;
    default:
        return LogLevel::Info;
    }
}

/// What a request whose token is still good waits for a new one at most.
constexpr std::chrono::milliseconds maxAheadWait{700};

/// Between two lines of the log that say that sessions pass in an outage.
constexpr std::chrono::seconds toleratedInterval{60};

/// Between two lines of the log about refreshed sessions' large cookies: everybody's are refreshed all the
/// time.
constexpr std::chrono::seconds largeCookiesInterval{60};

} // namespace

std::variant<AuthDecision, Task<AuthDecision>> CheckService::decide(const CheckRequest& request)
{
    const auto& snapshot = m_parts.reader.current();
    auto decision = m_parts.engine.decide(request, *snapshot, m_parts.shared.clock.now());
    if (decision.kind == DecisionKind::Load || decision.kind == DecisionKind::Refresh ||
        decision.kind == DecisionKind::FetchKeys || decision.isRefreshDue || decision.isTouchDue)
        return decideSlowly(request, snapshot, std::move(decision));
    addCheckMark(decision);
    note(decision, request);
    return decision;
}

Task<AuthDecision> CheckService::decideSlowly(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                              AuthDecision decision)
{
    const auto most = snapshot->settings->config().checkTimeout;
    const Deadline deadline{m_parts.shared.clock.now() + most, most};
    if (decision.kind == DecisionKind::FetchKeys) {
        auto fetched = co_await fetchKeys(request, deadline, std::move(decision));
        decision = std::move(fetched);
    }
    if (decision.kind == DecisionKind::Load) {
        auto loaded = co_await load(request, snapshot, deadline, std::move(decision));
        decision = std::move(loaded);
    }
    if (decision.kind == DecisionKind::Refresh) {
        auto refreshed = co_await refresh(request, snapshot, deadline, std::move(decision));
        decision = std::move(refreshed);
    } else if (decision.isRefreshDue) {
        auto refreshed = co_await refreshAhead(request, snapshot, deadline, std::move(decision));
        decision = std::move(refreshed);
    } else if (decision.isTouchDue) {
        auto touching = m_parts.keeper.touch(decision.session, decision.sessionKey, snapshot);
        m_background.run(std::move(touching));
    }
    addCheckMark(decision);
    note(decision, request);
    co_return decision;
}

void CheckService::addCheckMark(AuthDecision& decision) const
{
    if (decision.kind == DecisionKind::Login && decision.reason == DecisionReason::NoSession)
        decision.location += checkMark(m_parts.shared.clock.now());
}

std::chrono::milliseconds CheckService::timeLeft(const Deadline& deadline) const
{
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(deadline.at - m_parts.shared.clock.now());
    return std::clamp(left, milliseconds(0), deadline.most);
}

Task<AuthDecision> CheckService::fetchKeys(CheckRequest request, Deadline deadline, AuthDecision decision)
{
    auto fetching =
        m_parts.keys.fetchWithin(decision.bearerIssuer, m_parts.worker.timers, timeLeft(deadline));
    const auto outcome = co_await fetching;
    const bool haveBeenFetched = outcome == KeyFetcher::Outcome::Fetched;
    auto decided = m_parts.engine.decideWithKeys(request, *m_parts.reader.current(), haveBeenFetched,
                                                 m_parts.shared.clock.now());
    co_return decided;
}

Task<AuthDecision> CheckService::load(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                      Deadline deadline, AuthDecision decision)
{
    auto key = decision.sessionKey;
    auto ticket = std::move(*decision.ticket);
    auto loading = within(m_parts.keeper.load(std::move(ticket), std::move(key), snapshot),
                          m_parts.worker.timers, timeLeft(deadline));
    auto outcome = co_await loading;
    auto loaded = outcome ? std::move(*outcome)
                          : Result<Opened>(fail(ErrorCode::Timeout, "the store takes longer than the check"));
    if (!loaded) {
        m_parts.shared.log.write(LogLevel::Warning, "session.store_failed",
                                 {{"request_id", request.requestId},
                                  {"code", errorCodeName(loaded.error().code)},
                                  {"error", loaded.error().message}});
        auto failed =
            m_parts.engine.decideWithoutSession(request, *snapshot, DecisionReason::StoreUnavailable);
        co_return failed;
    }
    if (!*loaded) {
        auto unknown =
            m_parts.engine.decideWithoutSession(request, *snapshot, DecisionReason::SessionUnknown);
        co_return unknown;
    }
    auto decided =
        m_parts.engine.decideWith(request, *snapshot, std::move(*loaded), std::move(decision.sessionKey),
                                  false, m_parts.shared.clock.now());
    // It has just been loaded: what the store said is all there is to know.
    if (decided.kind == DecisionKind::Load)
        decided = m_parts.engine.decideWithoutSession(request, *snapshot, DecisionReason::StoreUnavailable);
    co_return decided;
}

Task<AuthDecision> CheckService::refresh(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                         Deadline deadline, AuthDecision decision)
{
    using Urgency = RefreshGate::Urgency;
    // Twice, because what others refreshed a while ago may have expired since.
    for (int round = 0; round < 2 && decision.kind == DecisionKind::Refresh; ++round) {
        auto opened = decision.session;
        auto key = decision.sessionKey;
        const bool isTolerant =
            AuthEngine::isWithinOutageGrace(*opened, *snapshot, m_parts.shared.clock.now());
        const auto urgency = isTolerant ? Urgency::Tolerant : Urgency::Needed;
        SessionKeeper::RefreshWish wish{urgency, timeLeft(deadline), traceparentFor(request)};
        auto outcome = co_await m_parts.keeper.refresh(opened, std::move(key), snapshot, std::move(wish));
        const bool isOutage = !outcome && TokenService::isOutage(outcome.error());
        noteRefresh(m_parts, urgency, outcome, request.requestId, opened->session.subject);
        if (isTolerant && isOutage) {
            auto tolerated = tolerate(request, *snapshot, std::move(opened), std::move(decision.sessionKey));
            if (tolerated.isTouchDue) {
                auto touching = m_parts.keeper.touch(tolerated.session, tolerated.sessionKey, snapshot);
                m_background.run(std::move(touching));
            }
            co_return tolerated;
        }
        if (!outcome) {
            const auto reason = TokenService::isSessionEnded(outcome.error())
                                    ? DecisionReason::RefreshRefused
                                    : DecisionReason::RefreshUnavailable;
            auto without = m_parts.engine.decideWithoutSession(request, *snapshot, reason);
            co_return without;
        }
        decision =
            m_parts.engine.decideWith(request, *snapshot, std::move(*outcome), std::move(decision.sessionKey),
                                      true, m_parts.shared.clock.now());
    }
    if (decision.kind == DecisionKind::Refresh)
        decision =
            m_parts.engine.decideWithoutSession(request, *snapshot, DecisionReason::RefreshUnavailable);
    co_return decision;
}

AuthDecision CheckService::tolerate(const CheckRequest& request, const Snapshot& snapshot, Opened opened,
                                    std::string key)
{
    const auto now = m_parts.shared.clock.now();
    const auto expired = opened->session.accessExpires;
    auto decision = m_parts.engine.decideInOutage(request, snapshot, std::move(opened), std::move(key), now);
    // What it knows of revocations is too old, and the store was asked a moment ago.
    if (decision.kind == DecisionKind::Load)
        return m_parts.engine.decideWithoutSession(request, snapshot, DecisionReason::StoreUnavailable);
    if (decision.reason != DecisionReason::OutageGrace)
        return decision;
    ++m_tolerated;
    if (now >= m_toleratedLoggedAt + toleratedInterval) {
        const auto& session = decision.session->session;
        m_parts.shared.log.write(
            LogLevel::Warning, "session.outage_grace",
            {{"request_id", request.requestId},
             {"subject", session.subject},
             {"expired_s", toUnixSeconds(now) - toUnixSeconds(expired)},
             {"passed", m_tolerated},
             {"why", "the identity provider cannot be reached: sessions pass with the roles they had, for "
                     "session.outageGrace after their access tokens have expired"}});
        m_toleratedLoggedAt = now;
        m_tolerated = 0;
    }
    return decision;
}

Task<AuthDecision> CheckService::refreshAhead(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                              Deadline deadline, AuthDecision decision)
{
    if (decision.session->ticket) {
        // The browser's cookie stays what it is, so nothing has to wait.
        auto refreshing =
            refreshInBackground(decision.session, decision.sessionKey, snapshot, traceparentFor(request));
        m_background.run(std::move(refreshing));
        co_return decision;
    }
    // A cookie that is not set with this answer may never be: so the request waits, but not for long.
    const auto maxWait = std::min({deadline.most / 2, maxAheadWait, timeLeft(deadline)});
    auto opened = decision.session;
    auto key = decision.sessionKey;
    SessionKeeper::RefreshWish wish{RefreshGate::Urgency::Ahead, maxWait, traceparentFor(request)};
    auto outcome = co_await m_parts.keeper.refresh(opened, std::move(key), snapshot, std::move(wish));
    noteRefresh(m_parts, RefreshGate::Urgency::Ahead, outcome, request.requestId, opened->session.subject);
    if (outcome) {
        auto refreshed =
            m_parts.engine.decideWith(request, *snapshot, std::move(*outcome), std::move(decision.sessionKey),
                                      true, m_parts.shared.clock.now());
        // What others refreshed a while ago may have expired since, and then this is still the better one.
        if (refreshed.kind != DecisionKind::Refresh)
            decision = std::move(refreshed);
    } else if (TokenService::isSessionEnded(outcome.error())) {
        decision = m_parts.engine.decideWithoutSession(request, *snapshot, DecisionReason::RefreshRefused);
    }
    co_return decision;
}

Task<bool> CheckService::refreshInBackground(Opened opened, std::string key,
                                             std::shared_ptr<const Snapshot> snapshot,
                                             std::string traceparent)
{
    const auto maxWait = snapshot->settings->config().provider.requestTimeout * 2;
    SessionKeeper::RefreshWish wish{RefreshGate::Urgency::Ahead, maxWait, std::move(traceparent)};
    auto outcome = co_await m_parts.keeper.refresh(opened, key, snapshot, std::move(wish));
    noteRefresh(m_parts, RefreshGate::Urgency::Ahead, outcome, {}, opened->session.subject);
    // The next request finds out, and is sent to sign in.
    if (!outcome && TokenService::isSessionEnded(outcome.error()))
        m_parts.engine.finder().forget(key);
    co_return outcome.has_value();
}

void CheckService::noteRenewedCookies(std::size_t bytes, std::string_view requestId)
{
    m_parts.worker.telemetry.sessionCookieSet(bytes);
    const auto now = m_parts.shared.clock.now();
    if (now >= m_largeCookiesLoggedAt + largeCookiesInterval &&
        noteLargeCookies(m_parts.shared.log, bytes, requestId))
        m_largeCookiesLoggedAt = now;
}

std::string CheckService::traceparentFor(const CheckRequest& request) const
{
    return childTraceparent(request.header("traceparent"), m_parts.shared.random);
}

void CheckService::note(const AuthDecision& decision, const CheckRequest& request)
{
    m_parts.worker.telemetry.checked(decision.kind, decision.reason);
    if (decision.renewedCookieBytes > 0)
        noteRenewedCookies(decision.renewedCookieBytes, request.requestId);
    // Of those who did not say who they are there is nothing to tell; of a token that is not taken there is.
    const bool isTokenRefused =
        decision.kind == DecisionKind::Unauthorized && !decision.wwwAuthenticate.empty();
    if (decision.kind == DecisionKind::Forbidden || decision.kind == DecisionKind::Refuse || isTokenRefused) {
        AuditLog::Entry entry;
        if (decision.session) {
            entry.subject = decision.session->session.subject;
            entry.username = decision.session->session.username;
        }
        entry.reason = decisionReasonName(decision.reason);
        entry.detail = decision.detail;
        m_parts.audit.write(AuditLog::Event::Denied, request, entry);
    }
    // The browser keeps the cookie from before the refresh, whose tokens may be good no more.
    if (decision.kind == DecisionKind::Allow && !decision.detail.empty())
        m_parts.shared.log.write(LogLevel::Error, "session.cookie_not_set",
                                 {{"request_id", request.requestId}, {"error", decision.detail}});
    const auto level = levelFor(decision);
    if (!m_parts.shared.log.isEnabled(level))
        return;
    const std::string_view rule = decision.rule ? std::string_view(decision.rule->name) : "default";
    const std::string_view subject =
        decision.session ? std::string_view(decision.session->session.subject) : "";
    m_parts.shared.log.write(level, "check",
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

} // namespace meshsso::engine
