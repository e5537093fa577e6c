#include "desktop/models/LoginAdvice.h"

namespace meshsso::desktop {

namespace {

struct Advice
{
    std::string_view code; ///< or its beginning
    std::string_view field;
};

/// The first that fits wins.
constexpr Advice advices[] = {
    {"login.application-", "applications"},
    {"login.authorization-error", "client.scopes"},
    {"login.callback-failed", "authorization"},
    {"login.client-unknown", "client.id"},
    {"login.consent", "client"},
    {"login.cookie-", "authorization.session"},
    {"login.denied", "applications"},
    {"login.foreign-host", "gateway.address"},
    {"login.header-too-large", "authorization.session"},
    {"login.https-required", "identityProvider.url"},
    {"login.issuer-differs", "identityProvider.url"},
    {"login.loop", "authorization.session"},
    {"login.not-offered", "authorization.provider"},
    {"login.not-protected", "applications"},
    {"login.provider-", "identityProvider.url"},
    {"login.rbac-denied", "authorization.provider"},
    {"login.redirect-uri", "client.redirectUris"},
    {"login.refused", "users"},
    {"login.required-action", "users"},
    {"login.second-factor", "users"},
    {"login.server-answer", "authorization"},
    {"login.upstream-unavailable", "authorization"},
    {"login.user-disabled", "users"},
    {"login.wrong-password", "users"},
    {"token.discovery", "identityProvider.url"},
    {"token.email-", "users"},
    {"token.keys", "identityProvider.url"},
    {"token.not-forwarded", "authorization"},
    {"token.other-user", "users"},
    {"token.roles-missing", "claims.roles"},
    {"token.wrong-audience", "claims"},
    {"token.wrong-issuer", "identityProvider.url"},
    {"token.", "client"},
};

} // namespace

std::string fieldOfLoginFinding(const Finding& finding, const project::SsoProject& project)
{
    if (finding.code == "login.unreachable" || finding.code == "login.tls") {
        const bool isProvider = finding.where.starts_with(project.identityProvider.issuer() + "/");
        if (isProvider)
            return "identityProvider.url";
        return finding.code == "login.tls" ? "gateway.tls" : "gateway.address";
    }
    for (const auto& advice : advices) {
        if (finding.code.starts_with(advice.code))
            return std::string(advice.field);
    }
    return {};
}

} // namespace meshsso::desktop
