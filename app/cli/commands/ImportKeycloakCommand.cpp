#include "cli/KeycloakAccess.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "cli/commands/ProjectSecrets.h"
#include "keycloak/ClientImport.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

namespace fs = std::filesystem;

class ImportKeycloakCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(
            parent, "keycloak", "Make a project file of a client that exists in Keycloak",
            "Reads the client with its redirect URIs, scopes, mappers and roles, says what a project cannot "
            "express, and writes the\n"
            "project file. Changes nothing in Keycloak. Without --client it lists the realm's clients, "
            "without "
            "--realm the realms.\n"
            "0: written or listed; 2: no such realm or client, or the file exists; 3: Keycloak is "
            "unreachable.",
            "meshssoctl import keycloak --keycloak-url https://id.example.com --realm shop --client web "
            "--app "
            "shop:8080");
        app->add_option("--keycloak-url", m_url, "Keycloak's base URL, without /realms")
            ->type_name("URL")
            ->required();
        app->add_option("--keycloak-admin-url", m_adminUrl, "Its Admin API, if elsewhere")->type_name("URL");
        app->add_option("--realm", m_answers.realm, "The realm")->type_name("NAME");
        app->add_option("--client", m_answers.clientId, "The client's id")->type_name("ID");
        app->add_option("--admin-user", m_answers.adminUser, "Keycloak's administrator (default: admin)")
            ->type_name("NAME");
        app->add_option("--admin-password-ref", m_answers.adminPasswordRef,
                        "Where that password is (default: env:MESHSSO_KEYCLOAK_ADMIN_PASSWORD)")
            ->type_name("REF");
        app->add_option("--keycloak-ca-file", m_answers.caFile,
                        "Authority that signed Keycloak's certificate")
            ->type_name("FILE");
        app->add_option("--app", m_answers.applications,
                        "An application, by Service name and port; may be repeated")
            ->type_name("NAME:PORT");
        app->add_option("--target", m_answers.target, "istio, asm or envoy")
            ->check(CLI::IsMember({"istio", "asm", "envoy"}));
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
        if (!m_answers.clientId.empty() && fs::exists(file, ignored) && !m_force) {
            co_return context.fail(
                Error{ErrorCode::Conflict,
                      "there is a project already. Fix: --force overwrites it, --project FILE names another",
                      file.string()});
        }
        auto base = makeBase();
        if (!base)
            co_return context.fail(base.error());
        OpenProject opened;
        opened.project = base->project;
        opened.folder = fs::absolute(file, ignored).parent_path();
        opened.project.identityProvider.url = m_url; // where to ask; what browsers use is found out
        auto access = co_await openKeycloak(context, opened);
        if (!access)
            co_return context.fail(access.error());
        auto& admin = (*access)->admin();
        if (m_answers.realm.empty())
            co_return co_await showRealms(context, admin);
        if (m_answers.clientId.empty())
            co_return co_await showClients(context, admin, m_answers.realm);
        auto project = base->project;
        auto imported =
            co_await keycloak::importClient(admin, m_answers.realm, m_answers.clientId, std::move(project));
        if (!imported)
            co_return context.fail(imported.error());
        base->project = std::move(imported->project);
        auto secretsDone = co_await makeProjectSecrets(context, *base, opened.folder);
        if (!secretsDone)
            co_return context.fail(secretsDone.error());
        // The comments of a file that --force overwrites are part of what was consented to.
        if (auto saved = project::saveProject(base->project, file, m_force); !saved)
            co_return context.fail(saved.error());
        conclude(context, *base, imported->findings, *secretsDone);
        co_return ExitDone;
    }

private:
    /// What the client does not tell.
    Result<NewProject> makeBase()
    {
        auto answers = m_answers;
        answers.templateName = "minimal";
        answers.name = answers.clientId;
        auto made = makeProject(answers);
        if (!made)
            return fail(std::move(made).error());
        auto& project = made->project;
        project.metadata.name.clear(); // the import makes a fit one of the client's id
        project.gateway.address.clear();
        // Where both are given, the first is the browsers'; else Keycloak itself says what browsers use.
        project.identityProvider.url = m_adminUrl.empty() ? std::string() : m_url;
        project.identityProvider.admin.url = m_adminUrl;
        if (m_answers.applications.empty())
            project.applications.clear();
        return made;
    }

    static Task<int> showRealms(Context& context, keycloak::AdminClient& admin)
    {
        auto realms = co_await keycloak::listRealms(admin);
        if (!realms)
            co_return context.fail(realms.error());
        json::array names;
        for (const auto& realm : *realms) {
            context.console().print(printable(realm));
            names.emplace_back(realm);
        }
        context.console().progress("Name one with --realm");
        context.console().document({{"realms", std::move(names)}});
        co_return ExitDone;
    }

    static Task<int> showClients(Context& context, keycloak::AdminClient& admin, std::string realm)
    {
        auto clients = co_await keycloak::listClients(admin, std::move(realm));
        if (!clients)
            co_return context.fail(clients.error());
        std::vector<Console::Row> rows;
        json::array list;
        for (const auto& client : *clients) {
            std::string kind = client.isBuiltIn  ? "Keycloak's own"
                               : client.isPublic ? "public"
                                                 : "confidential";
            if (!client.enabled)
                kind += ", disabled";
            rows.push_back({printable(client.clientId), kind, printable(client.name)});
            list.push_back({{"clientId", client.clientId},
                            {"name", client.name},
                            {"enabled", client.enabled},
                            {"public", client.isPublic},
                            {"builtIn", client.isBuiltIn}});
        }
        context.console().table({"CLIENT", "KIND", "NAME"}, rows);
        context.console().progress("Name one with --client");
        context.console().document({{"clients", std::move(list)}});
        co_return ExitDone;
    }

    static void conclude(const Context& context, const NewProject& made, const Findings& imported,
                         const std::vector<std::string>& notes)
    {
        const Console& console = context.console();
        const Findings checked = project::checkProject(made.project);
        console.findings(imported);
        console.findings(checked);
        console.print("Wrote " + printable(context.options().projectFile) + " from the client " +
                      printable(made.project.client.id));
        json::array steps;
        for (const auto& note : notes) {
            console.print("  " + printable(note));
            steps.emplace_back(note);
        }
        console.progress(hasErrors(checked) ? "Next: complete the file where an error is shown above; then "
                                              "meshssoctl validate, plan"
                                            : "Next: read it; then meshssoctl validate, plan");
        console.document({{"file", context.options().projectFile},
                          {"findings", findingsJson(imported)},
                          {"projectFindings", findingsJson(checked)},
                          {"secrets", std::move(steps)}});
    }

    InitAnswers m_answers;
    std::string m_url;
    std::string m_adminUrl;
    bool m_force = false;
};

} // namespace

std::unique_ptr<Command> makeImportKeycloakCommand()
{
    return std::make_unique<ImportKeycloakCommand>();
}

} // namespace meshsso::cli
