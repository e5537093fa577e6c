#include "migrate/AuthserviceImport.h"

#include "core/Text.h"
#include "core/Url.h"
#include "migrate/AuthserviceRules.h"
#include "migrate/ImportModel.h"
#include "migrate/KubernetesSource.h"
#include "migrate/SourceDocument.h"
#include "serverconfig/ServerConfigFile.h"

#include <algorithm>
#include <charconv>

namespace meshsso::migrate {
namespace {

/// A text of digits, or -1.
int numberOf(const std::string& text)
{
    int number = -1;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? number : -1;
}

bool isConfiguration(const json::object& document)
{
    return document.contains("chains") || document.contains("default_oidc_config") ||
           document.contains("defaultOidcConfig");
}

/// The members of changes over those of base.
json::object merged(const json::object& base, const json::object& changes)
{
    json::object object = base;
    for (const auto& member : changes)
        object[member.key()] = member.value();
    return object;
}

/// One walk over a configuration of authservice.
class Import
{
public:
    explicit Import(ImportModel& model) : m_model(model), m_report(model.report()) {}

    void run(SourceFields root)
    {
        listener(root);
        if (root.flag("allow_unmatched_requests"))
            m_report.dangerous(root.where("allow_unmatched_requests"),
                               "requests that no chain is for came through without a login; it was not "
                               "carried over",
                               "write public rules for the exact paths that must be open");
        addTriggerRules(root, m_model);
        if (auto defaults = root.map("default_oidc_config"))
            m_defaults = defaults->object();
        auto chains = root.maps("chains");
        for (std::size_t i = 0; i < chains.size(); ++i)
            chain(chains[i], i == 0);
        root.finish();
    }

private:
    void listener(SourceFields& root)
    {
        auto& listen = m_model.config().listen;
        const auto address = root.text("listen_address");
        if (isIpAddress(address))
            listen.address = address;
        const int port = numberOf(root.text("listen_port"));
        listen.grpcPort = port > 0 && port < 65536 && port != listen.port ? port : 4181;
        auto& authorization = m_model.project().authorization;
        authorization.protocol = project::CheckProtocol::Grpc;
        authorization.grpcPort = listen.grpcPort;
        authorization.provider = "grpcextauth-oidc";
        m_report.different(root.where("listen_port"),
                           "checks come by gRPC at port " + std::to_string(listen.grpcPort) +
                               "; sign-in pages and logout are served by HTTP at port " +
                               std::to_string(listen.port),
                           "route /oauth2 of the gateway to the HTTP port");
        const auto level = root.text("log_level");
        m_model.config().logLevel = level == "trace" || level == "debug"      ? "debug"
                                    : level == "error" || level == "critical" ? "error"
                                                                              : "info";
        if (level == "trace" || level == "debug")
            m_report.different(root.where("log_level"), "the log never holds tokens, at no level",
                               "set logLevel: info once it works");
        for (const char* name : {"health_listen_address", "health_listen_port", "health_listen_path"}) {
            if (root.has(name))
                m_report.different(root.where(name), "health is at /ping and /ready of the HTTP port",
                                   "set the probes to these");
        }
        if (root.has("threads"))
            m_report.notNeeded(root.where("threads"), "there is one worker for each core");
    }

    void chain(SourceFields& chain, bool isMain)
    {
        const auto name = chain.text("name");
        std::string host;
        bool isForHost = true;
        if (auto match = chain.map("match")) {
            const auto header = toLowerAscii(match->text("header"));
            host = toLowerAscii(match->text("equality"));
            isForHost = (header == ":authority" || header == "host") && !host.empty();
            (void)match->text("prefix");
            match->finish();
            if (!isForHost)
                m_report.noEquivalent(chain.where("match"),
                                      isMain ? "a login is chosen by host or provider name, not by other "
                                               "headers or by a prefix; this one is for every request"
                                             : "a login is chosen by host or provider name, not by other "
                                               "headers or by a prefix; this chain was left out",
                                      "give the application a host of its own");
        }
        auto settings = oidcSettings(chain);
        chain.finish();
        if (!settings || (!isMain && !isForHost))
            return;
        if (!isMain && host.empty()) {
            m_report.notNeeded(chain.where("name"), "an earlier chain takes every request before this one");
            return;
        }
        SourceFields oidc(settings->object, settings->where, m_report);
        if (isMain)
            mainLogin(oidc, host);
        else
            furtherLogin(oidc, name, host);
    }

    struct Settings
    {
        json::object object;
        std::string where;
    };

    /// What the chain's first filter for OpenID Connect says, with the defaults below it.
    std::optional<Settings> oidcSettings(SourceFields& chain)
    {
        std::optional<Settings> found;
        for (auto& filter : chain.maps("filters")) {
            if (auto mock = filter.map("mock")) {
                if (mock->flag("allow"))
                    m_report.dangerous(filter.where("mock"),
                                       "this filter lets everyone in; it was not carried over",
                                       "write public rules for the exact paths that must be open");
                else
                    m_report.noEquivalent(filter.where("mock"), "there is no filter that only answers",
                                          "remove it");
                continue;
            }
            for (const char* kind : {"oidc", "oidc_override"}) {
                const auto oidc = filter.map(kind);
                if (!oidc)
                    continue;
                if (found) {
                    m_report.noEquivalent(filter.where(kind),
                                          "one login stands before an application; the first was taken",
                                          "use a login configuration of its own, with a host of its own");
                    continue;
                }
                auto where = filter.where(kind);
                where.pop_back();
                found =
                    Settings{std::string_view(kind) == "oidc_override" ? merged(m_defaults, oidc->object())
                                                                       : oidc->object(),
                             std::move(where)};
            }
            filter.finish();
        }
        return found;
    }

    void mainLogin(SourceFields& oidc, const std::string& host)
    {
        provider(oidc, "client-secret");
        session(oidc);
        m_model.endSessionsInOutages("session.outageGrace");
        if (!host.empty())
            m_model.allowHost(host);
        m_model.setCookieSecret(oidc.where("cookie_secret"));
        oidc.finish();
    }

    /// A chain for another host: a login of its own, unless it is the same client.
    void furtherLogin(SourceFields& oidc, const std::string& name, const std::string& host)
    {
        auto main = std::move(m_model.config());
        m_model.config() = serverconfig::ServerConfig();
        std::string plain;
        for (const char c : toLowerAscii(name))
            plain += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
        provider(oidc, "client-secret-" + plain);
        session(oidc);
        auto own = std::exchange(m_model.config(), std::move(main));
        oidc.finish();
        auto& config = m_model.config();
        if (own.provider.issuer == config.provider.issuer &&
            own.provider.clientId == config.provider.clientId) {
            m_model.allowHost(host);
            return;
        }
        serverconfig::LoginConfig login;
        login.name = plain;
        login.hosts = {host.substr(0, host.rfind(':'))};
        login.provider = std::move(own.provider);
        login.cookieName =
            own.session.cookieName == config.session.cookieName ? "meshsso-" + plain : own.session.cookieName;
        login.allowedHosts = std::move(own.allowedHosts);
        if (std::find(login.allowedHosts.begin(), login.allowedHosts.end(), host) == login.allowedHosts.end())
            login.allowedHosts.push_back(host);
        config.logins.push_back(std::move(login));
    }

    void provider(SourceFields& oidc, const std::string& secretName)
    {
        auto& config = m_model.config();
        constexpr std::string_view keycloakPath = "/protocol/openid-connect/auth";
        const auto authorization = oidc.text("authorization_uri");
        if (const auto discovery = oidc.text("configuration_uri"); !discovery.empty())
            m_model.setIssuer(discovery, oidc.where("configuration_uri"));
        else if (authorization.ends_with(keycloakPath))
            m_model.setIssuer(authorization.substr(0, authorization.size() - keycloakPath.size()),
                              oidc.where("authorization_uri"));
        m_model.setInternalUrl(oidc.text("token_uri"), oidc.where("token_uri"));
        if (auto fetcher = oidc.map("jwks_fetcher")) {
            m_model.setInternalUrl(fetcher->text("jwks_uri"), fetcher->where("jwks_uri"));
            (void)fetcher->text("periodic_fetch_interval_sec");
            skipsVerification(*fetcher);
            fetcher->finish();
        }
        if (oidc.has("jwks"))
            m_report.noEquivalent(oidc.where("jwks"),
                                  "keys are read from the provider's JWKS, so that they can be rotated",
                                  "let the server reach the provider's discovery document");
        config.provider.clientId = oidc.text("client_id");
        const bool isClear = !oidc.text("client_secret").empty();
        if (isClear || oidc.has("client_secret_ref"))
            config.provider.clientSecret =
                m_model.referTo("client secret", secretName, isClear,
                                oidc.where(isClear ? "client_secret" : "client_secret_ref"));
        m_model.setScopes(oidc.list("scopes"));
        if (const auto uri = oidc.text("callback_uri"); !uri.empty())
            m_model.setRedirectUri(uri, oidc.where("callback_uri"));
        config.provider.caFile = oidc.text("trusted_certificate_authority_file");
        if (oidc.has("trusted_certificate_authority"))
            m_report.missing(oidc.where("trusted_certificate_authority"),
                             "the authority's certificate stands in the source; here it is a file",
                             "write it to a file, and name that in caFile");
        if (oidc.has("trusted_certificate_authority_refresh_interval"))
            m_report.notNeeded(oidc.where("trusted_certificate_authority_refresh_interval"),
                               "the file is read again when it changes");
        skipsVerification(oidc);
        const auto method = oidc.text("client_authentication_method");
        if (!method.empty() && !method.starts_with("client_secret_"))
            m_report.noEquivalent(oidc.where("client_authentication_method"),
                                  "the client authenticates with its secret",
                                  "give the client a secret at the identity provider");
        if (oidc.has("proxy_uri"))
            m_report.noEquivalent(oidc.where("proxy_uri"),
                                  "the identity provider is reached without a web proxy",
                                  "let the server reach it, or set internalUrl");
        if (oidc.has("token_exchange"))
            m_report.noEquivalent(oidc.where("token_exchange"),
                                  "applications get the access token as it was issued",
                                  "map the audiences and claims they need into it at the identity provider");
        tokenHeaders(oidc);
    }

    void skipsVerification(SourceFields& fields)
    {
        if (fields.flag("skip_verify_peer_cert"))
            m_report.dangerous(
                fields.where("skip_verify_peer_cert"),
                "whoever answers in the peer's place could sign anybody in; its certificate is "
                "verified",
                "name the authority's certificate in caFile");
    }

    void tokenHeaders(SourceFields& oidc)
    {
        const auto ours = serverconfig::identityHeaderNames({});
        for (const char* part : {"id_token", "access_token"}) {
            auto token = oidc.map(part);
            if (!token)
                continue;
            const auto header = toLowerAscii(token->text("header"));
            (void)token->text("preamble");
            const bool isId = std::string_view(part) == "id_token";
            const bool isOurs = std::find(ours.begin(), ours.end(), header) != ours.end() &&
                                header.find("token") != std::string::npos;
            if (isId && header == "authorization")
                m_report.changed(
                    token->where("header"),
                    "applications get the access token in Authorization, not the ID token",
                    "let them verify the access token: its aud must name them, and claims are mapped into "
                    "it");
            else if (isId || (header != "authorization" && !isOurs))
                m_report.noEquivalent(token->where("header"),
                                      isId ? "the ID token is not handed to applications"
                                           : "the access token is handed on in Authorization and "
                                             "X-Auth-Request-Access-Token only",
                                      "let the application read Authorization");
            token->finish();
        }
    }

    void session(SourceFields& oidc)
    {
        auto& session = m_model.config().session;
        if (const auto prefix = oidc.text("cookie_name_prefix"); !prefix.empty())
            m_model.setCookieName(prefix, oidc.where("cookie_name_prefix"));
        const int lifetime = numberOf(oidc.text("absolute_session_timeout"));
        m_model.setLifetime(std::chrono::seconds(std::max(lifetime, 0)),
                            oidc.where("absolute_session_timeout"));
        const int idle = numberOf(oidc.text("idle_session_timeout"));
        session.idleTimeout =
            idle >= 60 ? std::min(std::chrono::seconds(idle), session.lifetime) : session.lifetime;
        if (auto cookie = oidc.map("cookie_attributes")) {
            const auto site = toLowerAscii(cookie->text("same_site"));
            if (!site.empty() && !site.ends_with("lax") && !site.ends_with("unspecified"))
                m_report.noEquivalent(cookie->where("same_site"), "the session cookie is SameSite=Lax",
                                      "nothing to do, unless the application is embedded elsewhere");
            if (const auto domain = cookie->text("domain"); !domain.empty())
                m_model.setCookieDomain(domain, cookie->where("domain"));
            if (cookie->flag("partitioned"))
                m_report.noEquivalent(cookie->where("partitioned"), "the session cookie is not partitioned",
                                      "nothing to do, unless the application is embedded elsewhere");
            cookie->finish();
        }
        if (auto logout = oidc.map("logout")) {
            m_report.changed(logout->where("path"),
                             "sign-out is at " + m_model.config().endpointPrefix +
                                 "/sign_out, and ends the provider's session too",
                             "change the applications' links from " + logout->text("path"));
            (void)logout->text("redirect_uri");
            logout->finish();
        }
        if (auto redis = oidc.map("redis_session_store_config"))
            this->redis(*redis);
    }

    void redis(SourceFields& fields)
    {
        auto& redis = m_model.config().redis;
        if (const auto uri = fields.text("server_uri"); !uri.empty())
            m_model.setRedisUrl(uri, fields.where("server_uri"));
        if (const auto user = fields.text("username"); !user.empty())
            redis.username = user;
        if (!fields.text("password").empty())
            redis.password =
                m_model.referTo("Redis password", "redis-password", true, fields.where("password"));
        if (const auto file = fields.text("password_file"); !file.empty())
            redis.password = {secrets::SecretRef::Kind::File, file};
        if (auto tls = fields.map("tls_config")) {
            skipsVerification(*tls);
            redis.caFile = tls->text("trusted_ca_file");
            if (tls->has("trusted_ca_pem"))
                m_report.missing(tls->where("trusted_ca_pem"),
                                 "the authority's certificate stands in the source; here it is a file",
                                 "write it to a file, and name that in redis.caFile");
            for (const char* name :
                 {"client_cert_pem", "client_cert_file", "client_key_pem", "client_key_file"}) {
                if (tls->has(name))
                    m_report.noEquivalent(tls->where(name),
                                          "no client certificate is shown to Redis; it is asked with user "
                                          "and password",
                                          "let Redis ask for an ACL user instead");
            }
            tls->finish();
        }
        fields.finish();
    }

    ImportModel& m_model;
    ImportReport& m_report;
    json::object m_defaults;
};

/// The configuration in a text: the document itself, or the file in a ConfigMap.
Result<std::pair<json::object, std::string>> findConfiguration(const SourceText& source)
{
    auto documents = readDocuments(source);
    if (!documents)
        return fail(std::move(documents).error());
    for (auto& document : *documents) {
        if (isConfiguration(document))
            return std::pair{std::move(document), source.name};
    }
    for (const auto& entry : KubernetesSource(*documents, source.name).configEntries()) {
        auto inner = readDocuments({entry.where, entry.text});
        if (inner && !inner->empty() && isConfiguration(inner->front()))
            return std::pair{std::move(inner->front()), entry.where};
    }
    return fail(ErrorCode::InvalidArgument,
                "this is no configuration of authservice: it has no chains. Fix: hand over its config.json, "
                "or the ConfigMap that holds it",
                source.name);
}

} // namespace

Result<ImportResult> importAuthservice(const std::vector<SourceText>& sources, const ImportOptions& options)
{
    if (sources.size() != 1)
        return fail(ErrorCode::InvalidArgument, "authservice has one configuration. Fix: hand over one file");
    auto found = findConfiguration(sources.front());
    if (!found)
        return fail(std::move(found).error());
    ImportModel model(options);
    Import(model).run(SourceFields(found->first, found->second, model.report()));
    return model.finish();
}

} // namespace meshsso::migrate
