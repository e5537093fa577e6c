#include "migrate/ImportModel.h"

#include "core/Text.h"
#include "core/Url.h"
#include "migrate/RoutePattern.h"

#include <algorithm>

namespace meshsso::migrate {
namespace {

using secrets::SecretRef;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::string_view makeCookieSecret = "openssl rand 32 | basenc --base64url -w0 | tr -d =";

std::string variableName(std::string_view fileName)
{
    std::string variable = "MESHSSO_";
    for (const char c : fileName)
        variable += c == '-' ? '_' : ((c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c);
    return variable;
}

/// A shell's line that puts a secret where the reference says.
std::string howToPut(const SecretRef& ref, bool isCookieSecret)
{
    if (ref.kind == SecretRef::Kind::Environment)
        return isCookieSecret ? "export " + ref.name + "=\"$(" + std::string(makeCookieSecret) + ")\""
                              : "read -rs " + ref.name + " && export " + ref.name;
    const auto slash = ref.name.rfind('/');
    const auto folder = slash == std::string::npos ? std::string(".") : ref.name.substr(0, slash);
    return "umask 077; mkdir -p " + folder + "; " +
           (isCookieSecret ? std::string(makeCookieSecret) + " > " : std::string("cat > ")) + ref.name;
}

std::string authorityOf(std::string_view scheme, std::string_view host)
{
    const auto url = Url::parse(std::string(scheme) + "://" + std::string(host));
    return url && url->path == "/" && !url->hasQuery ? url->authority() : std::string();
}

} // namespace

bool ImportResult::needsPerson() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.severity != Severity::Info; });
}

ImportModel::ImportModel(const ImportOptions& options) : m_options(options) {}

SecretRef ImportModel::referTo(std::string what, const std::string& fileName, bool isClear,
                               const std::string& where)
{
    SecretRef ref;
    if (m_options.secretsInEnvironment)
        ref = {SecretRef::Kind::Environment, variableName(fileName)};
    else
        ref = {SecretRef::Kind::File, m_options.secretDirectory + "/" + fileName};
    auto howTo = howToPut(ref, false);
    if (isClear)
        m_report.secret(where,
                        "the " + what + " stands here in clear; the result refers to " + ref.toString() +
                            ", and the value was not copied",
                        "renew it, since whoever read this knows it, and put it there: " + howTo);
    else
        m_report.warning("migrate.secret-elsewhere", where, "the " + what + " is not in the source",
                         "put it where the result says that it is: " + howTo);
    m_secrets.push_back({std::move(what), ref, std::move(howTo)});
    return ref;
}

void ImportModel::setCookieSecret(const std::string& where)
{
    const auto ref = m_options.secretsInEnvironment
                         ? SecretRef{SecretRef::Kind::Environment, variableName("cookie-secret")}
                         : SecretRef{SecretRef::Kind::File, m_options.secretDirectory + "/cookie-secret"};
    auto howTo = howToPut(ref, true);
    m_report.secret(where, "sessions are sealed with a new secret, " + ref.toString(), "make it: " + howTo);
    m_secrets.push_back({"cookie secret", ref, std::move(howTo)});
    m_config.session.cookieSecrets = {ref};
}

void ImportModel::setRedisUrl(std::string_view url, const std::string& where)
{
    const auto scheme = url.find("://");
    std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    const auto name = toLowerAscii(url.substr(0, scheme == std::string_view::npos ? 0 : scheme));
    const bool isSentinel = name == "redis+sentinel";
    if (!name.empty() && name != "redis" && name != "rediss" && name != "tcp" && !isSentinel) {
        m_report.unreadable(where, "the address of Redis is not a redis:// or rediss:// URL",
                            "write redis.url by hand: rediss://redis.example.com:6379");
        return;
    }
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        const auto user = rest.substr(0, at);
        const auto colon = user.find(':');
        m_config.redis.username = std::string(user.substr(0, colon));
        if (colon != std::string_view::npos) {
            m_config.redis.password = referTo("Redis password", "redis-password", true, where);
        }
        rest = rest.substr(at + 1);
    }
    const auto slash = rest.find_first_of("/?");
    auto host = rest.substr(0, slash);
    if (isSentinel) { // redis+sentinel://host,host/master
        for (const auto sentinel : split(host, ','))
            m_config.redis.sentinels.push_back(
                std::string(sentinel) + (sentinel.find(':') == std::string_view::npos ? ":26379" : ""));
        host = slash == std::string_view::npos ? std::string_view("mymaster") : rest.substr(slash + 1);
    } else if (slash != std::string_view::npos) {
        const auto number = rest.substr(slash + 1);
        if (number.size() <= 2 && !number.empty() &&
            std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
            m_config.redis.database = std::stoi(std::string(number));
    }
    if (host.empty()) {
        m_report.unreadable(where, "the address of Redis has no host",
                            "write redis.url by hand: rediss://redis.example.com:6379");
        return;
    }
    m_config.redis.url = (name == "rediss" ? "rediss://" : "redis://") + std::string(host);
    m_config.session.store = serverconfig::SessionStoreKind::Redis;
    if (name != "rediss")
        m_report.dangerous(where, "session records cross the network in clear; carried over",
                           "use rediss:// once Redis has a certificate");
}

void ImportModel::setIssuer(std::string issuer, const std::string& where)
{
    constexpr std::string_view discovery = "/.well-known/openid-configuration";
    if (issuer.ends_with(discovery))
        issuer.resize(issuer.size() - discovery.size());
    m_config.provider.issuer = std::move(issuer);
    const auto url = Url::parse(m_config.provider.issuer);
    if (url && !url->isHttps()) {
        m_config.provider.allowHttp = true;
        m_report.dangerous(where,
                           "the issuer is plain http, so passwords and codes travel in clear; carried over "
                           "(allowHttp)",
                           "give the identity provider https, and then remove allowHttp");
    }
}

void ImportModel::setInternalUrl(std::string_view endpoint, const std::string& where)
{
    const auto url = Url::parse(endpoint);
    const auto issuer = Url::parse(m_config.provider.issuer);
    if (!url || !issuer || url->origin() == issuer->origin() || !m_config.provider.internalUrl.empty())
        return;
    m_config.provider.internalUrl = url->origin();
    m_report.different(where,
                       "the server reaches the identity provider at " + url->origin() +
                           " (internalUrl); browsers use the issuer's address",
                       "see that its discovery document is there too");
}

void ImportModel::setScopes(std::vector<std::string> scopes)
{
    auto& own = m_config.provider.scopes;
    own = {"openid"};
    for (auto& scope : scopes) {
        if (!scope.empty() && std::find(own.begin(), own.end(), scope) == own.end())
            own.push_back(std::move(scope));
    }
}

void ImportModel::setCookieName(std::string name, const std::string& where)
{
    for (const std::string_view prefix : {"__Host-", "__Secure-"}) {
        if (name.starts_with(prefix))
            name.erase(0, prefix.size());
    }
    while (name.starts_with("_"))
        name.erase(0, 1);
    if (name.empty() || name.size() > 64)
        return;
    m_config.session.cookieName = std::move(name);
    m_report.different(where,
                       "the session cookie is named " + m_config.session.cookieName +
                           ", with __Host- or __Secure- before it where possible",
                       "nothing to do; users sign in once more, since old sessions cannot be opened");
}

void ImportModel::setCookieDomain(std::string domain, const std::string& where)
{
    domain = toLowerAscii(domain);
    while (domain.starts_with('.'))
        domain.erase(0, 1);
    if (!isDnsName(domain) || isIpAddress(domain) || domain.find('.') == std::string::npos) {
        m_report.unreadable(where,
                            "this is not a domain that a cookie can have; each host gets its own cookie",
                            "nothing to do, unless several hosts share one session");
        return;
    }
    m_config.session.cookieDomain = std::move(domain);
}

void ImportModel::setLifetime(std::chrono::seconds lifetime, const std::string& where)
{
    constexpr std::chrono::seconds most = hours(24 * 30);
    auto& session = m_config.session;
    if (lifetime < minutes(1) || lifetime > most) {
        m_report.changed(where,
                         lifetime.count() == 0
                             ? "sessions would have no end of their own; they end after 8 hours here"
                             : "sessions last from one minute to 30 days here; the lifetime is 8 hours",
                         "set the session's lifetime to what you need");
        return;
    }
    session.lifetime = lifetime;
    session.idleTimeout = lifetime; // the sources here know no idle time-out unless they say so
}

void ImportModel::endSessionsInOutages(const std::string& where)
{
    m_config.session.outageGrace = std::chrono::seconds(0);
    m_report.different(where,
                       "while the identity provider is down, sessions end with their access token, as they "
                       "did; carried over (outageGrace: 0s)",
                       "leave outageGrace out to let them go on for 15 minutes more; whom the provider has "
                       "shut out meanwhile then stays in that long");
}

void ImportModel::setRedirectUri(const std::string& uri, const std::string& where)
{
    const auto url = Url::parse(uri);
    if (!url) {
        m_report.unreadable(where, "the redirect URI is not an absolute URL",
                            "say by which host browsers come, with --gateway-address");
        return;
    }
    m_config.publicScheme = url->scheme;
    m_config.publicAuthority = url->authority();
    allowHost(url->authority());
    const auto expected = m_config.endpointPrefix + "/callback";
    if (url->path != expected)
        m_report.changed(where, "the callback is at " + expected + " here",
                         "add " + url->origin() + expected + " to the client's redirect URIs");
    if (!url->isHttps()) {
        m_config.session.secureCookies = isLoopbackHost(url->host);
        m_report.dangerous(where,
                           "browsers come by plain http, so anyone between reads the session; carried over",
                           "give the gateway a certificate, and use https");
    }
}

void ImportModel::allowHost(std::string authority)
{
    auto& hosts = m_config.allowedHosts;
    if (!authority.empty() && std::find(hosts.begin(), hosts.end(), authority) == hosts.end())
        hosts.push_back(std::move(authority));
}

void ImportModel::addPublicRoute(std::string_view regex, std::vector<std::string> methods,
                                 const std::string& where)
{
    auto translation = translateRoute(regex);
    if (translation.opensEverything) {
        m_report.dangerous(where, "this opens every path to everyone without a login; no rule was made of it",
                           "write public rules for the exact paths that must be open");
        return;
    }
    if (translation.paths.empty()) {
        m_report.noEquivalent(where, "the expression was not made a rule: " + translation.note,
                              "write a public rule for the paths that it is meant for");
        return;
    }
    if (translation.isDifferent)
        m_report.changed(where, "the expression became path patterns; " + translation.note,
                         "compare the rule with what must be open");
    addPublicRule(std::move(translation.paths), std::move(methods));
}

void ImportModel::addPublicRule(std::vector<access::PathPattern> paths, std::vector<std::string> methods)
{
    access::AccessRule rule;
    rule.name = "public-" + std::to_string(m_config.access.rules.size() + 1);
    rule.mode = access::AccessMode::Public;
    rule.paths = std::move(paths);
    rule.methods = std::move(methods);
    m_config.access.rules.push_back(std::move(rule));
}

void ImportModel::completeServer()
{
    if (!m_options.gatewayAddress.empty()) {
        const auto authority = authorityOf(m_config.publicScheme, m_options.gatewayAddress);
        if (authority.empty()) {
            m_report.unreadable("--gateway-address", "this is not a host or host:port",
                                "write sso.example.com");
        } else {
            m_config.publicAuthority = authority;
            auto hosts = std::move(m_config.allowedHosts);
            m_config.allowedHosts = {authority};
            for (auto& host : hosts)
                allowHost(std::move(host));
        }
    }
    if (m_config.allowedHosts.empty())
        m_report.missing("allowedHosts", "the source does not say by which host browsers come",
                         "say it with --gateway-address");
    // Each host has its own cookie and redirect URI, unless one cookie spans them.
    if (m_config.session.cookieDomain.empty() && m_config.allowedHosts.size() > 1)
        m_config.publicAuthority.clear();
    if (m_config.provider.issuer.empty())
        m_report.missing("provider.issuer", "the source names no issuer",
                         "write the issuer of the provider's discovery document");
    if (m_config.provider.clientId.empty())
        m_report.missing("provider.clientId", "the source names no client id", "write the client's id");
    if (!m_config.provider.clientSecret.isSet())
        m_config.provider.clientSecret =
            referTo("client secret", "client-secret", false, "provider.clientSecret");
    if (m_config.session.cookieSecrets.empty())
        setCookieSecret("session.cookieSecrets");
}

ImportResult ImportModel::finish()
{
    completeServer();
    if (m_options.output == OutputKind::Project) {
        reportProjectLosses();
        makeProject();
    }
    return {std::move(m_project), std::move(m_config), m_report.take(), std::move(m_secrets)};
}

} // namespace meshsso::migrate
