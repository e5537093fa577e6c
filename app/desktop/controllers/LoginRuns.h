#pragma once

#include "core/Executor.h"
#include "keycloak/AdminAccess.h"
#include "login/BrowserLogin.h"

#include <QUrl>
#include <functional>
#include <memory>

namespace meshsso::desktop {

class TestClientLease;

/// What a login through the gateway works with.
struct GatewayRun
{
    std::shared_ptr<net::HttpClient> http;
    std::shared_ptr<secrets::SecretStore> store;
    project::SsoProject project;
    secrets::SecretRef passwordRef;
    SecretString password; ///< not empty: goes before passwordRef
    std::string username;
    const Clock* clock;
    login::LoginTest::Progress progress;
};

/// Errors: those of SecretStore::read. What goes wrong later is in the report.
Task<Result<login::LoginTestReport>> runThroughGateway(GatewayRun run);

/// What a login directly at Keycloak works with.
struct DirectRun
{
    std::shared_ptr<net::HttpClient> adminHttp;
    std::shared_ptr<net::HttpClient> http;
    std::shared_ptr<secrets::SecretStore> store;
    project::SsoProject project;
    SecureRandom* random;
    const Clock* clock;
    Executor* executor;
    keycloak::AdminFallback admin;
    std::function<bool(const QUrl&)> openUrl;
    login::BrowserLogin::Progress progress;
    /// Gets the lease before the client is made; whoever holds it removes the client.
    std::function<void(std::shared_ptr<TestClientLease>)> leased;
    login::BrowserLoginOptions options{}; ///< client and scopes are filled in
};

/// Errors: those of AdminAccess::open and TestClientLease::acquire. What goes wrong later is in the report.
Task<Result<login::BrowserLoginReport>> runAtKeycloak(DirectRun run);

} // namespace meshsso::desktop
