#pragma once

#include "access/AccessRule.h"
#include "secrets/SecretRef.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace meshsso::serverconfig {

using secrets::SecretRef;

struct ListenerConfig
{
    std::string address = "0.0.0.0";
    int port = 4180;        ///< 0: any free port (tests)
    int grpcPort = -1;      ///< Envoy's gRPC ext_authz v3; 0: any free port; -1: none
    int metricsPort = 9090; ///< 0: any free port; -1: none
    std::string metricsAddress = "0.0.0.0";
};

struct ProviderConfig
{
    std::string issuer; ///< exact, as browsers see it
    std::string
        internalUrl; ///< base URL (scheme, host, port) that replaces the issuer's for our own calls, or empty
    std::string caFile;
    bool verifyTls = true;
    bool allowHttp = false; ///< explicit consent to a plain http issuer
    std::string clientId;
    SecretRef clientSecret;
    std::vector<std::string> scopes{"openid", "profile", "email"};
    bool rfc9068 = false; ///< access-token profile: RFC 9068 strictly; false: Keycloak
    std::chrono::seconds leeway{30};
    std::chrono::seconds requestTimeout{10};
};

/// Where Redis is: for sessions (store: redis), and for the list of revoked sessions (either store).
struct RedisConfig
{
    std::string url; ///< redis:// or rediss:// (TLS), host and port, without user and password; empty: none
    std::vector<std::string> sentinels; ///< host:port each; then the url's host is the master's name
    bool cluster = false;               ///< the url names one node of a Redis Cluster
    std::string username;               ///< ACL user; empty: the default user
    SecretRef password;
    std::string caFile; ///< PEM; empty: the system's authorities
    int database = 0;
    std::string keyPrefix = "meshsso:";
    std::chrono::milliseconds timeout{500}; ///< of each command, connecting included: 50 ms to 10 s
    bool isSet() const noexcept { return !url.empty(); }
};

/// What gRPC may hold of all connections' unread messages, MiB; beyond it, it reads no more and refuses new
/// connections. The memory limit of an exported Deployment leaves room for it.
inline constexpr int grpcBufferMegabytes = 64;

enum class SessionStoreKind { Cookie, Redis };

struct SessionConfig
{
    SessionStoreKind store = SessionStoreKind::Cookie;
    int replicas = 1; ///< servers that share these sessions: what the check's advice depends on
    bool rotatesRefreshTokens = false;     ///< the provider refuses a refresh token that was used once
    std::chrono::seconds refreshAhead{60}; ///< refresh in the background when the access token has less left
    int cacheMegabytes = 64;              ///< bound of the in-process cache of opened sessions; 0: none; some
                                          ///< 5 KB a session with three Keycloak tokens
    std::vector<SecretRef> cookieSecrets; ///< first seals, all open
    std::string cookieName = "meshsso";
    std::string cookieDomain;
    bool secureCookies = true;
    std::chrono::seconds lifetime{std::chrono::hours(8)};
    std::chrono::seconds idleTimeout{std::chrono::hours(1)};
    /// While the provider cannot be asked for new tokens, sessions pass this long after their access token
    /// has expired, with what it said; 0: not at all.
    std::chrono::seconds outageGrace{std::chrono::minutes(15)};
    std::vector<std::string> keep{"access_token", "id_token", "refresh_token"}; ///< and "claims"
    std::chrono::seconds loginTimeout{std::chrono::minutes(10)}; ///< life of a login attempt's state cookie
    int maxLoginAttempts = 32;                                   ///< state cookies a browser may hold
};

/// Another issuer of access tokens that API clients may send in Authorization: Bearer.
struct BearerIssuer
{
    std::string issuer;      ///< exact
    std::string internalUrl; ///< as ProviderConfig's
    std::string caFile;
    bool allowHttp = false;
    std::vector<std::string> audiences;      ///< one of them must be in aud; never empty
    std::vector<std::string> allowedClients; ///< azp or client_id; empty: any client of that issuer
    bool rfc9068 = false;
};

/// Access tokens in Authorization: Bearer, beside sessions.
struct BearerConfig
{
    bool enabled = false;               ///< take those of the provider itself, for our client id as audience
    std::vector<std::string> audiences; ///< further audiences of the provider's tokens that are ours
    std::vector<std::string> allowedClients; ///< azp or client_id; empty: any client of the provider
    std::vector<BearerIssuer> issuers;       ///< further issuers
};

/// What the pages look like and say.
struct PagesConfig
{
    std::string directory;        ///< templates and logo that replace ours (page.html, logo.svg); empty: ours
    bool showMissingRole = false; ///< the 403 page names what is missing; otherwise only the log does
};

struct HeaderConfig
{
    bool passAccessToken = true;                     ///< Authorization: Bearer
    std::map<std::string, std::string> claimHeaders; ///< extra header -> claim path
};

struct LimitConfig
{
    int headerBytes = 64 * 1024;
    int bodyBytes = 64 * 1024;
    int connections = 20'000;
    std::chrono::seconds headerTimeout{10};
    std::chrono::seconds idleTimeout{300};
};

/// A further login configuration in the same server: another realm or client, for other hosts or for another
/// provider entry of the mesh. What it leaves out is the main configuration's.
struct LoginConfig
{
    std::string name;               ///< in logs and metrics; letters, digits and '-'
    std::vector<std::string> hosts; ///< exact, or "*.example.com"; may be empty when pathPrefix differs
    std::string pathPrefix;         ///< empty: the main one; else checks under it are this login's
    std::string endpointPrefix;     ///< empty: the main one; must differ where two logins share a host
    ProviderConfig provider;
    std::string cookieName; ///< required, and different from every other login's
    std::vector<std::string> allowedHosts;
    std::string publicAuthority;
    std::vector<std::string> postLogoutRedirectUris;
    BearerConfig bearer;
    bool hasAccess = false; ///< false: the main rules
    access::AccessPolicy access;
};

/// Which proxy asks on endpointPrefix + "/auth", by the headers that it sets (nginx: X-Original-URL and
/// -Method; forward-auth, as Traefik and Caddy have it: X-Forwarded-Uri, -Host and -Method). The answer holds
/// tokens.
enum class Subrequests { None, Nginx, ForwardAuth };

/// Everything meshsso-authserver needs, and nothing it does not. The schema is
/// resources/schema/authserver.schema.json; a file has apiVersion meshsso/v1, kind AuthServerConfig.
struct ServerConfig
{
    ListenerConfig listen;
    ProviderConfig provider;
    SessionConfig session;
    HeaderConfig headers;
    LimitConfig limits;
    RedisConfig redis;
    BearerConfig bearer;
    PagesConfig pages;
    std::vector<LoginConfig> logins;
    access::AccessPolicy access;
    std::string pathPrefix = "/_check"; ///< empty: as ASM has it, no prefix
    std::string endpointPrefix = "/oauth2";
    std::string publicScheme = "https"; ///< how browsers reach the gateway
    std::string publicAuthority; ///< host or host:port of the default redirect URI; empty: the check's Host
    std::vector<std::string> allowedHosts; ///< host or host:port that a login may start on and return to
    std::vector<std::string> postLogoutRedirectUris; ///< the first is sent to Keycloak
    std::vector<std::string> trustedProxies;         ///< CIDR
    Subrequests subrequests = Subrequests::None;
    bool signInPage = true;
    /// How long a check may wait for the identity provider or Redis, 100 ms to 1 min: less than the gateway
    /// waits for us, so that it hears our answer rather than none.
    std::chrono::milliseconds checkTimeout{1500};
    int workers = 0;                    ///< 0: one a CPU that can be used, at most 16
    std::chrono::seconds drainDelay{0}; ///< /ready says no for this long before the listener closes
    std::chrono::seconds drainTimeout{25};
    bool auditLog = true;          ///< login, logout, denied and revoked as JSON lines with event "audit.*"
    std::string logLevel = "info"; ///< debug, info, warning, error
};

} // namespace meshsso::serverconfig
