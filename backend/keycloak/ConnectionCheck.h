#pragma once

#include "core/Finding.h"
#include "keycloak/AdminClient.h"
#include "project/SsoProject.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::keycloak {

/// One thing that was asked, for the list of requests.
struct ConnectionProbe
{
    std::string what;                     ///< "discovery", "realm", "administration", ...
    std::string url;                      ///< without query
    int status = 0;                       ///< 0: no HTTP answer
    std::chrono::microseconds elapsed{0}; ///< 0 where it is not known
    std::string error;                    ///< why there was no usable answer; empty if there was one
};

enum class RealmPresence { Unknown, Missing, Disabled, Exists };

/// "unknown", "missing", "disabled" or "exists".
std::string_view realmPresenceName(RealmPresence presence) noexcept;

/// What is known about the project's Keycloak. Facts that could not be had are empty; the findings say why.
struct ConnectionReport
{
    std::string expectedIssuer;                ///< as the project has it; what tokens will be checked against
    std::optional<std::string> issuerSeen;     ///< at identityProvider.url, as browsers see it
    std::optional<std::string> issuerInternal; ///< at internalUrl, where the project has one
    std::optional<std::string> issuerAtAdmin;  ///< at the administration URL, where it is another
    bool reachable = false;                    ///< anything at all answered HTTP at one of the URLs
    bool signedIn = false;                     ///< the administration account was accepted
    std::optional<std::string> version;        ///< "26.4.0"; only administrators may see it
    RealmPresence realm = RealmPresence::Unknown;
    std::optional<std::string> sslRequired;      ///< "external", "all" or "none"; needs the sign-in
    std::optional<std::string> realmFrontendUrl; ///< the realm's own frontendUrl, if it has one
    std::vector<std::string> scopesSupported;    ///< of discovery
    std::vector<ConnectionProbe> probes;         ///< in the order they were made
    std::chrono::microseconds elapsed{0};        ///< the whole check
    Findings findings;                           ///< codes keycloak.*; errors mean that logins will fail

    /// Discovery was seen, with the issuer that the project has, and nothing is an error.
    bool inOrder() const;
};

/// Looks at the project's Keycloak without changing anything: discovery where browsers and where the
/// authorization service fetch it, and with an administrator also version, realm and sslRequired. admin may
/// be null (then only what anybody sees); it need not have signed in. A failure of one part is a finding, and
/// the other parts are still looked at. admin and clock must outlive the task.
Task<ConnectionReport> checkConnection(net::HttpClient& http, project::SsoProject project, AdminClient* admin,
                                       const Clock& clock);

} // namespace meshsso::keycloak
