#pragma once

#include "Browser.h"
#include "Sandbox.h"
#include "core/Clock.h"
#include "keycloak/AdminClient.h"
#include "session/Session.h"

#include <QObject>
#include <memory>

namespace meshsso::test {

/// Sessions that end elsewhere: Keycloak's own back-channel logout, and users who sign out everywhere. And
/// the API clients beside them, whose tokens end with their user.
class LogoutTest : public QObject
{
    Q_OBJECT

public:
    explicit LogoutTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void endsTheSession_whenKeycloakSaysSo();
    void signsOutEverywhere_andLeavesOthersAlone();
    void endsTheSession_byKeycloaksOwnLogoutPage();
    void takesTheTokenOfAServiceAccount();
    void refusesTokensThatAreNotForUs();
    void endsAUsersTokens_withTheirSession();
    void logsNoSecrets();

private:
    void endSessionsOf(const std::string& username);
    std::string userId(const std::string& username);
    json::value admin(const std::string& path);
    /// The project's client, and where it is.
    json::object client();
    std::string clientPath(const json::object& client) const;
    /// What the browser's cookie holds, opened with the server's own configuration and secret.
    session::Session sessionOf(const Browser& browser);
    /// As the project's client, with that form and its credentials, at one of Keycloak's endpoints.
    Page postAsClient(const std::string& endpoint, const std::string& form);
    bool isActive(const std::string& refreshToken);
    std::string clientToken(const std::string& client);
    void addServiceClient(const std::string& client, bool isForUs);

    Sandbox& m_sandbox;
    SystemClock m_clock;
    std::unique_ptr<keycloak::AdminClient> m_admin;
    std::string m_origin;
};

} // namespace meshsso::test
