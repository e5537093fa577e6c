#include "login/TokenReview.h"

#include "core/Text.h"
#include "crypto/JwkSet.h"
#include "login/TokenFindings.h"
#include "oidc/Claims.h"
#include "oidc/ProviderMetadata.h"

#include <algorithm>

namespace meshsso::login {
namespace {

constexpr std::size_t largeTokenBytes = 3000; // sealed and encoded it no longer fits one 4096-byte cookie

/// A header as the application saw it; httpbin's newer forms give a list.
std::string headerText(const json::object& headers, std::string_view name)
{
    for (const auto& member : headers) {
        if (!equalsIgnoreCase(member.key(), name))
            continue;
        if (member.value().is_string())
            return std::string(member.value().get_string());
        if (const auto* list = member.value().if_array(); list && !list->empty() && list->front().is_string())
            return std::string(list->front().get_string());
    }
    return {};
}

} // namespace

TokenReview::TokenReview(net::HttpClient& http, const project::SsoProject& project, const Clock& clock,
                         const std::string& username, LoginTestReport& report)
    : m_http(http), m_project(project), m_clock(clock), m_username(username), m_report(report)
{
}

void TokenReview::find(std::string code, Severity severity, std::string where, std::string why,
                       std::string fix)
{
    m_report.findings.push_back(
        {std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
}

Task<bool> TokenReview::run(std::string body, std::string where)
{
    if (!readApplicationHeaders(body, where))
        co_return false;
    checkCookieLeak(where);
    const auto authorization = headerText(m_report.applicationHeaders, "Authorization");
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size() ||
        !equalsIgnoreCase(authorization.substr(0, scheme.size()), scheme)) {
        find("token.not-forwarded", Severity::Error, where,
             authorization.empty()
                 ? "no Authorization header reaches the application"
                 : "the Authorization header that reaches the application is not a Bearer token",
             "the mesh's provider entry must list authorization under headersToUpstreamOnAllow; export it "
             "again, and "
             "look for a route or filter that removes the header");
        co_return false;
    }
    m_report.rawAccessToken = std::string(trim(std::string_view(authorization).substr(scheme.size())));
    const bool verified = co_await verify(where);
    if (verified)
        compareClaims(where);
    co_return verified;
}

bool TokenReview::readApplicationHeaders(const std::string& body, const std::string& where)
{
    auto answer = parseJsonObject(body);
    const auto* headers = answer ? answer->if_contains("headers") : nullptr;
    if (!headers || !headers->is_object()) {
        find("login.application-opaque", Severity::Warning, where,
             "the application's answer does not show the headers it received, so the token cannot be checked",
             "test against an application that does, such as httpbin's /headers");
        return false;
    }
    m_report.applicationHeaders = headers->get_object();
    return true;
}

void TokenReview::checkCookieLeak(const std::string& where)
{
    const auto cookies = headerText(m_report.applicationHeaders, "Cookie");
    const auto& name = m_project.authorization.session.cookieName;
    for (const auto cookie : split(cookies, ';')) {
        auto own = trim(cookie.substr(0, cookie.find('=')));
        for (const std::string_view prefix : {"__Host-", "__Secure-"}) {
            if (own.starts_with(prefix))
                own.remove_prefix(prefix.size());
        }
        if (own == name || own.starts_with(name + "-")) {
            find("login.cookie-forwarded", Severity::Warning, where,
                 "our session cookie reaches the application, which could then act as the user",
                 "the provider entry must let the authorization service replace the Cookie header "
                 "(headersToUpstreamOnAllow); export it again");
            return;
        }
    }
}

Task<bool> TokenReview::verify(std::string where)
{
    const auto issuer = m_project.identityProvider.issuer();
    net::HttpRequest discovery;
    discovery.url = oidc::discoveryUrl(issuer);
    const std::string discoveryAt = discovery.url;
    auto answer = co_await m_http.send(std::move(discovery));
    if (!answer || answer->status != 200) {
        find("token.discovery", Severity::Error, discoveryAt,
             answer ? "the discovery document answers " + std::to_string(answer->status)
                    : answer.error().toString(),
             "the issuer's URL must reach Keycloak from here: check identityProvider.url and realm");
        co_return false;
    }
    oidc::DiscoveryPolicy discoveryPolicy;
    if (const auto host = m_project.identityProvider.httpAllowedHost(); !host.empty())
        discoveryPolicy.httpAllowedHosts.push_back(host);
    const auto metadata = oidc::parseProviderMetadata(answer->body, issuer, discoveryPolicy);
    if (!metadata) {
        const auto code = metadata.error().code;
        find(code == ErrorCode::WrongIssuer ? "login.issuer-differs" : "token.discovery", Severity::Error,
             discoveryAt, metadata.error().message, fixForToken(code, m_project));
        co_return false;
    }
    net::HttpRequest keysRequest;
    keysRequest.url = metadata->jwksUri;
    answer = co_await m_http.send(std::move(keysRequest));
    if (!answer || answer->status != 200) {
        find("token.keys", Severity::Error, metadata->jwksUri,
             answer ? "the keys' URL answers " + std::to_string(answer->status) : answer.error().toString(),
             "the discovery document names a keys' URL that is not reachable from here");
        co_return false;
    }
    const auto keys = crypto::JwkSet::parse(answer->body);
    if (!keys) {
        find("token.keys", Severity::Error, metadata->jwksUri, keys.error().message,
             "look at the keys of the realm");
        co_return false;
    }
    oidc::TokenPolicy policy;
    policy.issuer = issuer;
    policy.clientId = m_project.client.id;
    policy.algorithms = usableAlgorithms(*metadata);
    auto token = oidc::validateAccessToken(m_report.rawAccessToken, *keys, policy,
                                           oidc::AccessTokenProfile::Keycloak, false, m_clock.now());
    if (!token) {
        m_report.findings.push_back(explainRefusedToken(
            token.error(), "the access token that reached the application", where, m_project));
        co_return false;
    }
    m_report.accessToken = std::move(*token);
    co_return true;
}

void TokenReview::compareClaims(const std::string& where)
{
    const auto& claims = m_report.accessToken->claims;
    const auto username = stringOr(claims, "preferred_username");
    if (!username.empty() && !m_username.empty() && !equalsIgnoreCase(username, m_username) &&
        !equalsIgnoreCase(stringOr(claims, "email"), m_username)) {
        find("token.other-user", Severity::Error, where,
             "the token is for " + std::string(username) + ", not for " + m_username,
             "look for a session of somebody else that the gateway or a cache hands out");
    }
    const auto& scopes = m_project.client.scopes;
    const bool wantsEmail = std::find(scopes.begin(), scopes.end(), "email") != scopes.end();
    const auto* verified = claims.if_contains("email_verified");
    if (wantsEmail && stringOr(claims, "email").empty()) {
        find("token.email-missing", Severity::Warning, where, "the token has no e-mail address",
             "give the user one; the client needs the scope email");
    } else if (wantsEmail && verified && verified->is_bool() && !verified->get_bool()) {
        find("token.email-unverified", Severity::Warning, where, "the user's e-mail address is not verified",
             "verify it in Keycloak, or declare emailVerified: true and apply");
    }
    if (m_report.rawAccessToken.size() > largeTokenBytes) {
        find("token.large", Severity::Info, where,
             "the access token has " + std::to_string(m_report.rawAccessToken.size()) +
                 " bytes; its session takes several cookies",
             "nothing to do; to make it smaller take roles or groups out, or keep sessions in Redis");
    }
    compareRoles(claims, where);
}

void TokenReview::compareRoles(const json::object& claims, const std::string& where)
{
    const auto& users = m_project.users;
    const auto user = std::find_if(users.begin(), users.end(), [&](const project::User& u) {
        return equalsIgnoreCase(u.username, m_username);
    });
    if (user == users.end())
        return;
    const auto& declared = m_project.claims.roles;
    const auto* claim = oidc::findClaim(claims, declared.claim);
    std::vector<std::string> absent;
    for (const auto& role : user->roles) {
        const auto& only = declared.restrictToRoles;
        const bool expected = only.empty() || std::find(only.begin(), only.end(), role) != only.end();
        if (expected && !oidc::claimContains(claim, role))
            absent.push_back(role);
    }
    if (absent.empty())
        return;
    find("token.roles-missing", Severity::Error, where,
         "the claim " + declared.claim + " lacks " + join(absent, ", ") + ", which the project gives to " +
             m_username,
         "run apply: the scope " + declared.scopeName +
             " with its mapper must be a default scope of the client and mapped to the role");
}

} // namespace meshsso::login
