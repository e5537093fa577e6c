#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "cli/commands/ProjectTemplate.h"
#include "migrate/AsmImport.h"
#include "migrate/AuthserviceImport.h"
#include "migrate/Oauth2ProxyImport.h"
#include "serverconfig/ServerConfigFile.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace meshsso::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t maxInputBytes = 1024UL * 1024;

/// One of the products whose settings are read.
struct SourceKind
{
    const char* verb;
    const char* summary;
    const char* details;
    const char* example;
    Result<migrate::ImportResult> (*import)(const std::vector<migrate::SourceText>&,
                                            const migrate::ImportOptions&);
};

constexpr SourceKind oauth2Proxy{
    "oauth2-proxy", "Make a project, or a server's configuration, of oauth2-proxy's settings",
    "Reads a command line, a .cfg file, OAUTH2_PROXY_* lines, the alpha configuration, or a Deployment with "
    "its ConfigMap;\n"
    "several files together are one installation.",
    "kubectl get deployment,configmap -n auth -o yaml | meshssoctl import oauth2-proxy -",
    &migrate::importOauth2Proxy};

constexpr SourceKind authservice{
    "authservice", "Make a project, or a server's configuration, of authservice's config.json",
    "Reads the configuration of istio-ecosystem/authservice, as a file or in its ConfigMap.",
    "meshssoctl import authservice config.json --app shop:8080 --server-config server.yaml",
    &migrate::importAuthservice};

constexpr SourceKind serviceMesh{
    "asm", "Make a project, or a server's configuration, of ASM's provider settings",
    "Reads the settings of an extension provider or security policy of Alibaba Cloud Service Mesh (console, "
    "API, Terraform\n"
    "as JSON), and the AuthorizationPolicy that asks it; several files together are one installation.",
    "meshssoctl import asm provider.json policy.yaml --app httpbin:8000", &migrate::importAsm};

class ImportSettingsCommand final : public Command
{
public:
    explicit ImportSettingsCommand(const SourceKind& kind) : m_kind(kind) {}

    CLI::App* describe(CLI::App& parent) override
    {
        const auto details =
            std::string(m_kind.details) +
            "\nSays what has no equivalent here and what is dangerous; never opens more than "
            "the source did. Secrets are not\n"
            "copied: the result refers to them, and a line says how to put each in place. "
            "Changes nothing but the files it writes.\n"
            "0: written, also when findings ask for a decision; 2: the source cannot be "
            "read, or a file is there already.";
        auto* app = addVerb(parent, m_kind.verb, m_kind.summary, details, m_kind.example);
        app->add_option("files", m_files, "The settings; '-' is standard input")
            ->type_name("FILE")
            ->required();
        app->add_option("-o,--output", m_output, "The project file to write (default: that of --project)")
            ->type_name("FILE");
        app->add_option("--server-config", m_serverConfig,
                        "Write meshsso-authserver's configuration there; alone, no project is written")
            ->type_name("FILE");
        app->add_option("--gateway-address", m_gatewayAddress,
                        "Where browsers meet the gateway (default: what the source says)")
            ->type_name("HOST[:PORT]");
        app->add_option("--app", m_applications,
                        "An application, by Service name and port; may be repeated (default: the source's)")
            ->type_name("NAME:PORT");
        app->add_option("--secrets", m_secretsIn, "Where the result says that secrets are: file or env")
            ->check(CLI::IsMember({"file", "env"}))
            ->capture_default_str();
        app->add_flag("--force", m_force, "Overwrite files that are there");
        return app;
    }

    Task<int> run(Context& context) override
    {
        const bool wantsProject = m_serverConfig.empty() || !m_output.empty();
        const fs::path projectFile = m_output.empty() ? context.options().projectFile : m_output;
        if (auto free = areFree(wantsProject ? projectFile : fs::path()); !free)
            co_return context.fail(free.error());
        auto options = makeOptions(wantsProject);
        if (!options)
            co_return context.fail(options.error());
        auto sources = readSources();
        if (!sources)
            co_return context.fail(sources.error());
        auto imported = m_kind.import(*sources, *options);
        for (auto& source : *sources)
            wipe(source.text);
        if (!imported)
            co_return context.fail(imported.error());

        json::object document{{"findings", findingsJson(imported->findings)}};
        context.console().findings(imported->findings);
        if (wantsProject) {
            // The comments of a file that --force overwrites are part of what was consented to.
            if (auto saved = project::saveProject(imported->project, projectFile, m_force); !saved)
                co_return context.fail(saved.error());
            conclude(context, projectFile.string(), "file", "projectFindings",
                     project::checkProject(imported->project), document);
        }
        if (!m_serverConfig.empty()) {
            if (auto written =
                    writeTextFile(m_serverConfig, serverconfig::emitServerConfig(imported->config));
                !written)
                co_return context.fail(written.error());
            conclude(context, m_serverConfig, "serverConfig", "serverFindings",
                     serverconfig::checkServerConfig(imported->config), document);
        }
        showSecrets(context.console(), imported->secrets, document);
        if (imported->needsPerson())
            context.console().progress("Next: decide about the errors and warnings above; put the secrets in "
                                       "place; then meshssoctl validate, plan");
        else
            context.console().progress(
                "Next: read it; put the secrets in place; then meshssoctl validate, plan");
        context.console().document(document);
        co_return ExitDone;
    }

private:
    Result<void> areFree(const fs::path& projectFile) const
    {
        std::error_code ignored;
        for (const fs::path& file : {projectFile, fs::path(m_serverConfig)}) {
            if (!file.empty() && fs::exists(file, ignored) && !m_force)
                return fail(ErrorCode::Conflict,
                            "the file is there already. Fix: --force overwrites it, --output and "
                            "--server-config name others",
                            file.string());
        }
        return {};
    }

    Result<migrate::ImportOptions> makeOptions(bool wantsProject) const
    {
        migrate::ImportOptions options;
        options.output = wantsProject ? migrate::OutputKind::Project : migrate::OutputKind::Server;
        options.secretsInEnvironment = m_secretsIn == "env";
        options.gatewayAddress = m_gatewayAddress;
        if (!m_applications.empty()) {
            InitAnswers answers;
            answers.templateName = "minimal";
            answers.applications = m_applications;
            auto made = makeProject(answers);
            if (!made)
                return fail(std::move(made).error());
            options.applications = std::move(made->project.applications);
            for (auto& application : options.applications)
                application.access.clear(); // the source's rules come in their place
        }
        return options;
    }

    Result<std::vector<migrate::SourceText>> readSources() const
    {
        std::vector<migrate::SourceText> sources;
        for (const auto& file : m_files) {
            if (file == "-") {
                std::string text(maxInputBytes + 1, '\0');
                std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
                text.resize(static_cast<std::size_t>(std::cin.gcount()));
                if (text.size() > maxInputBytes)
                    return fail(ErrorCode::TooLarge, "standard input holds more than 1 MiB");
                sources.push_back({"standard input", std::move(text)});
                continue;
            }
            auto text = readTextFile(file, maxInputBytes);
            if (!text)
                return fail(std::move(text).error());
            sources.push_back({file, std::move(*text)});
        }
        return sources;
    }

    static void conclude(const Context& context, const std::string& file, const char* fileMember,
                         const char* findingsMember, const Findings& findings, json::object& document)
    {
        context.console().findings(findings);
        context.console().print("Wrote " + printable(file) +
                                (hasErrors(findings) ? ", which is not complete: see the errors above" : ""));
        document[fileMember] = file;
        document[findingsMember] = findingsJson(findings);
    }

    static void showSecrets(const Console& console, const std::vector<migrate::NeededSecret>& secrets,
                            json::object& document)
    {
        json::array list;
        for (const auto& secret : secrets) {
            console.print("  " + printable(secret.what) + " in " + printable(secret.ref.toString()) + ": " +
                          printable(secret.howTo));
            list.push_back(
                {{"what", secret.what}, {"reference", secret.ref.toString()}, {"create", secret.howTo}});
        }
        document["secrets"] = std::move(list);
    }

    const SourceKind& m_kind;
    std::vector<std::string> m_files;
    std::string m_output;
    std::string m_serverConfig;
    std::string m_gatewayAddress;
    std::vector<std::string> m_applications;
    std::string m_secretsIn = "file";
    bool m_force = false;
};

} // namespace

std::unique_ptr<Command> makeImportOauth2ProxyCommand()
{
    return std::make_unique<ImportSettingsCommand>(oauth2Proxy);
}

std::unique_ptr<Command> makeImportAuthserviceCommand()
{
    return std::make_unique<ImportSettingsCommand>(authservice);
}

std::unique_ptr<Command> makeImportAsmCommand()
{
    return std::make_unique<ImportSettingsCommand>(serviceMesh);
}

} // namespace meshsso::cli
