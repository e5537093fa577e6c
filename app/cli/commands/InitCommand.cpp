#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "cli/commands/ProjectSecrets.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

namespace fs = std::filesystem;

class InitCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(
            parent, "init", "Start a project: write the project file and make its secrets",
            "Writes the project file, and makes the cookie secret (and a test user's password) where the "
            "project will find\n"
            "them; the file itself holds references only.\n"
            "Templates: reference (httpbin and Keycloak in a mesh), sandbox (all on this machine), minimal.",
            "meshssoctl init --gateway-address sso.example.com --keycloak-url https://id.example.com --app "
            "shop:8080");
        app->add_option("--template", m_answers.templateName, "reference, sandbox or minimal")
            ->check(CLI::IsMember({"reference", "sandbox", "minimal"}))
            ->capture_default_str();
        app->add_option("--name", m_answers.name, "The project's name")->type_name("NAME");
        app->add_option("--environment", m_answers.environment, "development, staging or production")
            ->check(CLI::IsMember({"development", "staging", "production"}));
        app->add_option("--gateway-address", m_answers.gatewayAddress, "DNS name or IP address browsers use")
            ->type_name("HOST");
        app->add_option("--gateway-https-port", m_answers.httpsPort, "Its HTTPS port")
            ->check(CLI::Range(1, 65535))
            ->type_name("PORT");
        app->add_option("--gateway-http-port", m_answers.httpPort, "Its HTTP port")
            ->check(CLI::Range(1, 65535))
            ->type_name("PORT");
        app->add_option("--keycloak-url", m_answers.keycloakUrl,
                        "Keycloak as browsers reach it, without /realms")
            ->type_name("URL");
        app->add_option("--keycloak-admin-url", m_answers.keycloakAdminUrl,
                        "Keycloak's Admin API, if elsewhere")
            ->type_name("URL");
        app->add_option("--keycloak-ca-file", m_answers.caFile,
                        "Authority that signed Keycloak's certificate")
            ->type_name("FILE");
        app->add_option("--admin-user", m_answers.adminUser, "Keycloak's administrator (default: admin)")
            ->type_name("NAME");
        app->add_option("--admin-password-ref", m_answers.adminPasswordRef,
                        "Where that password is (default: env:MESHSSO_KEYCLOAK_ADMIN_PASSWORD)")
            ->type_name("REF");
        app->add_option("--exposure", m_answers.exposure,
                        "https, or guide-http: Keycloak on the gateway's plain port")
            ->check(CLI::IsMember({"https", "guide-http"}));
        app->add_option("--realm", m_answers.realm, "Keycloak's realm (default: Test-oidc)")
            ->type_name("NAME");
        app->add_option("--client-id", m_answers.clientId, "The OIDC client (default: oauth2proxy)")
            ->type_name("ID");
        app->add_option("--user", m_answers.user, "A test user to create (default: alice)")
            ->type_name("NAME");
        app->add_option("--app", m_answers.applications,
                        "An application, by Service name and port; may be repeated")
            ->type_name("NAME:PORT");
        app->add_option("--target", m_answers.target, "istio, asm or envoy")
            ->check(CLI::IsMember({"istio", "asm", "envoy"}));
        app->add_option("--local-keycloak", m_answers.localKeycloak, "sandbox: where Keycloak listens")
            ->type_name("ADDRESS:PORT");
        app->add_option("--local-authserver", m_answers.localAuthserver, "sandbox: where our server listens")
            ->type_name("ADDRESS:PORT");
        app->add_option("--metrics-port", m_answers.metricsPort, "The server's metrics port")
            ->check(CLI::Range(1, 65535))
            ->type_name("PORT");
        app->add_option("--secrets", m_answers.secretsIn,
                        "Where to keep secrets: file (0600), keychain or env")
            ->check(CLI::IsMember({"file", "keychain", "env"}))
            ->capture_default_str();
        app->add_flag("--force", m_force, "Overwrite a project file that is there");
        return app;
    }

    Task<int> run(Context& context) override
    {
        const fs::path file = context.options().projectFile;
        std::error_code ignored;
        if (fs::exists(file, ignored) && !m_force) {
            co_return context.fail(
                Error{ErrorCode::Conflict,
                      "there is a project already. Fix: --force overwrites it, --project FILE "
                      "names another",
                      file.string()});
        }
        auto made = makeProject(m_answers);
        if (!made)
            co_return context.fail(made.error());
        const Findings findings = project::checkProject(made->project);
        context.console().findings(findings);
        if (hasErrors(findings)) {
            co_return context.fail(Error{
                ErrorCode::InvalidArgument, "these answers make no valid project; nothing was written", {}});
        }

        const fs::path folder = fs::absolute(file, ignored).parent_path();
        fs::create_directories(folder, ignored);
        auto secretsDone = co_await makeProjectSecrets(context, *made, folder);
        if (!secretsDone)
            co_return context.fail(secretsDone.error());
        // The comments of a file that --force overwrites are part of what was consented to.
        if (auto saved = project::saveProject(made->project, file, m_force); !saved)
            co_return context.fail(saved.error());
        conclude(context, *made, file, *secretsDone);
        co_return ExitDone;
    }

private:
    void conclude(const Context& context, const NewProject& made, const fs::path& file,
                  const std::vector<std::string>& notes) const
    {
        const Console& console = context.console();
        console.print("Wrote " + printable(file.string()) + " (template " + m_answers.templateName + ")");
        json::array steps;
        for (const auto& note : notes) {
            console.print("  " + printable(note));
            steps.push_back(json::string(note));
        }
        const auto& admin = made.project.identityProvider.admin;
        console.progress("Next: read it; put Keycloak's admin password into " + admin.password.toString() +
                         "; then meshssoctl validate, plan, apply, export, login-test");
        console.document({{"file", file.string()}, {"template", m_answers.templateName}, {"secrets", steps}});
    }

    InitAnswers m_answers;
    bool m_force = false;
};

} // namespace

std::unique_ptr<Command> makeInitCommand()
{
    return std::make_unique<InitCommand>();
}

} // namespace meshsso::cli
