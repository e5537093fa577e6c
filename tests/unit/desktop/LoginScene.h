#pragma once

#include "DesktopFixture.h"
#include "FakeKeycloak.h"
#include "desktop/controllers/LoginTestController.h"
#include "unit/login/FakeSite.h"

#include <thread>

namespace meshsso::test {

/// A gateway, Keycloak with its administration, the system browser and the user, around a workspace.
class LoginScene
{
public:
    static constexpr const char* password = "wonder&land-secret";

    LoginScene();
    ~LoginScene();

    desktop::LoginTestController& controller() { return fixture.workspace().loginTest(); }
    /// Test clients that are at Keycloak now.
    int testClients();
    /// Everything that the program shows of its traffic and says in its log.
    QString activityText();
    /// The contents of every file below the fixture's folder.
    QByteArray filesText() const;

    DesktopFixture fixture;
    FakeSite site;
    FakeKeycloak keycloak;
    TestSigner signer = TestSigner::ec();
    std::string opened;         ///< the address that the browser got
    bool browserReturns = true; ///< the user signs in, and the browser comes back
    int tokenStatus = 200;
    std::string accessToken;                                ///< as issued by the token endpoint
    std::function<void(const net::HttpRequest&)> onRequest; ///< before each answer

private:
    Result<net::HttpResponse> answer(const net::HttpRequest& request);
    net::HttpResponse tokens();
    bool open(const QUrl& url);

    std::thread m_browser;
};

} // namespace meshsso::test
