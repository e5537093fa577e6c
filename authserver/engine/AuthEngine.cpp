#include "engine/AuthEngine.h"

#include "core/Encoding.h"
#include "engine/ClientKind.h"
#include "engine/ReturnUrl.h"

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

/// Cookie without our own: applications never hold a session. Nor do they get what no response header can
/// say, because a header that is not set anew reaches them as it came, our own cookies in it.
void rewriteCookie(const session::CookieList& cookies, const session::CookiePolicy& policy,
                   AuthDecision& decision)
{
    const auto& all = cookies.all();
    if (std::none_of(all.begin(), all.end(), [&](const session::Cookie& c) { return policy.isOurs(c.name); }))
        return;
    std::string rest;
    for (const auto& cookie : all) {
        if (policy.isOurs(cookie.name) || hasControlCharacters(cookie.name) ||
            hasControlCharacters(cookie.value))
            continue;
        if (!rest.empty())
            rest += "; ";
        if (cookie.name.data())
            rest.append(cookie.name).append(1, '=');
        rest.append(cookie.value);
    }
    if (rest.empty() || rest.size() > IdentityHeaders::maxTokenBytes)
        decision.headersToRemove.push_back("cookie");
    else
        decision.headersToSet.push_back({"cookie", std::move(rest)});
}

AuthDecision refuse(DecisionReason reason, std::string detail, const CheckRequest& request)
{
    AuthDecision decision;
    decision.kind = DecisionKind::Refuse;
    decision.reason = reason;
    decision.detail = std::move(detail);
    decision.isNavigation = prefersHtml(request);
    return decision;
}

/// Nobody is signed in, and somebody must be.
AuthDecision needLogin(const CheckRequest& request, const Snapshot& snapshot, const access::AccessRule* rule,
                       DecisionReason reason)
{
    AuthDecision decision;
    decision.rule = rule;
    decision.reason = reason;
    decision.isNavigation = isNavigation(request);
    if (!decision.isNavigation) {
        decision.kind = DecisionKind::Unauthorized;
        decision.isNavigation = prefersHtml(request);
        return decision;
    }
    const auto& settings = *snapshot.settings;
    if (!settings.isAllowedAuthority(request.host)) {
        auto refused = refuse(DecisionReason::HostNotAllowed,
                              "the host is not in allowedHosts, so that no login can start on it", request);
        refused.rule = rule;
        return refused;
    }
    if (!snapshot.provider) {
        decision.kind = DecisionKind::Unavailable;
        decision.reason = DecisionReason::ProviderUnknown;
        return decision;
    }
    decision.kind = DecisionKind::Login;
    const auto& config = settings.config();
    decision.location = settings.endpoint(config.signInPage ? "/sign_in?rd=" : "/start?rd=");
    auto target = settings.returnUrl(request.target).value_or("/");
    // With one redirect URI for several hosts the callback is on another host, so the way back must name this
    // one.
    if (!config.session.cookieDomain.empty() && !config.publicAuthority.empty()) {
        const auto absolute = config.publicScheme + "://" + std::string(request.host) + target;
        target = settings.returnUrl(absolute).value_or(target);
    }
    decision.location += percentEncode(target);
    return decision;
}

/// Somebody must be signed in, and it cannot be found out whether anybody is.
AuthDecision unavailable(const CheckRequest& request, const access::AccessRule* rule, DecisionReason reason)
{
    AuthDecision decision;
    decision.kind = DecisionKind::Unavailable;
    decision.reason = reason;
    decision.rule = rule;
    decision.isNavigation = prefersHtml(request);
    return decision;
}

/// Let through as nobody.
AuthDecision anonymous(const CheckRequest& request, const Settings& settings,
                       const session::CookieList& cookies, const access::AccessRule* rule,
                       DecisionReason reason)
{
    AuthDecision decision;
    decision.kind = DecisionKind::Allow;
    decision.reason = reason;
    decision.rule = rule;
    settings.identityHeaders().apply(request, nullptr, nullptr, decision);
    rewriteCookie(cookies, settings.sessionCookies().policy(), decision);
    return decision;
}

/// Ours only in its plain spelling: what a router could read otherwise must not get past the rules.
bool isPlainEndpointPath(std::string_view path, const Settings& settings)
{
    const auto normalised = access::normalisePath(path);
    return normalised && settings.isEndpointPath(*normalised) && path.find("//") == std::string_view::npos &&
           path.find('%') == std::string_view::npos && path.find("/.") == std::string_view::npos &&
           path.find(';') == std::string_view::npos;
}

bool isPublic(const access::AccessDecision& match)
{
    return match.outcome == access::AccessOutcome::Allow;
}

access::AccessDecision matchOf(const CheckRequest& request, const Settings& settings)
{
    access::AccessRequest asked{request.host, request.target, request.method};
    asked.isPreflight = request.method == "OPTIONS" && !request.header("origin").empty() &&
                        !request.header("access-control-request-method").empty();
    return settings.evaluator().match(asked);
}

/// A program's token is not good enough: it is told so, and never sent to a sign-in page.
AuthDecision refuseBearer(const access::AccessRule* rule, DecisionReason reason, const Error& error)
{
    AuthDecision decision;
    decision.kind = DecisionKind::Unauthorized;
    decision.reason = reason;
    decision.rule = rule;
    decision.detail = error.message;
    decision.wwwAuthenticate = BearerTokens::challenge(error);
    return decision;
}

/// RFC 6749 section 3.3: what a scope may consist of, and what fits between quotes as it is.
bool isScopeToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\'; });
}

/// RFC 6750 section 3.1. The scopes are named only where people, too, are told what they lack.
std::string insufficientScope(const access::AccessDecision& verdict, bool isToldWhat)
{
    std::string challenge = "Bearer realm=\"meshsso\", error=\"insufficient_scope\"";
    if (!isToldWhat)
        return challenge;
    std::string scopes;
    for (const auto& missing : verdict.missing) {
        if (missing.kind == access::Requirement::Kind::Scope && isScopeToken(missing.name))
            scopes.append(scopes.empty() ? "" : " ").append(missing.name);
    }
    return scopes.empty() ? challenge : challenge + ", scope=\"" + scopes + "\"";
}

} // namespace

session::CookieList AuthEngine::cookies(const CheckRequest& request, const Settings& settings)
{
    session::CookieList list;
    for (const auto& header : request.headers) {
        if (header.name.size() != 6 || !equalsIgnoreCase(header.name, "cookie"))
            continue;
        list.addHeader(header.value, settings.sessionCookies().policy());
    }
    return list;
}

bool AuthEngine::isFresh(const session::OpenedSession& opened, const Snapshot& snapshot, TimePoint now) const
{
    const auto& config = snapshot.settings->config();
    return healthOf(opened.session, config.session, now) == SessionHealth::Fresh &&
           !m_finder.revocations().isRevoked(config.provider.issuer, opened.session) &&
           m_finder.revocations().isConfirmed(opened.ticket ? opened.loadedAt : TimePoint{}, now);
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

    if (settings.isEndpointPath(request.path())) {
        if (!isPlainEndpointPath(request.path(), settings))
            return refuse(DecisionReason::UnsafePath, "an endpoint's path in an unusual spelling", request);
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
        return judgeBearer(request, snapshot, match, cookieList, credentials.token, now);
    auto found = m_finder.find(cookieList, settings, now);
    auto decision = judge(request, snapshot, match, cookieList, std::move(found), false, now);
    if (credentials.isBearer && decision.kind == DecisionKind::Unauthorized)
        decision.wwwAuthenticate = BearerTokens::challenge(Error{});
    return decision;
}

AuthDecision AuthEngine::decideWithKeys(const CheckRequest& request, const Snapshot& snapshot,
                                        TimePoint now) const
{
    auto decision = decide(request, snapshot, now);
    if (decision.kind != DecisionKind::FetchKeys)
        return decision;
    return refuseBearer(decision.rule, DecisionReason::BearerInvalid,
                        Error{ErrorCode::UnknownKey, std::move(decision.detail), {}});
}

AuthDecision AuthEngine::judgeBearer(const CheckRequest& request, const Snapshot& snapshot,
                                     const access::AccessDecision& match,
                                     const session::CookieList& cookieList, std::string_view token,
                                     TimePoint now) const
{
    const auto& settings = *snapshot.settings;
    const auto asNobody = [&] {
        return anonymous(request, settings, cookieList, match.rule, DecisionReason::PublicRule);
    };
    auto checked = m_bearer.check(token, snapshot, now);
    if (checked.status != BearerCheck::Status::Good) {
        if (isPublic(match))
            return asNobody();
        if (checked.status == BearerCheck::Status::NotReachable)
            return unavailable(request, match.rule, DecisionReason::ProviderUnknown);
        if (checked.status == BearerCheck::Status::Bad)
            return refuseBearer(match.rule, DecisionReason::BearerInvalid, checked.error);
        AuthDecision decision;
        decision.kind = DecisionKind::FetchKeys;
        decision.reason = DecisionReason::BearerToken;
        decision.rule = match.rule;
        decision.detail = std::move(checked.error.message);
        decision.bearerIssuer = checked.issuer;
        return decision;
    }
    const auto& opened = *checked.opened;
    const auto& revocations = m_finder.revocations();
    if (revocations.isRevoked(stringOr(opened.claims, "iss"), opened.session))
        return isPublic(match) ? asNobody()
                               : refuseBearer(match.rule, DecisionReason::SessionRevoked,
                                              Error{ErrorCode::AuthorizationError,
                                                    "the user or the session has been signed out",
                                                    {}});
    if (!revocations.isConfirmed(TimePoint{}, now))
        return isPublic(match) ? asNobody()
                               : unavailable(request, match.rule, DecisionReason::StoreUnavailable);
    AuthDecision decision;
    decision.rule = match.rule;
    decision.reason = isPublic(match) ? DecisionReason::PublicRule : DecisionReason::BearerToken;
    if (match.rule && match.rule->mode == access::AccessMode::Require) {
        auto verdict = settings.evaluator().decide(match.rule, opened.claims);
        if (verdict.outcome != access::AccessOutcome::Allow) {
            decision.kind = DecisionKind::Forbidden;
            decision.reason = DecisionReason::RequirementNotMet;
            decision.wwwAuthenticate = insufficientScope(verdict, settings.config().pages.showMissingRole);
            decision.detail = std::move(verdict.reason);
            decision.missing = std::move(verdict.missing);
            decision.session = std::move(checked.opened);
            return decision;
        }
    }
    decision.kind = DecisionKind::Allow;
    settings.identityHeaders().apply(request, &opened.session, &opened.claims, decision);
    rewriteCookie(cookieList, settings.sessionCookies().policy(), decision);
    decision.session = std::move(checked.opened);
    return decision;
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
    const auto& revocations = m_finder.revocations();
    if (revocations.isRevoked(settings.config().provider.issuer, opened.session))
        return decideWithoutSession(request, snapshot, DecisionReason::SessionRevoked);
    if (!revocations.isConfirmed(opened.ticket ? opened.loadedAt : TimePoint{}, now)) {
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
        auto seen = session;
        seen.lastSeen = std::max(now, session.lastSeen);
        const auto left = std::chrono::ceil<std::chrono::seconds>(session.createdAt + config.lifetime - now);
        if (auto sealed = settings.sessionCookies().seal(seen, left, cookieList))
            decision.setCookies = std::move(sealed->setCookies);
        else
            decision.detail = sealed.error().message;
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
    rewriteCookie(cookieList, settings.sessionCookies().policy(), decision);
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
