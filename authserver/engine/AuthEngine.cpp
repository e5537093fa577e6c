#include "engine/AuthEngine.h"

#include "engine/ClientKind.h"
#include "engine/PlainDecisions.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

enum class SessionHealth { Fresh, TooOld, Idle, TokenExpired };

SessionHealth healthOf(const session::Session& session, const serverconfig::SessionConfig& config,
                       TimePoint now)
{
    if (now >= session.createdAt + config.lifetime)
        return SessionHealth::TooOld;
    if (now >= session.lastSeen + config.idleTimeout)
        return SessionHealth::Idle;
    if (now >= session.accessExpires)
        return SessionHealth::TokenExpired;
    return SessionHealth::Fresh;
}

/// Ours only in its plain spelling: what a router could read otherwise must not get past the rules.
bool isPlainEndpointPath(std::string_view path, const Settings& settings)
{
    const auto normalised = access::normalisePath(path);
    return normalised && settings.isEndpointPath(*normalised) && path.find("//") == std::string_view::npos &&
           path.find('%') == std::string_view::npos && path.find("/.") == std::string_view::npos &&
           path.find(';') == std::string_view::npos;
}

access::AccessDecision matchOf(const CheckRequest& request, const Settings& settings)
{
    access::AccessRequest asked{request.host, request.target, request.method};
    asked.isPreflight = request.method == "OPTIONS" && !request.header("origin").empty() &&
                        !request.header("access-control-request-method").empty();
    return settings.evaluator().match(asked);
}

} // namespace

session::CookieList AuthEngine::cookies(const CheckRequest& request, const Settings& settings)
{
    session::CookieList list;
    for (const auto& header : request.headers) {
        if (header.name.size() != 6 || !equalsIgnoreCase(header.name, "cookie"))
            continue;
        list.addHeader(header.value, settings.ourCookies());
    }
    return list;
}

Result<session::SessionCookies::Sealed> AuthEngine::seal(session::Session session, const Settings& settings,
                                                         const session::CookieList& cookies, TimePoint now)
{
    session.lastSeen = std::max(now, session.lastSeen);
    const auto left =
        std::chrono::ceil<std::chrono::seconds>(session.createdAt + settings.config().session.lifetime - now);
    return settings.sessionCookies().seal(session, left, cookies);
}

bool AuthEngine::isConfirmed(const session::OpenedSession& opened, TimePoint now) const
{
    return m_finder.revocations().isConfirmed(opened.ticket ? opened.loadedAt : TimePoint{}, now);
}

bool AuthEngine::isFresh(const session::OpenedSession& opened, const Snapshot& snapshot, TimePoint now) const
{
    return healthOf(opened.session, snapshot.settings->config().session, now) == SessionHealth::Fresh &&
           isAlive(opened, snapshot, now) && isConfirmed(opened, now);
}

bool AuthEngine::isToleratedInOutage(const session::OpenedSession& opened, const Snapshot& snapshot,
                                     TimePoint now) const
{
    return isWithinOutageGrace(opened, snapshot, now) && isAlive(opened, snapshot, now) &&
           isConfirmed(opened, now);
}

bool AuthEngine::isAlive(const session::OpenedSession& opened, const Snapshot& snapshot, TimePoint now) const
{
    const auto& config = snapshot.settings->config();
    const auto health = healthOf(opened.session, config.session, now);
    return (health == SessionHealth::Fresh || health == SessionHealth::TokenExpired) &&
           !m_finder.revocations().isRevoked(config.provider.issuer, opened.session);
}

AuthDecision AuthEngine::decide(const CheckRequest& request, const Snapshot& snapshot, TimePoint now) const
{
    const auto& settings = *snapshot.settings;
    const auto& identity = settings.identityHeaders();
    for (const auto& header : request.headers) {
        if (header.name.size() == 10 && equalsIgnoreCase(header.name, "connection") &&
            identity.isNamedIn(header.value))
            return refuse(DecisionReason::IdentityHeaderInConnection,
                          "the Connection header names an identity header", request);
    }
    auto match = matchOf(request, settings);
    if (match.outcome == access::AccessOutcome::Refuse)
        return refuse(DecisionReason::UnsafePath, std::move(match.reason), request);

    if (settings.isEndpointPath(request.path()) && !isPlainEndpointPath(request.path(), settings))
        return refuse(DecisionReason::UnsafePath, "an endpoint's path in an unusual spelling", request);
    // Only our own pages: what else is under the prefix may reach an application.
    if (settings.isEndpoint(request.path())) {
        AuthDecision decision;
        decision.kind = DecisionKind::Allow;
        decision.reason = DecisionReason::Endpoint;
        identity.apply(request, nullptr, nullptr, decision);
        return decision;
    }
    const auto cookieList = cookies(request, settings);
    if (match.isPreflight)
        return anonymous(request, settings, cookieList, match.rule, DecisionReason::Preflight);
    const bool takesBearer = BearerTokens::areTaken(settings.config());
    const auto credentials = takesBearer ? BearerTokens::credentialsOf(request) : BearerCredentials{};
    // The token alone decides, also when it is bad: whoever sends one says who asks, and must not be answered
    // as whoever the cookies beside it belong to.
    if (credentials.isJwt)
        return m_bearer.judge(request, snapshot, match, cookieList, credentials.token, now);
    auto found = m_finder.find(cookieList, settings, now);
    auto decision = judge(request, snapshot, match, cookieList, std::move(found), false, now);
    if (credentials.isBearer && decision.kind == DecisionKind::Unauthorized)
        decision.wwwAuthenticate = BearerTokens::challenge(Error{});
    return decision;
}

AuthDecision AuthEngine::decideWithKeys(const CheckRequest& request, const Snapshot& snapshot,
                                        bool haveBeenFetched, TimePoint now) const
{
    auto decision = decide(request, snapshot, now);
    if (decision.kind != DecisionKind::FetchKeys)
        return decision;
    if (!haveBeenFetched && decision.isKeyMaybeNewer)
        return unavailable(request, decision.rule, DecisionReason::BearerKeyUnknown);
    return BearerJudge::refuse(decision.rule, DecisionReason::BearerInvalid,
                               Error{ErrorCode::UnknownKey, std::move(decision.detail), {}});
}

AuthDecision AuthEngine::judge(const CheckRequest& request, const Snapshot& snapshot,
                               const access::AccessDecision& match, const session::CookieList& cookieList,
                               FoundSession found, bool isNew, TimePoint now) const
{
    const auto& settings = *snapshot.settings;
    const auto without = [&](DecisionReason reason) {
        auto decision = isPublic(match)
                            ? anonymous(request, settings, cookieList, match.rule, DecisionReason::PublicRule)
                            : needLogin(request, snapshot, match.rule, reason);
        return decision;
    };
    const auto needStore = [&](session::SessionTicket ticket) {
        AuthDecision decision;
        decision.kind = DecisionKind::Load;
        decision.reason = DecisionReason::Session;
        decision.rule = match.rule;
        decision.ticket = std::move(ticket);
        decision.sessionKey = std::move(found.key);
        return decision;
    };
    switch (found.status) {
    case FoundSession::Status::None:
        return without(DecisionReason::NoSession);
    case FoundSession::Status::Invalid:
        return without(DecisionReason::InvalidSession);
    case FoundSession::Status::InStore:
        return needStore(std::move(*found.ticket));
    case FoundSession::Status::Opened:
        break;
    }
    const auto& opened = *found.opened;
    if (m_finder.revocations().isRevoked(settings.config().provider.issuer, opened.session))
        return decideWithoutSession(request, snapshot, DecisionReason::SessionRevoked);
    if (!isConfirmed(opened, now)) {
        if (opened.ticket && !isNew)
            return needStore(*opened.ticket);
        return decideWithoutSession(request, snapshot, DecisionReason::StoreUnavailable);
    }
    switch (healthOf(opened.session, settings.config().session, now)) {
    case SessionHealth::Fresh:
        return allow(request, snapshot, cookieList, std::move(found), match.rule, isNew, now);
    case SessionHealth::TooOld:
        return without(DecisionReason::SessionTooOld);
    case SessionHealth::Idle:
        // Another replica may have seen its user since this one loaded it.
        if (opened.ticket && !isNew)
            return needStore(*opened.ticket);
        return without(DecisionReason::SessionIdle);
    case SessionHealth::TokenExpired:
        break;
    }
    if (isPublic(match) || opened.session.refreshToken.empty())
        return without(DecisionReason::TokenExpired);
    AuthDecision decision;
    decision.kind = DecisionKind::Refresh;
    decision.reason = DecisionReason::TokenExpired;
    decision.rule = match.rule;
    decision.session = std::move(found.opened);
    decision.sessionKey = std::move(found.key);
    return decision;
}

AuthDecision AuthEngine::allow(const CheckRequest& request, const Snapshot& snapshot,
                               const session::CookieList& cookieList, FoundSession found,
                               const access::AccessRule* rule, bool isNew, TimePoint now) const
{
    const auto& settings = *snapshot.settings;
    const auto& config = settings.config().session;
    const auto& session = found.opened->session;
    AuthDecision decision;
    decision.rule = rule;
    decision.sessionKey = std::move(found.key);
    const bool isUnseen = now >= session.lastSeen + seenStep(config);
    if (found.opened->ticket) {
        decision.isTouchDue = isUnseen;
    } else if (isUnseen || isNew) {
        if (auto sealed = seal(session, settings, cookieList, now)) {
            decision.setCookies = std::move(sealed->setCookies);
            decision.renewedCookieBytes = isNew ? sealed->bytes : 0;
        } else {
            decision.detail = sealed.error().message;
        }
    }
    decision.isRefreshDue = session.refreshDue != TimePoint{} && now >= session.refreshDue && !isNew &&
                            !session.refreshToken.empty();
    if (rule && rule->mode == access::AccessMode::Require) {
        auto verdict = settings.evaluator().decide(rule, found.opened->claims);
        if (verdict.outcome != access::AccessOutcome::Allow) {
            decision.kind = DecisionKind::Forbidden;
            decision.reason = DecisionReason::RequirementNotMet;
            decision.detail = std::move(verdict.reason);
            decision.missing = std::move(verdict.missing);
            decision.isNavigation = prefersHtml(request);
            decision.session = std::move(found.opened);
            return decision;
        }
    }
    decision.kind = DecisionKind::Allow;
    decision.reason = rule && rule->mode == access::AccessMode::Public ? DecisionReason::PublicRule
                                                                       : DecisionReason::Session;
    settings.identityHeaders().apply(request, &session, &found.opened->claims, decision);
    rewriteCookie(cookieList, settings.ourCookies(), decision);
    decision.session = std::move(found.opened);
    return decision;
}

AuthDecision AuthEngine::decideWith(const CheckRequest& request, const Snapshot& snapshot,
                                    std::shared_ptr<const session::OpenedSession> opened,
                                    std::string sessionKey, bool isNew, TimePoint now) const
{
    const auto match = matchOf(request, *snapshot.settings);
    FoundSession found;
    found.status = FoundSession::Status::Opened;
    found.opened = std::move(opened);
    found.key = std::move(sessionKey);
    return judge(request, snapshot, match, cookies(request, *snapshot.settings), std::move(found), isNew,
                 now);
}

bool AuthEngine::isWithinOutageGrace(const session::OpenedSession& opened, const Snapshot& snapshot,
                                     TimePoint now)
{
    return now < opened.session.accessExpires + snapshot.settings->config().session.outageGrace;
}

AuthDecision AuthEngine::decideInOutage(const CheckRequest& request, const Snapshot& snapshot,
                                        std::shared_ptr<const session::OpenedSession> opened,
                                        std::string sessionKey, TimePoint now) const
{
    const auto match = matchOf(request, *snapshot.settings);
    const auto cookieList = cookies(request, *snapshot.settings);
    FoundSession found;
    found.status = FoundSession::Status::Opened;
    found.opened = std::move(opened);
    found.key = std::move(sessionKey);
    // Time has passed since it was judged first, and it may have been revoked meanwhile.
    auto decision = judge(request, snapshot, match, cookieList, found, false, now);
    if (decision.kind != DecisionKind::Refresh)
        return decision;
    if (!isWithinOutageGrace(*found.opened, snapshot, now))
        return unavailable(request, match.rule, DecisionReason::RefreshUnavailable);
    decision = allow(request, snapshot, cookieList, std::move(found), match.rule, false, now);
    decision.isRefreshDue = false;
    if (decision.kind == DecisionKind::Allow)
        decision.reason = DecisionReason::OutageGrace;
    return decision;
}

AuthDecision AuthEngine::decideWithoutSession(const CheckRequest& request, const Snapshot& snapshot,
                                              DecisionReason reason) const
{
    const auto& settings = *snapshot.settings;
    const auto match = matchOf(request, settings);
    const auto cookieList = cookies(request, settings);
    if (isPublic(match))
        return anonymous(request, settings, cookieList, match.rule, DecisionReason::PublicRule);
    if (reason == DecisionReason::RefreshUnavailable || reason == DecisionReason::StoreUnavailable ||
        reason == DecisionReason::ProviderUnknown)
        return unavailable(request, match.rule, reason);
    auto decision = needLogin(request, snapshot, match.rule, reason);
    decision.setCookies = settings.sessionCookies().expire(cookieList);
    return decision;
}

} // namespace meshsso::engine
