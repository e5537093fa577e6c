#include "access/AccessEvaluator.h"
#include "access/HeadCheck.h"
#include "core/Text.h"
#include "core/Url.h"
#include "serverconfig/CheckReport.h"
#include "serverconfig/PlainPath.h"
#include "serverconfig/ServerConfigFile.h"
#include "serverconfig/TrustedProxies.h"

#include <algorithm>
#include <array>

namespace meshsso::serverconfig {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view originFix =
    "write scheme, host and port only, such as http://keycloak.default:8080";

/// RFC 6749 section 3.3.
bool isScope(std::string_view scope)
{
    return !scope.empty() && std::all_of(scope.begin(), scope.end(), [](char c) {
        return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
    });
}

/// Host or host:port as it stands in a Host header: lower case, the scheme's default port left out.
Result<void> checkAuthority(std::string_view authority, std::string_view scheme)
{
    const auto url = Url::parse(std::string(scheme) + "://" + std::string(authority));
    if (!url)
        return fail(url.error());
    if (url->path != "/" || url->hasQuery || !url->fragment.empty() || authority.ends_with('/'))
        return fail(ErrorCode::InvalidArgument, "a host has no path");
    if (url->authority() != authority)
        return fail(ErrorCode::InvalidArgument, "browsers send this host as " + url->authority());
    return {};
}

} // namespace

void checkSecret(const SecretRef& ref, const std::string& where, CheckReport& report)
{
    if (!ref.isSet()) {
        report.error("server.secret-missing", where, "no secret is named",
                     "write where the secret is: file:/path/to/secret or env:VARIABLE");
    } else if (ref.kind != SecretRef::Kind::File && ref.kind != SecretRef::Kind::Environment) {
        report.error("server.secret-kind", where,
                     "the authorization server has no access to " + ref.toString(),
                     "hand the secret over as file:/path/to/secret or env:VARIABLE");
    } else if (ref.name.empty()) {
        report.error("server.secret-missing", where, "the reference names no file or variable",
                     "write file:/path/to/secret or env:VARIABLE");
    }
}

void checkIssuerUrl(const std::string& issuer, bool allowHttp, const std::string& where, CheckReport& report)
{
    if (issuer.empty()) {
        report.error("server.issuer-invalid", where, "the issuer is missing",
                     "write it as browsers see it, such as https://sso.example.com/realms/name");
        return;
    }
    const auto url = Url::parse(issuer);
    if (!url) {
        report.error("server.issuer-invalid", where, url.error().message,
                     "copy the issuer from the provider's discovery document, exactly");
        return;
    }
    if (url->hasQuery || !url->fragment.empty())
        report.error("server.issuer-invalid", where,
                     "an issuer has no query and no fragment (OpenID Connect Discovery 3)",
                     "remove that part");
    if (!url->isHttps() && !allowHttp)
        report.error("server.issuer-http", where,
                     "the issuer is plain http: passwords and codes would travel in clear",
                     "use https, or say allowHttp: true if this is meant");
}

void checkInternalUrl(const std::string& internalUrl, const std::string& where, CheckReport& report)
{
    if (internalUrl.empty())
        return;
    const auto url = Url::parse(internalUrl);
    if (!url)
        report.error("server.internal-url-invalid", where, url.error().message, std::string(originFix));
    else if (url->path != "/" || url->hasQuery || !url->fragment.empty())
        report.error("server.internal-url-invalid", where, "only scheme, host and port replace the issuer's",
                     std::string(originFix));
}

void checkListen(const ServerConfig& config, CheckReport& report)
{
    const auto& listen = config.listen;
    const std::array<std::pair<const char*, const std::string*>, 2> addresses{
        {{"listen.address", &listen.address}, {"listen.metricsAddress", &listen.metricsAddress}}};
    for (const auto& [where, address] : addresses) {
        if (!isIpAddress(*address))
            report.error("server.listen-address", where, "the listen address is not an IP address",
                         "write 0.0.0.0 or :: for every interface, or one interface's address");
    }
    report.range("listen.port", listen.port, 0, 65535);
    report.range("listen.metricsPort", listen.metricsPort, -1, 65535);
    if (listen.port > 0 && listen.port == listen.metricsPort)
        report.error("server.port-conflict", "listen.metricsPort", "both listeners name the same port",
                     "give the metrics a port of their own, or -1 for none");
    report.range("listen.grpcPort", listen.grpcPort, -1, 65535);
    if (listen.grpcPort > 0 && (listen.grpcPort == listen.port || listen.grpcPort == listen.metricsPort))
        report.error("server.port-conflict", "listen.grpcPort", "both listeners name the same port",
                     "give gRPC a port of its own, such as 4181, or -1 for none");
    report.range("checkTimeout", config.checkTimeout, milliseconds(100), minutes(1));
    report.range("drainDelay", config.drainDelay, seconds(0), minutes(5));
    report.range("workers", config.workers, 0, 256);
    report.range("drainTimeout", config.drainTimeout, seconds(0), minutes(10));
    constexpr std::array<std::string_view, 4> levels{"debug", "info", "warning", "error"};
    if (std::find(levels.begin(), levels.end(), config.logLevel) == levels.end()) {
        const auto nearest = nearestOf(config.logLevel, levels);
        report.error("server.log-level", "logLevel", "there is no such log level",
                     nearest.empty() ? "write debug, info, warning or error"
                                     : "did you mean " + std::string(nearest) + "?");
    }
}

void checkProvider(const ServerConfig& config, CheckReport& report)
{
    const auto& provider = config.provider;
    checkIssuerUrl(provider.issuer, provider.allowHttp, "provider.issuer", report);
    checkInternalUrl(provider.internalUrl, "provider.internalUrl", report);
    if (provider.clientId.empty() || hasControlCharacters(provider.clientId))
        report.error("server.client-id", "provider.clientId",
                     "the client id is missing or holds control characters",
                     "write the id of the client registered at the identity provider");
    checkSecret(provider.clientSecret, "provider.clientSecret", report);
    for (std::size_t i = 0; i < provider.scopes.size(); ++i) {
        if (!isScope(provider.scopes[i]))
            report.error("server.scope", "provider.scopes[" + std::to_string(i) + "]",
                         "not a scope: one word of printable ASCII without quotes (RFC 6749 3.3)",
                         "write one scope an entry");
    }
    if (std::find(provider.scopes.begin(), provider.scopes.end(), "openid") == provider.scopes.end())
        report.error("server.scope-openid", "provider.scopes",
                     "without the scope openid the provider issues no ID token", "add openid to the scopes");
    if (!provider.verifyTls)
        report.warning(
            "server.tls-unverified", "provider.verifyTls",
            "the identity provider's certificate is not verified: whoever answers in its place can sign "
            "anybody in",
            "name the authority's certificate in caFile and remove verifyTls: false");
    report.range("provider.leeway", provider.leeway, seconds(0), minutes(5));
    report.range("provider.requestTimeout", provider.requestTimeout, seconds(1), minutes(1));
}

void checkAccess(const ServerConfig& config, CheckReport& report)
{
    for (std::size_t i = 0; i < config.access.rules.size(); ++i) {
        // One rule at a time, so that every wrong rule is named in the same run.
        auto evaluator =
            access::AccessEvaluator::create({{config.access.rules[i]}, config.access.claimPaths});
        if (!evaluator)
            report.error("server.access-rule", "access.rules[" + std::to_string(i) + "]",
                         evaluator.error().message, "correct the rule");
    }
    if (const auto evaluator = access::AccessEvaluator::create(config.access)) {
        const auto& rules = evaluator->policy().rules;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (access::leavesHeadToWeakerRule(*evaluator, rules[i]))
                report.warning("server.access-head", "access.rules[" + std::to_string(i) + "]",
                               "the rule takes GET but not HEAD, and a HEAD of the same paths is let through "
                               "by a rule that asks for less",
                               "add HEAD to the methods");
        }
    }
    if (config.access.claimPaths.roles.empty())
        report.error("server.claim-path", "access.claimPaths.roles", "no claim is named",
                     "name the claim that holds roles, such as realm_access.roles");
    if (config.access.claimPaths.groups.empty())
        report.error("server.claim-path", "access.claimPaths.groups", "no claim is named",
                     "name the claim that holds groups, such as groups");
}

void checkLimits(const ServerConfig& config, CheckReport& report)
{
    const auto& limits = config.limits;
    report.range("limits.headerBytes", limits.headerBytes, 8 * 1024, 1024 * 1024);
    report.range("limits.bodyBytes", limits.bodyBytes, 4 * 1024, 16 * 1024 * 1024);
    report.range("limits.connections", limits.connections, 1, 1'000'000);
    report.range("limits.headerTimeout", limits.headerTimeout, seconds(1), minutes(5));
    report.range("limits.idleTimeout", limits.idleTimeout, seconds(5), hours(24));
}

void checkPaths(const ServerConfig& config, CheckReport& report)
{
    const bool prefixOk = config.pathPrefix.empty() || isPlainPath(config.pathPrefix);
    if (!prefixOk)
        report.error(
            "server.path-prefix", "pathPrefix",
            "the prefix of checks must be empty or an absolute path of plain characters, without '/' at its "
            "end",
            "write /_check, or \"\" if the gateway adds no prefix");
    const bool endpointOk = isPlainPath(config.endpointPrefix);
    if (!endpointOk)
        report.error("server.endpoint-prefix", "endpointPrefix",
                     "the prefix of our own pages must be an absolute path of plain characters, without '/' "
                     "at its end",
                     "write /oauth2");
    if (prefixOk && endpointOk && !config.pathPrefix.empty() &&
        (isUnder(config.pathPrefix, config.endpointPrefix) ||
         isUnder(config.endpointPrefix, config.pathPrefix)))
        report.error(
            "server.prefix-overlap", "pathPrefix",
            "a check could be mistaken for a request to our own pages, because one prefix lies in the other",
            "choose a prefix outside " + config.endpointPrefix + ", such as /_check");
}

void checkHosts(const ServerConfig& config, CheckReport& report)
{
    const bool schemeOk = config.publicScheme == "https" || config.publicScheme == "http";
    if (!schemeOk)
        report.error("server.public-scheme", "publicScheme", "browsers reach a gateway by https or http",
                     "write https");
    const std::string scheme = schemeOk ? config.publicScheme : "https";
    constexpr std::string_view hostFix =
        "write the host in lower case, with its port only if it is not the scheme's";

    if (config.allowedHosts.empty())
        report.error("server.allowed-host-missing", "allowedHosts",
                     "no host is allowed, so no login could start or return anywhere",
                     "list the host, or host:port, by which browsers reach the gateway");
    for (std::size_t i = 0; i < config.allowedHosts.size(); ++i) {
        if (const auto ok = checkAuthority(config.allowedHosts[i], scheme); !ok)
            report.error("server.allowed-host", "allowedHosts[" + std::to_string(i) + "]", ok.error().message,
                         std::string(hostFix));
    }
    if (!config.publicAuthority.empty()) {
        const auto& hosts = config.allowedHosts;
        if (const auto ok = checkAuthority(config.publicAuthority, scheme); !ok)
            report.error("server.public-authority", "publicAuthority", ok.error().message,
                         std::string(hostFix));
        else if (!hosts.empty() &&
                 std::find(hosts.begin(), hosts.end(), config.publicAuthority) == hosts.end())
            report.error("server.public-authority", "publicAuthority",
                         "the host of the redirect URI is not among the allowed hosts",
                         "add " + config.publicAuthority + " to allowedHosts");
    }
    for (std::size_t i = 0; i < config.postLogoutRedirectUris.size(); ++i) {
        const auto url = Url::parse(config.postLogoutRedirectUris[i]);
        const auto where = "postLogoutRedirectUris[" + std::to_string(i) + "]";
        if (!url)
            report.error("server.post-logout-uri", where, url.error().message, "write an absolute URL");
        else if (!url->fragment.empty())
            report.error("server.post-logout-uri", where, "a redirect URI has no fragment",
                         "remove the part from '#'");
    }
    for (std::size_t i = 0; i < config.trustedProxies.size(); ++i) {
        const auto where = "trustedProxies[" + std::to_string(i) + "]";
        const auto proxies = TrustedProxies::parse(std::span(&config.trustedProxies[i], 1));
        if (!proxies)
            report.error("server.trusted-proxy", where, proxies.error().message,
                         "write an address block such as 10.244.0.0/16");
        else if (proxies->containsEverything())
            report.warning(
                "server.trusted-proxy-any", where,
                "X-Forwarded-* is believed from every address, so any client can choose its host and "
                "address",
                "name the gateway pods' block only");
    }
    if (config.subrequests != Subrequests::None && config.trustedProxies.empty())
        report.error("server.subrequests", "subrequests",
                     "subrequests are believed from trusted proxies only, and none is named",
                     "name the proxies' network in trustedProxies");
}

void checkPages(const ServerConfig& config, CheckReport& report)
{
    const auto& directory = config.pages.directory;
    if (!directory.empty() && (directory.front() != '/' || hasControlCharacters(directory)))
        report.error("server.pages-directory", "pages.directory",
                     "the directory of templates is not an absolute path", "write it from '/' on");
}

Findings checkServerConfig(const ServerConfig& config)
{
    CheckReport report;
    checkListen(config, report);
    checkProvider(config, report);
    for (std::size_t i = 0; i < config.session.cookieSecrets.size(); ++i)
        checkSecret(config.session.cookieSecrets[i], "session.cookieSecrets[" + std::to_string(i) + "]",
                    report);
    checkSession(config, report);
    checkHeaders(config, report);
    checkLimits(config, report);
    checkAccess(config, report);
    checkPaths(config, report);
    checkHosts(config, report);
    checkRedis(config, report);
    checkBearer(config, report);
    checkPages(config, report);
    auto findings = report.take();
    checkLogins(config, findings, report);
    for (auto& finding : report.take())
        findings.push_back(std::move(finding));
    return findings;
}

} // namespace meshsso::serverconfig
