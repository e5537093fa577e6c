#include "Application.h"
#include "ConfigLoader.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace {

constexpr int exitBadInput = 2;

void print(const meshsso::Findings& findings)
{
    for (const auto& finding : findings)
        std::cerr << finding.toString() << '\n';
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app(
        "Authorization server for Envoy's ext_authz and nginx's auth_request: single sign-on with OpenID "
        "Connect in front of applications.");
    app.set_version_flag("--version", "meshsso-authserver " MESHSSO_VERSION);
    app.fallthrough();
    std::string file;
    app.add_option("--config", file, "Configuration file (YAML, kind AuthServerConfig)")->required();
    auto* check = app.add_subcommand("check-config", "Check the configuration and its secrets, and exit");
    auto* health =
        app.add_subcommand("healthcheck", "Ask the server running on this machine, and exit with 0 or 1");
    bool ready = false;
    health->add_flag("--ready", ready, "Ask whether it is ready, not only alive");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exitBadInput;
    }

    if (*health)
        return meshsso::authserver::runHealthcheck(file, ready);
    auto random = std::make_shared<meshsso::SystemRandom>();
    auto loaded = meshsso::authserver::loadConfig(file, random);
    if (!loaded.isUsable()) {
        print(loaded.findings);
        std::cerr << "The configuration cannot be used.\n";
        return exitBadInput;
    }
    if (*check) {
        print(loaded.findings);
        std::cout << "The configuration is good.\n";
        return 0;
    }
    return meshsso::authserver::runServer(std::move(loaded), file, std::move(random));
}
