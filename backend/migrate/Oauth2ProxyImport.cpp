#include "migrate/Oauth2ProxyImport.h"

#include "core/Text.h"
#include "core/Url.h"
#include "migrate/ImportModel.h"
#include "migrate/Oauth2ProxyRules.h"
#include "migrate/Oauth2ProxySources.h"

#include <algorithm>
#include <charconv>

namespace meshsso::migrate {
namespace {

/// One walk over the options of an oauth2-proxy.
class Import
{
public:
    Import(const Oauth2ProxySettings& settings, ImportModel& model)
        : m_options(settings.options), m_settings(settings), m_model(model), m_config(model.config()),
          m_report(model.report())
    {
    }

    void run()
    {
        reportElsewhere();
        reportByTable();
        prefixAndRedirect();
        provider();
        endpoints();
        session();
        redis();
        hosts();
        headers();
        bearer();
        listeners();
        addOauth2ProxyRules(m_settings, m_model);
        upstreams();
    }

private:
    std::string text(std::string_view flag) const { return m_options.text(flag); }
    std::string where(std::string_view flag) const { return m_options.where(flag); }

    /// Values that are kept somewhere else and that we would have to know.
    void reportElsewhere()
    {
        for (const auto& flag : m_options.flags()) {
            const auto* option = findOauth2ProxyOption(flag);
            const auto* value = m_options.find(flag);
            if (option != nullptr && value != nullptr && value->isElsewhere && !option->isSecret &&
                option->fate == OptionFate::Mapped)
                m_report.missing(value->where, "its value is kept as " + value->text,
                                 "hand that object over too, or write the value by hand");
        }
    }

    /// What the table of options answers for all but the mapped ones.
    void reportByTable()
    {
        for (const auto& flag : m_options.flags()) {
            const auto* option = findOauth2ProxyOption(flag);
            const auto value = text(flag);
            if (option == nullptr || option->fate == OptionFate::Mapped)
                continue;
            const bool isNeutral =
                !m_options.find(flag)->isElsewhere && (value.empty() || value == option->neutral);
            if (isNeutral)
                continue;
            const auto place = where(flag);
            const std::string why(option->why);
            const std::string fix(option->fix);
            switch (option->fate) {
            case OptionFate::NoEquivalent:
                m_report.noEquivalent(place, why, fix);
                break;
            case OptionFate::Dangerous:
                m_report.dangerous(place, why, fix);
                break;
            case OptionFate::Different:
                m_report.different(place, why, fix);
                break;
            case OptionFate::OtherProvider:
                m_report.noEquivalent(
                    place, "it is for an identity provider other than OpenID Connect",
                    "put that provider behind Keycloak, as an identity provider of the realm");
                break;
            default:
                m_report.notNeeded(place, why);
            }
        }
    }

    void prefixAndRedirect()
    {
        if (auto prefix = text("proxy-prefix"); !prefix.empty()) {
            while (prefix.size() > 1 && prefix.ends_with('/'))
                prefix.pop_back();
            m_config.endpointPrefix = prefix;
        }
        const auto redirect = text("redirect-url");
        if (redirect.starts_with("/"))
            m_report.missing(where("redirect-url"), "the redirect URI has no host",
                             "say by which host browsers come, with --gateway-address");
        else if (!redirect.empty())
            m_model.setRedirectUri(redirect, where("redirect-url"));
        if (m_options.flag("skip-provider-button", false)) {
            m_config.signInPage = false;
            m_report.different(
                where("skip-provider-button"),
                "without a sign-in page every page load of a stranger starts a login; carried over "
                "(signInPage: false)",
                "nothing to do");
        }
    }

    void provider()
    {
        const auto kind = text("provider");
        if (!kind.empty() && kind != "oidc" && kind != "keycloak-oidc" && kind != "keycloak")
            m_report.noEquivalent(
                where("provider"), "only OpenID Connect with discovery is spoken here, by name with Keycloak",
                "name the provider's issuer, or put it behind Keycloak as an identity provider of "
                "the realm");
        if (const auto issuer = text("oidc-issuer-url"); !issuer.empty())
            m_model.setIssuer(issuer, where("oidc-issuer-url"));
        m_config.provider.clientId = text("client-id");
        clientSecret();
        if (const auto scope = text("scope"); !scope.empty()) {
            std::vector<std::string> scopes;
            for (const auto part : split(scope, ' '))
                scopes.emplace_back(part);
            m_model.setScopes(std::move(scopes));
        }
        const auto authorities = m_options.all("provider-ca-file");
        if (!authorities.empty())
            m_config.provider.caFile = authorities.front().text;
        if (authorities.size() > 1)
            m_report.changed(authorities[1].where, "one file of authorities is read; the first was taken",
                             "join the files into one");
        if (const auto claim = text("oidc-groups-claim"); !claim.empty())
            m_config.access.claimPaths.groups = claim;
    }

    void clientSecret()
    {
        if (const auto* value = m_options.find("client-secret"))
            m_config.provider.clientSecret =
                m_model.referTo("client secret", "client-secret", !value->isElsewhere, value->where);
        else if (const auto file = text("client-secret-file"); !file.empty())
            m_config.provider.clientSecret = {secrets::SecretRef::Kind::File, file};
    }

    /// Addresses of endpoints: discovery finds them; one that is elsewhere inside the cluster is kept.
    void endpoints()
    {
        for (const std::string_view flag : {"redeem-url", "oidc-jwks-url"})
            m_model.setInternalUrl(text(flag), where(flag));
        if (m_options.flag("skip-oidc-discovery", false))
            m_report.different(where("skip-oidc-discovery"),
                               "endpoints and keys always come from the provider's discovery document",
                               "let the server reach it");
        const auto issuer = Url::parse(m_config.provider.issuer);
        if (const auto url = Url::parse(text("login-url"));
            url && issuer && url->origin() != issuer->origin())
            m_report.noEquivalent(where("login-url"),
                                  "browsers are sent to the endpoint of the discovery document",
                                  "set the provider's public host name (KC_HOSTNAME of Keycloak)");
    }

    void session()
    {
        m_model.setCookieSecret(m_options.isSet("cookie-secret")        ? where("cookie-secret")
                                : m_options.isSet("cookie-secret-file") ? where("cookie-secret-file")
                                                                        : "cookie-secret");
        if (const auto name = text("cookie-name"); !name.empty())
            m_model.setCookieName(name, where("cookie-name"));
        const auto domains = m_options.all("cookie-domain");
        if (!domains.empty())
            m_model.setCookieDomain(domains.front().text, domains.front().where);
        if (domains.size() > 1)
            m_report.changed(domains[1].where, "a session cookie has one domain; the first was taken",
                             "use a login configuration of its own for the other hosts");
        if (m_options.isSet("cookie-expire")) {
            if (const auto lifetime = parseGoDuration(text("cookie-expire")))
                m_model.setLifetime(*lifetime, where("cookie-expire"));
            else
                m_report.unreadable(where("cookie-expire"), "this is not a duration such as 8h", "write 8h");
        }
        // Without it, oauth2-proxy never asks the provider again, and sessions pass as long as they last.
        if (const auto* period = m_options.find("cookie-refresh");
            period != nullptr && (period->isElsewhere || !isZeroDuration(period->text)))
            m_model.endSessionsInOutages(period->where);
        if (const auto site = toLowerAscii(text("cookie-samesite")); !site.empty() && site != "lax")
            m_report.noEquivalent(where("cookie-samesite"),
                                  site == "none"
                                      ? "the session cookie is SameSite=Lax: other sites cannot embed the "
                                        "application with the user signed in"
                                      : "the session cookie is SameSite=Lax",
                                  "nothing to do, unless the application is embedded elsewhere");
        if (m_options.isSet("cookie-secure") && !m_options.flag("cookie-secure", true) &&
            m_config.publicScheme == "https")
            m_report.dangerous(where("cookie-secure"),
                               "the session cookie would also travel over plain http; ours is Secure",
                               "nothing to do while browsers come by https");
    }

    void redis()
    {
        const auto store = text("session-store-type");
        if (!store.empty() && store != "redis" && store != "cookie")
            m_report.noEquivalent(where("session-store-type"), "sessions are kept in cookies or in Redis",
                                  "choose one");
        if (store != "redis")
            return;
        auto& redis = m_config.redis;
        const bool isSentinel = m_options.flag("redis-use-sentinel", false);
        redis.cluster = m_options.flag("redis-use-cluster", false);
        const std::string_view source =
            redis.cluster ? "redis-cluster-connection-urls" : "redis-connection-url";
        const auto addresses = m_options.all(source);
        const auto* address = m_options.find(source);
        if (isSentinel) {
            const auto master = text("redis-sentinel-master-name");
            m_model.setRedisUrl("redis://" + master, where("redis-sentinel-master-name"));
            for (const auto& sentinel : m_options.all("redis-sentinel-connection-urls")) {
                auto host = sentinel.text;
                if (const auto scheme = host.find("://"); scheme != std::string::npos)
                    host.erase(0, scheme + 3);
                host.resize(std::min(host.find('/'), host.size()));
                if (const auto at = host.rfind('@'); at != std::string::npos)
                    host.erase(0, at + 1);
                redis.sentinels.push_back(std::move(host));
            }
        } else if (!addresses.empty()) {
            m_model.setRedisUrl(addresses.front().text, addresses.front().where);
        } else {
            m_config.session.store = serverconfig::SessionStoreKind::Redis;
            m_report.missing(address == nullptr ? where("session-store-type") : address->where,
                             "the address of Redis is not in the source", "write redis.url");
        }
        if (const auto user = text("redis-username"); !user.empty())
            redis.username = user;
        if (const auto* password = m_options.find("redis-password"))
            redis.password =
                m_model.referTo("Redis password", "redis-password", !password->isElsewhere, password->where);
        redis.caFile = text("redis-ca-path");
    }

    void hosts()
    {
        for (const auto& domain : m_options.all("whitelist-domain")) {
            auto name = toLowerAscii(domain.text);
            if (name.starts_with('.') || name.find('*') != std::string::npos) {
                m_report.dangerous(
                    domain.where,
                    "a login could return to any host of a domain, also to one that an attacker has "
                    "there; only exact hosts are allowed",
                    "add each host to the allowed hosts");
                continue;
            }
            if (const auto url = Url::parse("https://" + name); url && url->path == "/")
                m_model.allowHost(url->authority());
            else
                m_report.unreadable(domain.where, "this is not a host or host:port", "write app.example.com");
        }
        const auto proxies = m_options.all("trusted-proxy-ip");
        for (const auto& proxy : proxies) {
            if (proxy.text.ends_with("/0"))
                m_report.dangerous(proxy.where, "X-Forwarded-* of every address would be believed",
                                   "name the gateway pods' network in trustedProxies");
            else
                m_config.trustedProxies.push_back(proxy.text.find('/') != std::string::npos ? proxy.text
                                                  : proxy.text.find(':') != std::string::npos
                                                      ? proxy.text + "/128"
                                                      : proxy.text + "/32");
        }
        if (m_options.flag("reverse-proxy", false) && proxies.empty())
            m_report.dangerous(
                where("reverse-proxy"),
                "X-Forwarded-* is believed from everyone there; here only from trusted addresses, and "
                "none is named",
                "name the gateway pods' network in trustedProxies");
    }

    void headers()
    {
        const bool identity = m_options.flag("pass-authorization-header", false) ||
                              m_options.flag("set-authorization-header", false);
        m_config.headers.passAccessToken = identity || m_options.flag("pass-access-token", false);
        const auto* flag = m_options.isSet("set-authorization-header") ? "set-authorization-header"
                                                                       : "pass-authorization-header";
        if (identity)
            m_report.changed(
                where(flag), "applications get the access token in Authorization, not the ID token",
                "let them verify the access token: its aud must name them, and claims are mapped into it");
        if (m_options.flag("pass-access-token", false))
            m_report.dangerous(
                where("pass-access-token"),
                "every application behind the gateway can act for the user with the token; carried over "
                "(passAccessToken)",
                "set headers.passAccessToken: false if no application needs it");
        m_config.headers.claimHeaders = m_settings.claimHeaders;
    }

    void bearer()
    {
        auto& bearer = m_config.bearer;
        bearer.enabled = m_options.flag("skip-jwt-bearer-tokens", false);
        if (bearer.enabled)
            m_report.dangerous(
                where("skip-jwt-bearer-tokens"),
                "whoever holds a token for this audience comes in without a session; carried over "
                "(bearer.enabled): a token's aud must name the client or an audience listed here",
                "list the clients that may call in bearer.allowedClients, or turn it off");
        for (const auto& audience : m_options.all("oidc-extra-audience")) {
            if (audience.text == "account")
                m_report.dangerous(audience.where,
                                   "nearly every token of Keycloak is for the audience account, whichever "
                                   "client it was made for; it was not carried over",
                                   "add an audience mapper for this client at the identity provider");
            else
                bearer.audiences.push_back(audience.text);
        }
        if (!bearer.audiences.empty() && !bearer.enabled) {
            bearer.audiences.clear();
            m_report.dangerous(
                where("oidc-extra-audience"),
                "a token for another audience would sign its user in; a session's token must be for the "
                "client itself",
                "add an audience mapper for the client at the identity provider");
        }
        for (const auto& pair : m_options.all("extra-jwt-issuers")) {
            const auto equals = pair.text.rfind('=');
            if (equals == std::string::npos) {
                m_report.unreadable(pair.where, "the form is issuer=audience", "write it so");
                continue;
            }
            serverconfig::BearerIssuer issuer;
            issuer.issuer = pair.text.substr(0, equals);
            issuer.audiences = {pair.text.substr(equals + 1)};
            issuer.allowHttp = issuer.issuer.starts_with("http://");
            m_report.changed(
                pair.where, "tokens of " + issuer.issuer + " are taken from API clients (bearer.issuers)",
                "limit them with allowedClients, and see that rules ask for what these tokens hold");
            bearer.issuers.push_back(std::move(issuer));
        }
    }

    void listener(std::string_view flag, std::string& address, int& port)
    {
        std::string_view value =
            m_options.find(flag) != nullptr ? std::string_view(m_options.find(flag)->text) : "";
        if (value.empty())
            return;
        if (value.starts_with("http://"))
            value.remove_prefix(7);
        const auto colon = value.rfind(':');
        int number = 0;
        const auto digits = colon == std::string_view::npos ? std::string_view() : value.substr(colon + 1);
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        const auto host = value.substr(0, colon == std::string_view::npos ? 0 : colon);
        const bool isValid = !digits.empty() && parsed.ec == std::errc() && number > 0 && number < 65536 &&
                             (host.empty() || isIpAddress(host));
        if (!isValid) {
            m_report.unreadable(where(flag), "this is not an IP address and port to listen at",
                                "set listen by hand; the default is 0.0.0.0:4180");
            return;
        }
        port = number;
        address = host.empty() ? "0.0.0.0" : std::string(host);
    }

    void listeners()
    {
        listener("http-address", m_config.listen.address, m_config.listen.port);
        listener("metrics-address", m_config.listen.metricsAddress, m_config.listen.metricsPort);
        m_model.project().authorization.httpPort = m_config.listen.port;
        m_model.project().authorization.metricsPort = m_config.listen.metricsPort;
    }

    void upstreams()
    {
        for (const auto& upstream : m_options.all("upstream")) {
            const auto detail = m_settings.upstreams.find(upstream.text);
            const bool isKnown = detail != m_settings.upstreams.end();
            m_model.addUpstream(upstream.text, isKnown ? detail->second.id : std::string(),
                                isKnown ? detail->second.path : std::string(), upstream.where);
        }
    }

    const OptionSet& m_options;
    const Oauth2ProxySettings& m_settings;
    ImportModel& m_model;
    serverconfig::ServerConfig& m_config;
    ImportReport& m_report;
};

} // namespace

Result<ImportResult> importOauth2Proxy(const std::vector<SourceText>& sources, const ImportOptions& options)
{
    ImportModel model(options);
    Oauth2ProxySettings settings;
    for (const auto& source : sources) {
        if (auto read = readOauth2ProxySource(source, settings, model.report()); !read)
            return fail(std::move(read).error());
    }
    reportUnreadFiles(sources, settings, model.report());
    Import(settings, model).run();
    return model.finish();
}

} // namespace meshsso::migrate
