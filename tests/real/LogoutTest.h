#pragma once

#include "Browser.h"
#include "Sandbox.h"
#include "core/Clock.h"
#include "keycloak/AdminClient.h"

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
    void takesTheTokenOfAServiceAccount();
    void refusesTokensThatAreNotForUs();
    void endsAUsersTokens_withTheirSession();
    void logsNoSecrets();

private:
    void endSessionsOf(const std::string& username);
    std::string userId(const std::string& username);
    json::value admin(const std::string& path);
    std::string clientToken(const std::string& client);
    void addServiceClient(const std::string& client, bool isForUs);

    Sandbox& m_sandbox;
    SystemClock m_clock;
    std::unique_ptr<keycloak::AdminClient> m_admin;
    std::string m_origin;
};

} // namespace meshsso::test
