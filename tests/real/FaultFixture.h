#pragma once

#include "Browser.h"
#include "Sandbox.h"
#include "core/Json.h"
#include "keycloak/AdminClient.h"

#include <functional>

namespace meshsso::test {

/// What the fault tests share: sessions, and Keycloak's settings.
class FaultFixture
{
public:
    explicit FaultFixture(Sandbox& sandbox);

    Browser nobody();
    /// Through the gateway and Keycloak's form. Throws std::runtime_error where that fails.
    Browser signedIn(const std::string& username);
    /// The header that reached the application, or empty.
    static std::string applicationHeader(const Page& page, std::string_view name);
    /// The claims of the access token that reached the application; none if there was no token.
    static json::object tokenClaims(const Page& page);

    /// What the server there answers when it is asked as the gateway asks, for the page and the browser's
    /// cookies: over HTTP the gateway keeps a 5xx answer's headers and body to itself.
    Page askedDirectly(const std::string& server, const Browser& browser, bool isScript = false);

    /// True if that is the gateway's own page for when a check has no answer: 503, when to come back, nothing
    /// that a browser could run.
    static bool isGatewaysLater(const Page& page);
    /// The reference that such a page shows.
    static QByteArray referenceIn(const Page& page);

    /// Ends our server and starts it again; throws std::runtime_error unless it gets ready.
    void restartServer(const Sandbox::Adjust& adjust = {});

    /// The sum of a family's values in the metrics there.
    double metric(const std::string& metricsOrigin, const std::string& family);

    json::value admin(const std::string& path);
    keycloak::AdminClient& adminClient() { return m_admin; }
    /// Changes fields of the realm.
    void changeRealm(const json::object& fields);
    /// How long access tokens live that are issued from now on.
    void setTokenLife(std::chrono::seconds life);

    /// Asks until it is so; false after the time is over.
    static bool becomes(const std::function<bool()>& condition, int milliseconds = 30'000);

    Sandbox& sandbox;
    const std::string origin;
    const std::string page; ///< for which one must be signed in

private:
    SystemClock m_clock;
    keycloak::AdminClient m_admin;
};

} // namespace meshsso::test
