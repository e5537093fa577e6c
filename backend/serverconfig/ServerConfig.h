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

struct SessionConfig
{
    bool redis = false; ///< reserved for the Redis store; refused by the check until the build has it
    std::vector<SecretRef> cookieSecrets; ///< first seals, all open
    std::string cookieName = "meshsso";
    std::string cookieDomain;
    bool secureCookies = true;
    std::chrono::seconds lifetime{std::chrono::hours(8)};
    std::chrono::seconds idleTimeout{std::chrono::hours(1)};
    std::vector<std::string> keep{"access_token", "id_token", "refresh_token"};
    std::chrono::seconds loginTimeout{std::chrono::minutes(10)}; ///< life of a login attempt's state cookie
    int maxLoginAttempts = 32;                                   ///< state cookies a browser may hold
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

/// Everything meshsso-authserver needs, and nothing it does not. The schema is
/// resources/schema/authserver.schema.json; a file has apiVersion meshsso/v1, kind AuthServerConfig.
struct ServerConfig
{
    ListenerConfig listen;
    ProviderConfig provider;
    SessionConfig session;
    HeaderConfig headers;
    LimitConfig limits;
    access::AccessPolicy access;
    std::string pathPrefix = "/_check"; ///< empty: as ASM has it, no prefix
    std::string endpointPrefix = "/oauth2";
    std::string publicScheme = "https"; ///< how browsers reach the gateway
    std::string publicAuthority; ///< host or host:port of the default redirect URI; empty: the check's Host
    std::vector<std::string> allowedHosts; ///< host or host:port that a login may start on and return to
    std::vector<std::string> postLogoutRedirectUris; ///< the first is sent to Keycloak
    std::vector<std::string> trustedProxies;         ///< CIDR
    bool signInPage = true;
    int workers = 0; ///< 0: one a core, at most 16
    std::chrono::seconds drainTimeout{25};
    std::string logLevel = "info"; ///< debug, info, warning, error
};

} // namespace meshsso::serverconfig
