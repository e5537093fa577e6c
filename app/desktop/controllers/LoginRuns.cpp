#include "desktop/controllers/LoginRuns.h"

#include "desktop/controllers/TestClientLease.h"

namespace meshsso::desktop {

Task<Result<login::LoginTestReport>> runThroughGateway(GatewayRun run)
{
    login::LoginTestOptions options;
    options.username = run.username;
    options.password = run.password;
    if (options.password.empty()) {
        auto ref = run.passwordRef;
        auto read = co_await run.store->read(std::move(ref));
        if (!read)
            co_return fail(std::move(read).error());
        options.password = std::move(*read);
    }
    login::LoginTest test(*run.http, run.project, *run.clock);
    auto progress = run.progress;
    auto report = co_await test.run(std::move(options), std::move(progress));
    co_return std::move(report);
}

Task<Result<login::BrowserLoginReport>> runAtKeycloak(DirectRun run)
{
    auto adminHttp = run.adminHttp;
    auto store = run.store;
    auto project = run.project;
    auto admin = run.admin;
    auto opened = co_await keycloak::AdminAccess::open(std::move(adminHttp), std::move(store),
                                                       std::move(project), *run.clock, std::move(admin));
    if (!opened)
        co_return fail(std::move(opened).error());
    std::shared_ptr<keycloak::AdminAccess> access = std::move(*opened);
    auto lease = std::make_shared<TestClientLease>(access, *run.random, *run.clock, *run.executor);
    run.leased(lease);
    auto client = co_await lease->acquire();
    if (!client)
        co_return fail(std::move(client).error());

    auto options = run.options;
    options.clientId = client->clientId;
    options.scopes = client->scopes;
    login::BrowserLogin::OpenBrowser open = [openUrl = run.openUrl](const std::string& url) -> Result<void> {
        if (openUrl(QUrl::fromEncoded(QByteArray::fromStdString(url), QUrl::StrictMode)))
            return {};
        return fail(ErrorCode::Unsupported, "no browser could be started");
    };
    auto progress = run.progress;
    login::BrowserLogin login(*run.http, *run.executor, run.project, *run.random, *run.clock);
    auto report = co_await login.run(std::move(options), std::move(open), std::move(progress));
    co_return std::move(report);
}

} // namespace meshsso::desktop
