#include "engine/PlainDecisions.h"

#include "core/Encoding.h"
#include "engine/ClientKind.h"
#include "engine/IdentityHeaders.h"
#include "engine/ReturnUrl.h"

#include <algorithm>

namespace meshsso::engine {

void rewriteCookie(const session::CookieList& cookies, const session::OurCookies& ours,
                   AuthDecision& decision)
{
    const auto& all = cookies.all();
    if (std::none_of(all.begin(), all.end(), [&](const session::Cookie& c) { return ours.isOurs(c.name); }))
        return;
    std::string rest;
    for (const auto& cookie : all) {
        if (ours.isOurs(cookie.name) || hasControlCharacters(cookie.name) ||
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

AuthDecision unavailable(const CheckRequest& request, const access::AccessRule* rule, DecisionReason reason)
{
    AuthDecision decision;
    decision.kind = DecisionKind::Unavailable;
    decision.reason = reason;
    decision.rule = rule;
    decision.isNavigation = prefersHtml(request);
    return decision;
}

AuthDecision anonymous(const CheckRequest& request, const Settings& settings,
                       const session::CookieList& cookies, const access::AccessRule* rule,
                       DecisionReason reason)
{
    AuthDecision decision;
    decision.kind = DecisionKind::Allow;
    decision.reason = reason;
    decision.rule = rule;
    settings.identityHeaders().apply(request, nullptr, nullptr, decision);
    rewriteCookie(cookies, settings.ourCookies(), decision);
    return decision;
}

} // namespace meshsso::engine
