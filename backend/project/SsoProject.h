#pragma once

#include "access/AccessRule.h"
#include "secrets/SecretRef.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace meshsso::project {

using secrets::SecretRef;

enum class Environment { Development, Staging, Production };
enum class Exposure {
    Https,     ///< Keycloak on its own HTTPS host name (default)
    GuideHttp, ///< plain HTTP on the gateway's own address, as the old guide has it
};
enum class TlsSource { SelfSigned, Authority, Files };
enum class KeycloakDeployment { None, Demo, Production };
enum class SessionStore { Cookie, Redis };
enum class CheckProtocol { Http, Grpc }; ///< how the gateway asks the authorization service
/// How Keycloak tells our server that a session has ended elsewhere.
enum class LogoutNotice {
    None,                ///< what the client has is left alone
    BackChannel,         ///< Keycloak calls us through the gateway
    BackChannelInternal, ///< Keycloak calls our Service
    FrontChannel,        ///< the browser calls us from a frame of Keycloak's page
};
enum class Target { Istio, Asm, Envoy };

struct Metadata
{
    std::string name;
    Environment environment = Environment::Development;
    bool operator==(const Metadata&) const = default;
};

struct GatewayPort
{
    int port = 0;       ///< what browsers and the Service use
    int targetPort = 0; ///< what the gateway pod listens on; policies compare this one
    bool operator==(const GatewayPort&) const = default;
};

struct GatewayTls
{
    std::string credentialName = "myexample-credential";
    TlsSource source = TlsSource::SelfSigned;
    std::string certificateFile;          ///< Files; relative to the project
    std::string keyFile;                  ///< Files
    std::string authorityCertificateFile; ///< Authority
    std::string authorityKeyFile;         ///< Authority
    int validityDays = 397;
    bool operator==(const GatewayTls&) const = default;
};

struct Gateway
{
    std::string address; ///< DNS name or IP that browsers use
    std::string name = "ingressgateway";
    std::string namespaceName = "istio-system";
    std::map<std::string, std::string> selector{{"app", "istio-ingressgateway"}}; ///< of the Gateway object
    std::map<std::string, std::string> policySelector{
        {"istio", "ingressgateway"}}; ///< of AuthorizationPolicy
    GatewayPort https{443, 8443};
    GatewayPort http{80, 8080};
    GatewayTls tls;
    bool refuseUnderscores = false; ///< no request whose header names have '_' passes the gateway

    /// "https://address", with the port when it is not 443.
    std::string origin() const;
    bool operator==(const Gateway&) const = default;
};

struct KeycloakAdmin
{
    std::string url; ///< empty: the identity provider's own URL
    std::string realm = "master";
    std::string username; ///< password grant with admin-cli ...
    SecretRef password;
    std::string clientId; ///< ... or client credentials
    SecretRef clientSecret;
    bool operator==(const KeycloakAdmin&) const = default;
};

struct KeycloakWorkload
{
    KeycloakDeployment kind = KeycloakDeployment::None;
    std::string namespaceName = "default";
    std::string serviceName = "keycloak";
    int port = 8080;
    std::string image = "quay.io/keycloak/keycloak:26.4.0";
    std::string adminUsername = "admin";
    SecretRef adminPassword;
    std::string databaseHost; ///< Production: Postgres
    std::string databaseName = "keycloak";
    std::string databaseUsername = "keycloak";
    SecretRef databasePassword;
    std::map<std::string, std::string> environment; ///< extra KC_* variables; old forms give findings
    bool operator==(const KeycloakWorkload&) const = default;
};

struct IdentityProvider
{
    std::string url; ///< Keycloak's base URL as browsers reach it, without /realms; GuideHttp: applyDerived()
                     ///< fills it
    std::string internalUrl; ///< base URL as the authorization service reaches it; empty: url
    std::string realm;
    Exposure exposure = Exposure::Https;
    std::string caFile; ///< PEM; relative to the project
    bool verifyTls = true;
    bool rotatesRefreshTokens = false; ///< the realm revokes a refresh token once it was used
    KeycloakAdmin admin;
    KeycloakWorkload workload;

    /// url + "/realms/" + realm, without a doubled slash: the issuer, exactly. Empty while url or realm is.
    std::string issuer() const;
    /// The host of an http url that may stay so (GuideHttp, or a loopback host), else empty.
    std::string httpAllowedHost() const;
    bool operator==(const IdentityProvider&) const = default;
};

struct Client
{
    std::string id;
    SecretRef secret;
    std::vector<std::string> scopes{"openid", "profile", "email"};
    std::vector<std::string> redirectUris;           ///< empty: callback path at the effective origins
    std::vector<std::string> postLogoutRedirectUris; ///< empty: "/" at the effective origins
    LogoutNotice logoutNotice = LogoutNotice::None;
    bool operator==(const Client&) const = default;
};

struct RoleClaim
{
    std::string scopeName = "meshsso-roles";
    std::string claim = "roles";              ///< token claim name
    std::vector<std::string> restrictToRoles; ///< role scope mapping; empty: all declared roles
    bool operator==(const RoleClaim&) const = default;
};

struct Claims
{
    RoleClaim roles;
    std::string audienceScopeName = "meshsso-audience";
    std::string groupsClaim = "groups";
    bool operator==(const Claims&) const = default;
};

struct Role
{
    std::string name;
    std::string description;
    bool operator==(const Role&) const = default;
};

struct User
{
    std::string username;
    SecretRef password; ///< not set: an existing user, left alone but for roles
    std::string email;
    bool emailVerified = true;
    std::string firstName;
    std::string lastName;
    std::vector<std::string> roles;
    bool operator==(const User&) const = default;
};

struct Application
{
    std::string name;
    std::string namespaceName = "default";
    std::string serviceName;        ///< empty: name
    int port = 8000;                ///< of the Service
    std::vector<std::string> hosts; ///< empty: any host on the gateway
    std::string pathPrefix = "/";
    bool deployDemo = false;                ///< export the httpbin workload too
    int exposedOnPort = 0;                  ///< a gateway port other than https: always a finding
    std::vector<access::AccessRule> access; ///< in order; hosts empty: the application's
    bool operator==(const Application&) const = default;
};

/// For sessions (store redis), and for the list of what was signed out (either store).
struct Redis
{
    std::string url;                    ///< redis:// or rediss://; with sentinels the master's name as host
    std::vector<std::string> sentinels; ///< host:port
    bool cluster = false;
    std::string username; ///< ACL user; empty: the default user
    SecretRef password;
    std::string caFile; ///< PEM; relative to the project
    bool operator==(const Redis&) const = default;
};

struct SessionSettings
{
    SessionStore store = SessionStore::Cookie;
    SecretRef cookieSecret;
    std::vector<SecretRef> previousCookieSecrets; ///< open only
    std::string cookieName = "meshsso";           ///< the __Host- prefix is added where possible
    std::string cookieDomain;                     ///< empty: host-only
    std::chrono::seconds lifetime{std::chrono::hours(8)};
    std::chrono::seconds idleTimeout{std::chrono::hours(1)};
    std::vector<std::string> keep{"access_token", "id_token", "refresh_token"};
    std::chrono::seconds refreshAhead{60}; ///< in the background, when the access token has less left
    /// How long after it a session passes while Keycloak is down; 0: not at all.
    std::chrono::seconds outageGrace{std::chrono::minutes(15)};
    int cacheMegabytes = 64; ///< of opened sessions, in each server; 0: none
    Redis redis;
    bool operator==(const SessionSettings&) const = default;
};

/// Another issuer whose access tokens API clients may send.
struct BearerIssuer
{
    std::string issuer;
    std::string internalUrl;
    std::vector<std::string> audiences;
    std::vector<std::string> allowedClients;
    bool rfc9068 = false; ///< its tokens follow RFC 9068; false: Keycloak's profile
    bool operator==(const BearerIssuer&) const = default;
};

/// Access tokens in Authorization: Bearer, beside sessions.
struct BearerTokens
{
    bool enabled = false; ///< take the realm's own, with our client id or one of audiences in aud
    std::vector<std::string> audiences;
    std::vector<std::string> allowedClients; ///< empty: any client of the realm
    std::vector<BearerIssuer> issuers;
    bool operator==(const BearerTokens&) const = default;
};

/// A login of its own for some hosts: another realm or client, which exists already. Access rules, claims and
/// sessions' settings are the project's.
struct Login
{
    std::string name;               ///< in logs, metrics and the secret's key: letters, digits and '-'
    std::vector<std::string> hosts; ///< exact; each one that an application serves
    std::string issuer;             ///< exactly as its tokens name it
    std::string internalUrl;        ///< scheme, host and port that replace the issuer's for our own calls
    std::string clientId;
    SecretRef clientSecret;
    std::vector<std::string> scopes{"openid", "profile", "email"};
    std::string cookieName; ///< empty: the name

    const std::string& effectiveCookieName() const { return cookieName.empty() ? name : cookieName; }
    bool operator==(const Login&) const = default;
};

/// What the server's pages look like and say: in place of ours.
struct Pages
{
    std::string directory;        ///< with page.html, and logo.svg or logo.png; relative to the project
    std::string configMap;        ///< or a ConfigMap of the server's namespace that holds them already
    bool showMissingRole = false; ///< the 403 page names what is missing; otherwise only the log does
    bool operator==(const Pages&) const = default;
};

struct AuthorizationService
{
    std::string provider = "httpextauth-oidc";      ///< the mesh's extension provider
    std::string serviceName = "meshsso-authserver"; ///< Asm: empty means asm-oauth2proxy-<provider>
    std::string namespaceName = "istio-system";
    CheckProtocol protocol = CheckProtocol::Http;
    int httpPort = 4180;
    int grpcPort = 4181; ///< of checks when protocol is Grpc; /oauth2 stays on httpPort
    int metricsPort = 9090;
    std::string metricsNamespace; ///< whose pods may read the metrics; empty: nobody's
    std::string image;            ///< empty: this version's own, see effectiveImage()
    int replicas = 2;
    std::string pathPrefix = "/_check";
    std::chrono::milliseconds timeout{std::chrono::seconds(2)}; ///< of the provider entry
    std::chrono::seconds drainDelay{5}; ///< in a cluster: not ready, but still answering, at shutdown
    bool signInPage = true;
    std::vector<std::string> trustedProxies;         ///< CIDR; whose X-Forwarded-* is believed
    std::vector<std::string> allowedRedirectHosts;   ///< beside the gateway's own
    std::map<std::string, std::string> claimHeaders; ///< extra identity header name -> claim path
    BearerTokens bearer;
    Pages pages;
    SessionSettings session;
    std::vector<Login> logins;

    /// The image that runs: the chosen one, or this version's own that speaks the protocol (only the one
    /// tagged "-grpc" holds gRPC).
    std::string effectiveImage() const;
    bool operator==(const AuthorizationService&) const = default;
};

struct ClusterContext
{
    std::string kubeconfig;
    std::string context;
    bool operator==(const ClusterContext&) const = default;
};

struct Clusters
{
    Target target = Target::Istio;
    std::string apiVersion = "v1"; ///< of Istio objects: v1 or v1beta1
    ClusterContext workload;
    ClusterContext mesh;
    bool operator==(const Clusters&) const = default;
};

/// What authorization.serviceName is when a file does not say: our own server's, or empty for Asm.
std::string defaultServiceName(Target target);

/// Where the static Envoy of the envoy target finds the parts on one machine ("127.0.0.1:8080").
struct LocalEndpoints
{
    std::string keycloak;
    std::string authorizationService;
    std::map<std::string, std::string> applications; ///< application name -> address
    std::string listenAddress = "127.0.0.1";
    bool operator==(const LocalEndpoints&) const = default;
};

/// The one intent from which Keycloak objects, mesh resources, server configuration and login test are
/// compiled. The schema is resources/schema/ssoproject.schema.json.
struct SsoProject
{
    Metadata metadata;
    Gateway gateway;
    IdentityProvider identityProvider;
    Client client;
    Claims claims;
    std::vector<Role> roles;
    std::vector<User> users;
    std::vector<Application> applications;
    AuthorizationService authorization;
    Clusters clusters;
    LocalEndpoints local;

    static constexpr std::string_view callbackPath = "/oauth2/callback";
    static constexpr std::string_view endpointPrefix = "/oauth2";
    static constexpr std::string_view backChannelLogoutPath = "/oauth2/backchannel-logout";
    static constexpr std::string_view frontChannelLogoutPath = "/oauth2/frontchannel-logout";

    /// Fills what follows from other fields and may be left out of a file: identityProvider.url under
    /// GuideHttp. parseProject has done it; call it on a project made by hand.
    void applyDerived();
    /// Where browsers meet us: the gateway's origin, then each application host without wildcard, unless one
    /// cookie domain spans them (then a login at the gateway's origin serves all). Not the hosts that have a
    /// login of their own.
    std::vector<std::string> effectiveOrigins() const;
    /// The login that this host has of its own; null: the main one.
    const Login* loginOf(std::string_view host) const;
    /// "https://host", with the gateway's port when it is not 443.
    std::string originOfHost(std::string_view host) const;
    /// What a login's client must have registered: the callback path at each of its hosts.
    std::vector<std::string> redirectUris(const Login& login) const;
    std::vector<std::string> effectiveRedirectUris() const;
    std::vector<std::string> effectivePostLogoutRedirectUris() const;
    /// Where client.logoutNotice goes; empty without one, and for Asm, whose own service takes none.
    std::string logoutNoticeUrl() const;
    /// All rules with hosts and paths made absolute (application hosts and prefix applied; a rule's paths are
    /// below its application's). Applications stand in the order in which a gateway routes, exact hosts
    /// before wildcards and longer prefixes first, each closed off from the next: what none of its rules
    /// matches needs a signed-in user, whatever another application's rules say.
    access::AccessPolicy accessPolicy() const;
    bool operator==(const SsoProject&) const = default;
};

} // namespace meshsso::project
