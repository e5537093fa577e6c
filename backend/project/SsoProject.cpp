#include "project/SsoProject.h"

#include "core/Encoding.h"
#include "core/Url.h"

#include <algorithm>
#include <tuple>

namespace meshsso::project {
namespace {

using access::AccessRule;
using access::PathPattern;

/// "scheme://host[:port]" with an IPv6 address in brackets.
std::string originOf(std::string_view scheme, std::string_view host, int port)
{
    const bool v6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
    std::string out(scheme);
    out += "://";
    out += v6 ? "[" + std::string(host) + "]" : std::string(host);
    if (port != (scheme == "https" ? 443 : 80))
        out += ":" + std::to_string(port);
    return out;
}

void addUnique(std::vector<std::string>& list, std::string value)
{
    if (std::find(list.begin(), list.end(), value) == list.end())
        list.push_back(std::move(value));
}

/// A gateway looks for an exact host first, then a wildcard, then any, and takes the longest prefix there.
auto routingRank(const Application& application)
{
    const bool anyHost = application.hosts.empty();
    const bool wildcard = std::any_of(application.hosts.begin(), application.hosts.end(),
                                      [](const auto& host) { return host.starts_with('*'); });
    const int hostRank = anyHost ? 2 : wildcard ? 1 : 0;
    return std::tuple(hostRank, -static_cast<long>(application.pathPrefix.size()));
}

std::string belowPrefix(const std::string& prefix, const std::string& path)
{
    if (prefix.empty() || prefix == "/")
        return path;
    return path == "/" ? prefix : prefix + path;
}

AccessRule absoluteRule(const Application& application, const AccessRule& rule, std::size_t index)
{
    auto out = rule;
    if (out.name.empty())
        out.name = application.name + "[" + std::to_string(index) + "]";
    if (out.hosts.empty())
        out.hosts = application.hosts;
    for (auto& path : out.paths)
        path.value = belowPrefix(application.pathPrefix, path.value);
    const bool wholeGateway = application.pathPrefix.empty() || application.pathPrefix == "/";
    if (out.paths.empty() && !wholeGateway)
        out.paths.push_back({PathPattern::Kind::Prefix, application.pathPrefix});
    return out;
}

/// True if the rule takes everything that reaches its application.
bool isCatchAll(const AccessRule& rule)
{
    const bool everyPath =
        rule.paths.empty() || std::any_of(rule.paths.begin(), rule.paths.end(), [](const auto& p) {
            return p.kind == PathPattern::Kind::Prefix && p.value == "/";
        });
    return everyPath && rule.hosts.empty() && rule.methods.empty();
}

} // namespace

std::string defaultServiceName(Target target)
{
    const AuthorizationService unsaid;
    return target == Target::Asm ? std::string() : unsaid.serviceName;
}

std::string Gateway::origin() const
{
    return originOf("https", address, https.port);
}

std::string IdentityProvider::issuer() const
{
    std::string_view base = url;
    while (base.ends_with('/'))
        base.remove_suffix(1);
    if (base.empty() || realm.empty())
        return {};
    return std::string(base) + "/realms/" + percentEncode(realm);
}

std::string IdentityProvider::httpAllowedHost() const
{
    const auto parsed = Url::parse(url);
    if (!parsed || parsed->isHttps())
        return {};
    const bool allowed = exposure == Exposure::GuideHttp || isLoopbackHost(parsed->host);
    return allowed ? parsed->host : std::string();
}

std::string AuthorizationService::effectiveImage() const
{
    if (!image.empty())
        return image;
    const std::string own = "ghcr.io/meshsso/meshsso-authserver:" MESHSSO_VERSION;
    return protocol == CheckProtocol::Grpc ? own + "-grpc" : own;
}

void SsoProject::applyDerived()
{
    auto& provider = identityProvider;
    if (provider.url.empty() && provider.exposure == Exposure::GuideHttp && !gateway.address.empty())
        provider.url = originOf("http", gateway.address, gateway.http.port);
}

std::vector<std::string> SsoProject::effectiveOrigins() const
{
    std::vector<std::string> origins{gateway.origin()};
    if (!authorization.session.cookieDomain.empty())
        return origins;
    for (const auto& application : applications) {
        for (const auto& host : application.hosts) {
            if (host.find('*') == std::string::npos && !loginOf(host))
                addUnique(origins, originOfHost(host));
        }
    }
    return origins;
}

const Login* SsoProject::loginOf(std::string_view host) const
{
    for (const auto& login : authorization.logins) {
        if (std::find(login.hosts.begin(), login.hosts.end(), host) != login.hosts.end())
            return &login;
    }
    return nullptr;
}

std::string SsoProject::originOfHost(std::string_view host) const
{
    return originOf("https", host, gateway.https.port);
}

std::vector<std::string> SsoProject::redirectUris(const Login& login) const
{
    std::vector<std::string> uris;
    for (const auto& host : login.hosts)
        uris.push_back(originOfHost(host) + std::string(callbackPath));
    return uris;
}

std::vector<std::string> SsoProject::effectiveRedirectUris() const
{
    if (!client.redirectUris.empty())
        return client.redirectUris;
    auto uris = effectiveOrigins();
    for (auto& uri : uris)
        uri += callbackPath;
    return uris;
}

std::vector<std::string> SsoProject::effectivePostLogoutRedirectUris() const
{
    if (!client.postLogoutRedirectUris.empty())
        return client.postLogoutRedirectUris;
    auto uris = effectiveOrigins();
    for (auto& uri : uris)
        uri += "/";
    return uris;
}

std::string SsoProject::logoutNoticeUrl() const
{
    if (clusters.target == Target::Asm)
        return {};
    switch (client.logoutNotice) {
    case LogoutNotice::None:
        return {};
    case LogoutNotice::BackChannel:
        return gateway.origin() + std::string(backChannelLogoutPath);
    case LogoutNotice::FrontChannel:
        return gateway.origin() + std::string(frontChannelLogoutPath);
    case LogoutNotice::BackChannelInternal:
        break;
    }
    const auto authority = clusters.target == Target::Envoy
                               ? local.authorizationService
                               : authorization.serviceName + "." + authorization.namespaceName +
                                     ".svc.cluster.local:" + std::to_string(authorization.httpPort);
    return "http://" + authority + std::string(backChannelLogoutPath);
}

access::AccessPolicy SsoProject::accessPolicy() const
{
    access::AccessPolicy policy;
    policy.claimPaths.roles = claims.roles.claim;
    policy.claimPaths.groups = claims.groupsClaim;
    std::vector<const Application*> ordered;
    for (const auto& application : applications)
        ordered.push_back(&application);
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto* a, const auto* b) { return routingRank(*a) < routingRank(*b); });
    for (const auto* application : ordered) {
        for (std::size_t i = 0; i < application->access.size(); ++i)
            policy.rules.push_back(absoluteRule(*application, application->access[i], i));
        const bool closed = !application->access.empty() && isCatchAll(application->access.back());
        if (application != ordered.back() && !closed) {
            AccessRule rest;
            rest.name = application->name + ": anything else";
            policy.rules.push_back(absoluteRule(*application, rest, 0));
        }
    }
    return policy;
}

} // namespace meshsso::project
