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

/// The claims of an access token that was verified before it was sealed; empty if it is opaque.
json::object claimsOf(const session::Session& session)
{
    std::string payload = session.accessClaims;
    if (!session.accessToken.empty()) {
        const std::string_view token = session.accessToken;
        const auto first = token.find('.');
        const auto second = token.find('.', first + 1);
        if (first == std::string_view::npos || second == std::string_view::npos)
            return {};
        payload = base64UrlDecode(token.substr(first + 1, second - first - 1)).value_or(std::string{});
    }
    auto claims = parseJsonObject(payload);
    return claims ? std::move(*claims) : json::object{};
}

/// Cookie without our own: applications never hold a session.
void rewriteCookie(const session::CookieList& cookies, const session::CookiePolicy& policy,
                   AuthDecision& decision)
{
    const auto& all = cookies.all();
    if (std::none_of(all.begin(), all.end(), [&](const session::Cookie& c) { return policy.isOurs(c.name); }))
        return;
    std::string rest;
    for (const auto& cookie : all) {
        if (policy.isOurs(cookie.name))
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

} // namespace

session::CookieList AuthEngine::cookies(const CheckRequest& request)
{
    session::CookieList list;
    for (const auto& header : request.headers) {
        if (header.name.size() == 6 && equalsIgnoreCase(header.name, "cookie"))
            list.addHeader(header.value);
    }
    return list;
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

    auto match = settings.evaluator().match({request.host, request.target, request.method});
    if (match.outcome == access::AccessOutcome::Refuse)
        return refuse(DecisionReason::UnsafePath, std::move(match.reason), request);

    const auto cookieList = cookies(request);
    const auto path = request.path();
    if (settings.isEndpointPath(path)) {
        // Ours only in its plain spelling: what a router could read otherwise must not get past the rules.
        const auto normalised = access::normalisePath(path);
        if (!normalised || !settings.isEndpointPath(*normalised) ||
            path.find("//") != std::string_view::npos || path.find('%') != std::string_view::npos ||
            path.find("/.") != std::string_view::npos || path.find(';') != std::string_view::npos)
            return refuse(DecisionReason::UnsafePath, "an endpoint's path in an unusual spelling", request);
        AuthDecision decision;
        decision.kind = DecisionKind::Allow;
        decision.reason = DecisionReason::Endpoint;
        identity.apply(request, nullptr, nullptr, decision);
        return decision;
    }

    auto lookup = settings.sessionCookies().open(cookieList);
    auto health = SessionHealth::Fresh;
    if (lookup.session)
        health = healthOf(*lookup.session, settings.config().session, now);
    const bool isFresh = lookup.session && health == SessionHealth::Fresh;

    if (match.outcome == access::AccessOutcome::Allow && !isFresh) {
        AuthDecision decision;
        decision.kind = DecisionKind::Allow;
        decision.reason = DecisionReason::PublicRule;
        decision.rule = match.rule;
        identity.apply(request, nullptr, nullptr, decision);
        rewriteCookie(cookieList, settings.sessionCookies().policy(), decision);
        return decision;
    }
    if (!lookup.session) {
        const bool isInvalid = lookup.status == session::SessionLookup::Status::Invalid;
        return needLogin(request, snapshot, match.rule,
                         isInvalid ? DecisionReason::InvalidSession : DecisionReason::NoSession);
    }
    switch (health) {
    case SessionHealth::Fresh:
        break;
    case SessionHealth::TooOld:
        return needLogin(request, snapshot, match.rule, DecisionReason::SessionTooOld);
    case SessionHealth::Idle:
        return needLogin(request, snapshot, match.rule, DecisionReason::SessionIdle);
    case SessionHealth::TokenExpired:
        if (lookup.session->refreshToken.empty())
            return needLogin(request, snapshot, match.rule, DecisionReason::TokenExpired);
        AuthDecision decision;
        decision.kind = DecisionKind::Refresh;
        decision.reason = DecisionReason::TokenExpired;
        decision.rule = match.rule;
        decision.session = std::move(lookup.session);
        return decision;
    }
    const bool reissue = now >= lookup.session->lastSeen + settings.config().session.idleTimeout / 4;
    return allow(request, snapshot, cookieList, std::move(*lookup.session), match.rule, reissue, now);
}

AuthDecision AuthEngine::allow(const CheckRequest& request, const Snapshot& snapshot,
                               const session::CookieList& cookieList, session::Session session,
                               const access::AccessRule* rule, bool reissue, TimePoint now) const
{
    const auto& settings = *snapshot.settings;
    const auto& config = settings.config().session;
    AuthDecision decision;
    decision.rule = rule;
    const bool hasRequirement = rule && rule->mode == access::AccessMode::Require;
    json::object claims;
    if (hasRequirement || settings.identityHeaders().needsClaims())
        claims = claimsOf(session);
    if (reissue) {
        session.lastSeen = now;
        const auto left = std::chrono::ceil<std::chrono::seconds>(session.createdAt + config.lifetime - now);
        if (auto sealed = settings.sessionCookies().seal(session, left, cookieList))
            decision.setCookies = std::move(sealed->setCookies);
    }
    if (hasRequirement) {
        auto verdict = settings.evaluator().decide(rule, claims);
        if (verdict.outcome != access::AccessOutcome::Allow) {
            decision.kind = DecisionKind::Forbidden;
            decision.reason = DecisionReason::RequirementNotMet;
            decision.detail = std::move(verdict.reason);
            decision.isNavigation = prefersHtml(request);
            decision.session = std::move(session);
            return decision;
        }
    }
    decision.kind = DecisionKind::Allow;
    decision.reason = rule && rule->mode == access::AccessMode::Public ? DecisionReason::PublicRule
                                                                       : DecisionReason::Session;
    settings.identityHeaders().apply(request, &session, &claims, decision);
    rewriteCookie(cookieList, settings.sessionCookies().policy(), decision);
    decision.session = std::move(session);
    return decision;
}

AuthDecision AuthEngine::decideRefreshed(const CheckRequest& request, const Snapshot& snapshot,
                                         session::Session session, TimePoint now) const
{
    const auto match = snapshot.settings->evaluator().match({request.host, request.target, request.method});
    return allow(request, snapshot, cookies(request), std::move(session), match.rule, true, now);
}

AuthDecision AuthEngine::decideWithoutSession(const CheckRequest& request, const Snapshot& snapshot,
                                              DecisionReason reason) const
{
    const auto match = snapshot.settings->evaluator().match({request.host, request.target, request.method});
    if (reason == DecisionReason::RefreshUnavailable) {
        AuthDecision decision;
        decision.kind = DecisionKind::Unavailable;
        decision.reason = reason;
        decision.rule = match.rule;
        decision.isNavigation = prefersHtml(request);
        return decision;
    }
    auto decision = needLogin(request, snapshot, match.rule, reason);
    decision.setCookies = snapshot.settings->sessionCookies().expire(cookies(request));
    return decision;
}

std::optional<session::Session> AuthEngine::freshSession(const CheckRequest& request,
                                                         const Snapshot& snapshot, TimePoint now) const
{
    auto lookup = snapshot.settings->sessionCookies().open(cookies(request));
    if (lookup.session &&
        healthOf(*lookup.session, snapshot.settings->config().session, now) == SessionHealth::Fresh)
        return std::move(lookup.session);
    return std::nullopt;
}

} // namespace meshsso::engine
