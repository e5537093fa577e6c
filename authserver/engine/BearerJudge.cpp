#include "engine/BearerJudge.h"

#include "engine/PlainDecisions.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

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

AuthDecision BearerJudge::refuse(const access::AccessRule* rule, DecisionReason reason, const Error& error)
{
    AuthDecision decision;
    decision.kind = DecisionKind::Unauthorized;
    decision.reason = reason;
    decision.rule = rule;
    decision.detail = error.message;
    decision.wwwAuthenticate = BearerTokens::challenge(error);
    return decision;
}

AuthDecision BearerJudge::judge(const CheckRequest& request, const Snapshot& snapshot,
                                const access::AccessDecision& match, const session::CookieList& cookies,
                                std::string_view token, TimePoint now) const
{
    const auto& settings = *snapshot.settings;
    const auto asNobody = [&] {
        return anonymous(request, settings, cookies, match.rule, DecisionReason::PublicRule);
    };
    auto checked = m_tokens.check(token, snapshot, now);
    if (checked.status != BearerCheck::Status::Good) {
        if (isPublic(match))
            return asNobody();
        if (checked.status == BearerCheck::Status::NotReachable)
            return unavailable(request, match.rule, DecisionReason::ProviderUnknown);
        if (checked.status == BearerCheck::Status::Bad)
            return refuse(match.rule, DecisionReason::BearerInvalid, checked.error);
        AuthDecision decision;
        decision.kind = DecisionKind::FetchKeys;
        decision.reason = DecisionReason::BearerToken;
        decision.rule = match.rule;
        decision.detail = std::move(checked.error.message);
        decision.bearerIssuer = checked.issuer;
        // An issuer publishes a key before it signs with it. Whoever lies about the time only has to wait.
        const auto leeway = settings.config().provider.leeway;
        decision.isKeyMaybeNewer =
            checked.issuedAt + leeway >= snapshot.issuerState(checked.issuer)->keysFetchedAt &&
            checked.issuedAt <= now + leeway;
        return decision;
    }
    const auto& opened = *checked.opened;
    const auto& revocations = m_finder.revocations();
    if (revocations.isRevoked(stringOr(opened.claims, "iss"), opened.session))
        return isPublic(match) ? asNobody()
                               : refuse(match.rule, DecisionReason::SessionRevoked,
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
    rewriteCookie(cookies, settings.ourCookies(), decision);
    decision.session = std::move(checked.opened);
    return decision;
}

} // namespace meshsso::engine
