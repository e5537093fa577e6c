#pragma once

#include "FaultFixture.h"
#include "ServerClock.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// Keycloak stalls, changes its keys, is killed and comes back, while people work.
class FaultKeycloakTest : public QObject
{
    Q_OBJECT

public:
    explicit FaultKeycloakTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanup();
    void cleanupTestCase();
    void completesAHundredLoginsAtOnce();
    void takesNewKeys_andKeepsOldSessions();
    void keepsSessions_whileKeycloakStalls();
    void keepsExpiredSessions_whileKeycloakIsAway();
    void showsThePage_whereTheGatewayAsksOverGrpc();
    void keepsSessions_overAKilledKeycloak();
    void logsNoSecrets();

private:
    /// From now on gateway and server wait as long as they do by default, and no longer.
    void keepToDefaultTimeouts();
    /// Somebody whose access token has expired.
    Browser expired(const std::string& username);
    /// Starts our server again so that sessions end with their access token; cleanup() undoes it.
    void refuseInOutages();
    /// True if a page says "reload" and a script is told when, and neither is sent anywhere.
    bool asksToComeLater(const Browser& browser);

    Sandbox& m_sandbox;
    std::optional<FaultFixture> m_fixture;
    std::chrono::milliseconds m_patience{}; ///< of the other tests' gateway
    std::optional<ServerClock> m_clock;     ///< where a test moves the server's
    bool m_isRefusing = false;              ///< since refuseInOutages()
};

} // namespace meshsso::test
