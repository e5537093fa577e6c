// Signs a user in at a real Keycloak through a real Envoy, and leaves what the benchmark needs to go on with
// that session: FOLDER/server.yaml with its secrets (for a server on any free port), FOLDER/cookie and
// FOLDER/host.

#include "core/AtomicFile.h"
#include "keycloak/AdminClient.h"
#include "keycloak/Provisioner.h"
#include "real/Browser.h"
#include "real/Sandbox.h"
#include "serverconfig/ServerConfigFile.h"

#include <QCoreApplication>
#include <cstdio>
#include <exception>
#include <filesystem>

namespace {

using namespace meshsso;

void provision(test::Sandbox& sandbox)
{
    const SystemClock clock;
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = sandbox.adminPassword();
    keycloak::AdminClient admin(sandbox.http(), sandbox.adminUrl(), std::move(credentials), clock);
    keycloak::Provisioner provisioner(admin, sandbox.project(), sandbox.secretStore());
    const auto report = sandbox.await(provisioner.apply([](const keycloak::ApplyStep&) {}));
    if (report.error)
        throw std::runtime_error(report.error->toString());
}

std::string signIn(test::Sandbox& sandbox)
{
    test::Browser browser(sandbox.loop(), sandbox.http());
    const auto start = sandbox.gatewayOrigin() + "/headers";
    const auto form = browser.follow(start);
    const auto password = sandbox.password("alice");
    const auto page = browser.follow(browser.submitLogin(form, "alice", password.reveal()));
    if (page.status != 200)
        throw std::runtime_error("the login failed: " + std::to_string(page.status));
    return browser.cookieHeader(start);
}

void put(const std::filesystem::path& file, std::string_view text)
{
    AtomicFileOptions options;
    options.mode = 0600;
    options.keepMode = false;
    options.createParents = true;
    if (const auto written = writeFileAtomically(file, text, options); !written)
        throw std::runtime_error(written.error().toString());
}

void leave(test::Sandbox& sandbox, const std::filesystem::path& folder, const std::string& cookie)
{
    const std::filesystem::path from = sandbox.folder().toStdString();
    auto loaded = serverconfig::loadServerConfig(from / "authserver.yaml");
    if (!loaded)
        throw std::runtime_error(loaded.error().toString());
    loaded->config.listen.port = 0;
    loaded->config.listen.metricsPort = -1;
    put(folder / "server.yaml", serverconfig::emitServerConfig(loaded->config));
    for (const auto* name : {"secrets/client-secret", "secrets/cookie-secret"}) {
        auto secret = readWholeFile(from / name, 4096);
        if (!secret)
            throw std::runtime_error(secret.error().toString());
        put(folder / name, *secret);
    }
    put(folder / "cookie", cookie);
    put(folder / "host", Url::parse(sandbox.gatewayOrigin()).value().authority());
}

} // namespace

int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    try {
        meshsso::test::Sandbox sandbox;
        sandbox.startKeycloak();
        provision(sandbox);
        sandbox.startGateway();
        leave(sandbox, argv[1], signIn(sandbox));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
