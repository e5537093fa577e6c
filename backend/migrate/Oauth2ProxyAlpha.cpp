#include "migrate/Oauth2ProxyAlpha.h"

#include "core/Text.h"
#include "migrate/Oauth2ProxySources.h"
#include "migrate/SourceDocument.h"

#include <array>

namespace meshsso::migrate {
namespace {

/// A field of the alpha configuration and the flag that means the same.
struct AlphaField
{
    std::string_view field;
    std::string_view flag;
};

constexpr std::array<AlphaField, 16> providerFields{
    {{"clientID", "client-id"},
     {"clientSecret", "client-secret"},
     {"clientSecretFile", "client-secret-file"},
     {"provider", "provider"},
     {"name", "provider-display-name"},
     {"caFiles", "provider-ca-file"},
     {"useSystemTrustStore", "use-system-trust-store"},
     {"loginURL", "login-url"},
     {"authRequestResponseMode", "auth-request-response-mode"},
     {"redeemURL", "redeem-url"},
     {"profileURL", "profile-url"},
     {"skipClaimsFromProfileURL", "skip-claims-from-profile-url"},
     {"scope", "scope"},
     {"allowedGroups", "allowed-group"},
     {"code_challenge_method", "code-challenge-method"},
     {"backendLogoutURL", "backend-logout-url"}}};

constexpr std::array<AlphaField, 2> moreProviderFields{
    {{"resource", "resource"}, {"validateURL", "validate-url"}}};

constexpr std::array<AlphaField, 13> oidcFields{
    {{"issuerURL", "oidc-issuer-url"},
     {"insecureAllowUnverifiedEmail", "insecure-oidc-allow-unverified-email"},
     {"insecureSkipIssuerVerification", "insecure-oidc-skip-issuer-verification"},
     {"insecureSkipNonce", "insecure-oidc-skip-nonce"},
     {"skipDiscovery", "skip-oidc-discovery"},
     {"jwksURL", "oidc-jwks-url"},
     {"publicKeyFiles", "oidc-public-key-file"},
     {"emailClaim", "oidc-email-claim"},
     {"groupsClaim", "oidc-groups-claim"},
     {"userIDClaim", "user-id-claim"},
     {"audienceClaims", "oidc-audience-claim"},
     {"extraAudiences", "oidc-extra-audience"},
     {"enabledSigningAlgs", "oidc-enabled-signing-alg"}}};

constexpr std::array<AlphaField, 2> keycloakFields{{{"groups", "keycloak-group"}, {"roles", "allowed-role"}}};

constexpr std::array<std::string_view, 8> foreignParts{
    "azureConfig",  "microsoftEntraIDConfig", "ADFSConfig",   "bitbucketConfig",
    "githubConfig", "gitlabConfig",           "googleConfig", "loginGovConfig"};

class AlphaReader
{
public:
    AlphaReader(Oauth2ProxySettings& settings, ImportReport& report) : m_settings(settings), m_report(report)
    {
    }

    void read(SourceFields root)
    {
        auto providers = root.maps("providers");
        for (std::size_t i = 0; i < providers.size(); ++i) {
            if (i == 0)
                readProvider(providers[i]);
            else
                m_report.noEquivalent(providers[i].where("id"), "oauth2-proxy uses the first provider only",
                                      "add a login configuration (logins) if the second one is needed");
        }
        readUpstreams(root);
        for (auto& header : root.maps("injectRequestHeaders"))
            readHeader(header);
        for (auto& header : root.maps("injectResponseHeaders")) {
            const auto name = toLowerAscii(header.text("name"));
            if (!name.starts_with("x-auth-request-") && name != "authorization")
                m_report.noEquivalent(
                    header.where("name"),
                    "headers on the answer to a check reach the application, not the browser",
                    "let the application answer /oauth2/userinfo to its pages");
        }
        readServer(root, "server", "http-address", "https-address");
        readServer(root, "metricsServer", "metrics-address", "metrics-secure-address");
        root.finish();
    }

private:
    template<std::size_t N>
    void take(SourceFields& fields, const std::array<AlphaField, N>& table)
    {
        for (const auto& [field, flag] : table) {
            for (auto& text : fields.list(field))
                add(flag, std::move(text), fields.where(field));
        }
    }

    void add(std::string_view flag, std::string text, std::string where)
    {
        if (!text.empty())
            m_settings.options.add(flag, {std::move(text), std::move(where), false}, OptionLayer::File,
                                   m_report, true);
    }

    void readProvider(SourceFields& provider)
    {
        (void)provider.text("id");
        take(provider, providerFields);
        take(provider, moreProviderFields);
        if (auto oidc = provider.map("oidcConfig")) {
            take(*oidc, oidcFields);
            oidc->finish();
        }
        if (auto keycloak = provider.map("keycloakConfig")) {
            take(*keycloak, keycloakFields);
            keycloak->finish();
        }
        for (const auto part : foreignParts) {
            if (const auto* value = provider.find(part);
                value != nullptr && value->is_object() && !value->get_object().empty()) {
                m_settings.foreignPart = provider.where(part);
                m_report.noEquivalent(
                    provider.where(part), "it is for an identity provider other than OpenID Connect",
                    "put that provider behind Keycloak, as an identity provider of the realm");
            }
        }
        for (auto& parameter : provider.maps("loginURLParameters")) {
            const auto name = parameter.text("name");
            const auto defaults = parameter.list("default");
            if (name == "code_challenge_method" || (name == "approval_prompt" && defaults.size() == 1))
                continue;
            m_report.noEquivalent(parameter.where("name"),
                                  "no parameters of your own are added to the authorization request",
                                  "set this at the identity provider");
        }
        if (provider.has("additionalClaims"))
            m_report.different(provider.where("additionalClaims"),
                               "every claim of the access token can be named", "nothing to do");
        provider.finish();
    }

    void readUpstreams(SourceFields& root)
    {
        auto config = root.map("upstreamConfig");
        if (!config)
            return;
        (void)config->text("proxyRawPath");
        for (auto& upstream : config->maps("upstreams")) {
            const auto path = upstream.text("path");
            const auto uri = upstream.text("uri");
            if (upstream.flag("static") || uri.empty())
                continue;
            if (upstream.has("rewriteTarget"))
                m_report.noEquivalent(upstream.where("rewriteTarget"),
                                      "the path is handed to the application as it is",
                                      "rewrite it in the VirtualService, if the application needs that");
            m_settings.upstreams[uri] = {upstream.text("id"), path};
            add("upstream", uri, upstream.where("uri"));
        }
        config->finish();
    }

    void readHeader(SourceFields& header)
    {
        const auto name = header.text("name");
        if (header.flag("preserveRequestValue"))
            m_report.dangerous(
                header.where("preserveRequestValue"),
                "the client could send this identity header itself; ours are always set or removed",
                "let the application trust the header of another name, if clients must set one");
        for (auto& value : header.maps("values")) {
            auto nested = value.map("claimSource");
            auto& source = nested ? *nested : value;
            const auto claim = source.text("claim");
            if (claim.empty() || source.has("basicAuthPassword")) {
                m_report.noEquivalent(
                    header.where("values"),
                    "a header is made of a claim; secrets and Basic credentials are not handed on",
                    "let the gateway add the header (headers.request.set in the VirtualService)");
                continue;
            }
            readClaimHeader(name, claim, source.text("prefix"), header.where("values"));
        }
    }

    void readClaimHeader(const std::string& name, const std::string& claim, const std::string& prefix,
                         const std::string& where)
    {
        const auto lower = toLowerAscii(name);
        if (lower == "authorization")
            add(claim == "access_token" ? "pass-access-token" : "pass-authorization-header", "true", where);
        else if (claim == "access_token")
            add("pass-access-token", "true", where);
        else if (lower.starts_with("x-auth-request-") || lower == "x-forwarded-user" ||
                 lower == "x-forwarded-email" || lower == "x-forwarded-groups" ||
                 lower == "x-forwarded-preferred-username")
            m_report.different(where, "this header is always set or removed", "nothing to do");
        else if (!prefix.empty() || claim == "id_token" || claim == "refresh_token")
            m_report.noEquivalent(
                where, "a header is a claim's value, without a prefix, and never the ID or refresh token",
                "let the application read the access token in Authorization");
        else
            m_settings.claimHeaders[name] = claim == "user" ? "sub" : claim;
    }

    void readServer(SourceFields& root, std::string_view part, std::string_view flag,
                    std::string_view secureFlag)
    {
        auto server = root.map(part);
        if (!server)
            return;
        add(flag, server->text("bindAddress"), server->where("bindAddress"));
        add(secureFlag, server->text("secureBindAddress"), server->where("secureBindAddress"));
        if (server->has("tls"))
            m_report.different(server->where("tls"), "the gateway holds the certificate",
                               "move the certificate to the gateway (gateway.tls)");
        server->finish();
    }

    Oauth2ProxySettings& m_settings;
    ImportReport& m_report;
};

} // namespace

bool isAlphaConfiguration(const json::object& document)
{
    for (const std::string_view name :
         {"providers", "upstreamConfig", "injectRequestHeaders", "injectResponseHeaders", "metricsServer"}) {
        if (document.contains(name))
            return true;
    }
    return false;
}

void readAlphaConfiguration(const json::object& document, const std::string& where,
                            Oauth2ProxySettings& settings, ImportReport& report)
{
    AlphaReader(settings, report).read(SourceFields(document, where, report));
}

} // namespace meshsso::migrate
