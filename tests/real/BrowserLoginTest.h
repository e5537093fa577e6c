#pragma once

#include "Sandbox.h"
#include "keycloak/AdminClient.h"
#include "keycloak/TestClient.h"
#include "login/BrowserLogin.h"

#include <QObject>
#include <memory>
#include <thread>

namespace meshsso::test {

/// Signs in directly at real Keycloak through a client made for it, with a browser on a thread of its own
/// that fills the form and comes back to the loopback listener.
class BrowserLoginTest : public QObject
{
    Q_OBJECT

public:
    explicit BrowserLoginTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanupTestCase();
    void signsIn_andVerifiesBothTokens();
    void names_aRefusal();
    void names_anUnknownClient();

private:
    /// What the browser does with the authorization URL.
    using Browse = std::function<void(RunLoop& loop, net::HttpClient& http, std::string url)>;
    login::BrowserLoginReport run(login::BrowserLoginOptions options, Browse browse);

    Sandbox& m_sandbox;
    SystemClock m_clock;
    SystemRandom m_random;
    project::SsoProject m_project; ///< as if browsers reached Keycloak where it listens
    std::unique_ptr<keycloak::AdminClient> m_admin;
    keycloak::TestClient m_client;
};

} // namespace meshsso::test
