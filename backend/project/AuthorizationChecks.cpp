#include "access/AccessEvaluator.h"
#include "core/Text.h"
#include "core/Url.h"
#include "project/CheckReport.h"
#include "project/ProjectNames.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace meshsso::project {
namespace {

/// RFC 9110 section 5.6.2, as header and cookie names are.
bool isToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

std::optional<int> prefixLength(std::string_view text)
{
    int bits = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(bits) : std::nullopt;
}

void checkProxies(const AuthorizationService& service, CheckReport& report)
{
    for (std::size_t i = 0; i < service.trustedProxies.size(); ++i) {
        const auto& text = service.trustedProxies[i];
        const auto where = element("authorization.trustedProxies", i);
        const auto slash = text.find('/');
        const auto address = std::string_view(text).substr(0, slash);
        const int most = address.find(':') == std::string_view::npos ? 32 : 128;
        const auto bits = slash == std::string::npos ? std::optional(most)
                                                     : prefixLength(std::string_view(text).substr(slash + 1));
        if (!isIpAddress(address) || !bits || *bits < 0 || *bits > most)
            report.error("project.trusted-proxy", where, "this is not an address or network",
                         "Write it like 10.0.0.0/8 or fd00::/8.");
        else if (*bits == 0)
            report.error("project.trusted-proxy", where,
                         "everybody's X-Forwarded-* headers would be believed",
                         "Name the gateway's own network.");
    }
}

void checkClaimHeaders(const AuthorizationService& service, CheckReport& report)
{
    constexpr std::array<std::string_view, 9> reserved{
        "authorization",     "cookie",     "set-cookie", "host",   "content-length",
        "transfer-encoding", "connection", "te",         "upgrade"};
    for (const auto& [name, claim] : service.claimHeaders) {
        const auto where = "authorization.claimHeaders." + name;
        const auto lower = toLowerAscii(name);
        if (!isToken(name) || name.find('_') != std::string::npos)
            report.error("project.claim-header", where, "this cannot be a header name",
                         "Use letters, digits and '-': X-Tenant.");
        else if (std::find(reserved.begin(), reserved.end(), lower) != reserved.end())
            report.error("project.claim-header", where, "this header has another meaning",
                         "Choose another name: X-Tenant.");
        if (claim.empty())
            report.error("project.claim-header", where, "no claim is named",
                         "Give the claim's path: tenant.");
    }
}

void checkProvider(const SsoProject& project, CheckReport& report)
{
    const auto& service = project.authorization;
    report.required(service.provider, "authorization.provider");
    const bool isAsm = project.clusters.target == Target::Asm;
    const auto& provider = service.provider;
    if (isAsm && !provider.starts_with("httpextauth-") && !provider.starts_with("grpcextauth-"))
        report.error("gateway.provider-name", "authorization.provider",
                     "ASM takes only provider names that begin with httpextauth- or grpcextauth-",
                     "Name it httpextauth-oidc.");
    else
        checkKubernetesName(provider, "authorization.provider", report);
    checkKubernetesName(service.serviceName, "authorization.serviceName", report);
    checkKubernetesName(service.namespaceName, "authorization.namespace", report);
    report.required(service.namespaceName, "authorization.namespace");
    if (!isAsm)
        report.required(service.serviceName, "authorization.serviceName");
}

void checkPathPrefix(const SsoProject& project, CheckReport& report)
{
    const auto& prefix = project.authorization.pathPrefix;
    if (prefix.empty() && project.clusters.target == Target::Asm)
        return;
    const auto normal = access::normalisePath(prefix);
    if (!normal || *normal != prefix || prefix == "/" || prefix.starts_with(SsoProject::endpointPrefix))
        report.error("project.path-prefix", "authorization.pathPrefix",
                     "checks need a path prefix of their own, so that no request is mistaken for one",
                     "Write a plain path outside /oauth2, such as /_check.");
}

void checkScale(const SsoProject& project, CheckReport& report)
{
    const auto& service = project.authorization;
    if (service.replicas < 1)
        report.error("project.replicas", "authorization.replicas", "nobody would answer the gateway's checks",
                     "Use at least 1.");
    if (project.clusters.target != Target::Istio)
        return;
    const auto& keep = service.session.keep;
    const bool refreshes = std::find(keep.begin(), keep.end(), "refresh_token") != keep.end();
    if (service.replicas == 1 && project.metadata.environment == Environment::Production)
        report.warning("project.replicas", "authorization.replicas",
                       "with one replica every restart of its node stops all applications",
                       "Use at least 2.");
    const bool isOnItsOwn =
        service.replicas > 1 && service.session.store == SessionStore::Cookie && refreshes;
    if (isOnItsOwn && project.identityProvider.rotatesRefreshTokens)
        report.error(
            "project.replicas", "authorization.session.store",
            "the realm takes a refresh token once, and cookies cannot tell the replicas which of them "
            "has used it: users would be signed out at random",
            "Use session.store: redis, or one replica, or turn 'Revoke Refresh Token' off in the "
            "realm and say rotatesRefreshTokens: false.");
    else if (isOnItsOwn)
        report.info(
            "project.replicas", "authorization.replicas",
            "replicas with cookie sessions do not agree on refreshes: if the realm revokes used refresh "
            "tokens, two requests at the same moment may end a session",
            "Leave 'Revoke Refresh Token' off in the realm, or use session.store: redis.");
}

void checkBearerNames(const std::vector<std::string>& names, const std::string& where, CheckReport& report)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty() || hasControlCharacters(names[i]))
            report.error("project.bearer", element(where, i), "the name is empty or holds control characters",
                         "Write it exactly as tokens have it.");
    }
}

void checkBearer(const SsoProject& project, CheckReport& report)
{
    const auto& bearer = project.authorization.bearer;
    checkBearerNames(bearer.audiences, "authorization.bearer.audiences", report);
    checkBearerNames(bearer.allowedClients, "authorization.bearer.allowedClients", report);
    if (!bearer.enabled && (!bearer.audiences.empty() || !bearer.allowedClients.empty()))
        report.error("project.bearer", "authorization.bearer.enabled",
                     "audiences or clients are listed, but the realm's bearer tokens are not taken",
                     "Say enabled: true, or remove audiences and allowedClients.");
    for (std::size_t i = 0; i < bearer.issuers.size(); ++i) {
        const auto& issuer = bearer.issuers[i];
        const auto where = element("authorization.bearer.issuers", i);
        const auto url = Url::parse(issuer.issuer);
        if (!url || url->hasQuery || !url->fragment.empty() ||
            (!url->isHttps() && !isLoopbackHost(url->host)))
            report.error("project.bearer", where + ".issuer",
                         "an issuer is an https URL without query and fragment",
                         "Copy it from its discovery document, exactly.");
        else if (issuer.issuer == project.identityProvider.issuer())
            report.error("project.bearer", where + ".issuer",
                         "this is the realm itself, whose tokens bearer.enabled takes",
                         "Say enabled: true with audiences, and remove the entry.");
        if (issuer.audiences.empty())
            report.error(
                "project.bearer", where + ".audiences",
                "without an audience, every token of that issuer would do, also those meant for others",
                "List what the aud of tokens meant for these applications says.");
        checkBearerNames(issuer.audiences, where + ".audiences", report);
        checkBearerNames(issuer.allowedClients, where + ".allowedClients", report);
    }
}

void checkLogoutNotice(const SsoProject& project, CheckReport& report)
{
    constexpr const char* where = "client.logoutNotice";
    const auto& service = project.authorization;
    if (project.client.logoutNotice == LogoutNotice::None)
        return;
    if (project.clusters.target == Target::Asm)
        report.warning("project.logout-notice", where,
                       "ASM's own authorization service takes no logout notices, so none is registered",
                       "Say none, or use our server with target istio.");
    else if (project.clusters.target == Target::Istio && service.replicas > 1 &&
             service.session.redis.url.empty())
        report.warning("project.logout-notice", where,
                       "without Redis a logout holds only in the replica that hears of it",
                       "Name a Redis in authorization.session.redis.url; sessions may stay in cookies.");
}

void checkPages(const SsoProject& project, CheckReport& report)
{
    const auto& pages = project.authorization.pages;
    if (pages == Pages{})
        return;
    checkKubernetesName(pages.configMap, "authorization.pages.configMap", report);
    if (!pages.directory.empty() && !pages.configMap.empty())
        report.error("project.pages", "authorization.pages.configMap",
                     "the pages come from a folder or from a ConfigMap, not from both",
                     "Keep directory, of which the export makes a ConfigMap, or name one that exists.");
    if (project.clusters.target == Target::Asm)
        report.warning("project.pages", "authorization.pages",
                       "ASM's own authorization service has pages of its own, which this does not change",
                       "Remove the section, or use our server with target istio.");
    else if (project.clusters.target == Target::Envoy && !pages.configMap.empty())
        report.warning("project.pages", "authorization.pages.configMap",
                       "on one machine there is no ConfigMap, so the server shows its own pages",
                       "Name a folder in authorization.pages.directory.");
}

} // namespace

void checkAuthorization(const SsoProject& project, CheckReport& report)
{
    const auto& service = project.authorization;
    checkProvider(project, report);
    checkPathPrefix(project, report);
    checkScale(project, report);
    checkProxies(service, report);
    checkClaimHeaders(service, report);
    checkBearer(project, report);
    checkLogoutNotice(project, report);
    checkPages(project, report);
    checkKubernetesName(service.metricsNamespace, "authorization.metricsNamespace", report);
    if (service.protocol == CheckProtocol::Grpc &&
        (service.grpcPort == service.httpPort || service.grpcPort == service.metricsPort))
        report.error("project.port-clash", "authorization.grpcPort",
                     "gRPC checks use the port of HTTP or of the metrics", "Use 4181 for gRPC.");
    if (service.httpPort == service.metricsPort)
        report.error("project.port-clash", "authorization.metricsPort",
                     "checks and metrics use the same port", "Use 9090 for metrics.");
    if (hasMovingTag(service.effectiveImage()))
        report.warning("project.moving-tag", "authorization.image",
                       "the image's tag moves: replicas may run different versions", "Pin a version.");
    for (std::size_t i = 0; i < service.allowedRedirectHosts.size(); ++i) {
        const auto url = Url::parse("https://" + service.allowedRedirectHosts[i]);
        if (!url || url->path != "/" || url->hasQuery || !url->fragment.empty() ||
            service.allowedRedirectHosts[i].ends_with('/'))
            report.error("project.redirect-host", element("authorization.allowedRedirectHosts", i),
                         "this is not a host or host:port",
                         "Write it like app.example.com, without scheme and path.");
    }
    if (service.timeout > std::chrono::seconds(10))
        report.warning("project.timeout", "authorization.timeout",
                       "a hanging check would hold every request that long", "Use 2s or less.");
}

} // namespace meshsso::project
