#include "cli/CommandLine.h"

#include "cli/commands/Commands.h"
#include "core/Text.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace meshsso::cli {

namespace {

constexpr const char* overview = R"(meshssoctl: single sign-on for a service mesh, from one project file.

The project file says what you want: gateway, Keycloak, client, roles, users, applications and who may see what.
From it meshssoctl provisions Keycloak, writes the mesh's YAML and the authorization server's configuration, and
logs a user in to prove that it works.

First steps:
  meshssoctl init --template reference --gateway-address sso.example.com
  meshssoctl validate
  meshssoctl plan && echo in sync
  meshssoctl apply
  meshssoctl export --output deploy/
  meshssoctl login-test)";

constexpr const char* footer =
    R"(Exit codes: 0 in sync or done; 1 drift, or a check failed; 2 usage or bad input; 3 a peer is unreachable.
Secrets are named in the project as keychain:NAME, env:VARIABLE or file:PATH, and never taken as arguments.)";

std::vector<std::string> optionNames(const CLI::App& app)
{
    std::vector<std::string> names;
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames())
            names.push_back("--" + name);
    }
    return names;
}

std::vector<std::string> verbNames(const CLI::App& app)
{
    std::vector<std::string> names;
    for (const auto* child : app.get_subcommands({}))
        names.push_back(child->get_name());
    return names;
}

std::string nearestText(std::string_view word, const std::vector<std::string>& candidates)
{
    const std::vector<std::string_view> views(candidates.begin(), candidates.end());
    return std::string(nearestOf(word, views));
}

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

} // namespace

CommandLine::CommandLine() : m_app(std::make_unique<CLI::App>(overview, "meshssoctl"))
{
    m_app->set_version_flag("--version", "meshssoctl " MESHSSO_VERSION, "Say the version and stop");
    m_app->add_option("-p,--project", m_options.projectFile, "The project file")
        ->type_name("FILE")
        ->capture_default_str();
    m_app->add_flag("--json", m_options.json,
                    "One JSON document on standard output; people's text on standard error");
    m_app->add_flag("--no-color", m_options.noColor,
                    "No colours (also with NO_COLOR set, or when not on a terminal)");
    m_app->add_flag("-v,--verbose", m_options.verbose, "Say more about what is going on");
    m_app->require_subcommand(1);
    m_app->fallthrough(); // global options may follow the verb
    m_app->footer(footer);
    m_app->get_formatter()->column_width(30);

    add(*m_app, makeInitCommand());
    add(*m_app, makeValidateCommand());
    add(*m_app, makePlanCommand());
    add(*m_app, makeApplyCommand());
    add(*m_app, makeExportCommand());
    add(*m_app, makeCheckCommand());
    add(*m_app, makeLoginTestCommand());
    add(*m_app, makeEvaluateCommand());
    add(*m_app, makeConnectionCommand());
    auto* import = m_app->add_subcommand(
        "import", "Make a project of what exists (see: import keycloak, import oauth2-proxy)");
    import->require_subcommand(1);
    add(*import, makeImportKeycloakCommand());
    add(*import, makeImportOauth2ProxyCommand());
    add(*import, makeImportAuthserviceCommand());
    add(*import, makeImportAsmCommand());
    auto* cluster =
        m_app->add_subcommand("cluster", "The project in Kubernetes, through kubectl (see: cluster diff)");
    cluster->require_subcommand(1);
    add(*cluster, makeClusterContextsCommand());
    add(*cluster, makeClusterDiffCommand());
    add(*cluster, makeClusterApplyCommand());
    add(*cluster, makeClusterCheckCommand());
    auto* token = m_app->add_subcommand("token", "Look into tokens (see: token decode)");
    token->require_subcommand(1);
    add(*token, makeTokenDecodeCommand());
    auto* server = m_app->add_subcommand("server", "The authorization server (see: server config)");
    server->require_subcommand(1);
    add(*server, makeServerConfigCommand());
    add(*m_app, makeCompletionCommand());
    for (auto* group : {import, cluster, token, server})
        group->fallthrough();
}

CommandLine::~CommandLine() = default;

void CommandLine::add(CLI::App& parent, std::unique_ptr<Command> command)
{
    auto* app = command->describe(parent);
    app->fallthrough();
    m_verbs.push_back({app, std::move(command)});
}

Command* CommandLine::parse(int argc, char** argv)
{
    try {
        m_app->parse(argc, argv);
    } catch (const CLI::Success& success) { // help and version
        m_exitCode = m_app->exit(success, std::cout, std::cerr);
        return nullptr;
    } catch (const CLI::ParseError& error) {
        reportUsageError(argc, argv, error.what());
        return nullptr;
    }
    for (auto& verb : m_verbs) {
        if (verb.app->parsed())
            return verb.command.get();
    }
    reportUsageError(argc, argv, "a verb is missing");
    return nullptr;
}

void CommandLine::reportUsageError(int argc, char** argv, const std::string& what)
{
    m_exitCode = ExitBadInput;
    // Walk down the verbs as far as they are known; the first word that is not is the likeliest mistake.
    const CLI::App* app = m_app.get();
    std::string unknown;
    std::string suggestion;
    std::string path = "meshssoctl";
    for (int i = 1; i < argc && unknown.empty(); ++i) {
        const std::string word = argv[i];
        if (word == "--")
            break;
        if (word.starts_with("--")) {
            const std::string name = word.substr(0, word.find('='));
            auto known = optionNames(*app);
            const auto global = optionNames(*m_app);
            known.insert(known.end(), global.begin(), global.end());
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                unknown = "option '" + name + "'";
                suggestion = nearestText(name, known);
            }
        } else if (!word.starts_with("-")) {
            const auto verbs = verbNames(*app);
            const CLI::App* next = nullptr;
            for (const auto* child : app->get_subcommands({})) {
                if (child->get_name() == word)
                    next = child;
            }
            if (next != nullptr) {
                app = next;
                path += " " + word;
            } else if (!verbs.empty()) {
                const bool isValue = i > 1 && std::string_view(argv[i - 1]).starts_with("-");
                if (isValue)
                    continue;
                unknown = "verb '" + word + "'";
                suggestion = nearestText(word, verbs);
                if (suggestion.empty())
                    suggestion = "one of " + join(verbs, ", ");
            }
        }
    }
    const Console console(false, m_options.noColor);
    Error error;
    error.code = ErrorCode::InvalidArgument;
    if (!unknown.empty()) {
        error.message = "there is no " + unknown;
        if (suggestion.starts_with("one of"))
            error.message += ". Fix: use " + suggestion;
        else if (!suggestion.empty())
            error.message += ". Did you mean '" + suggestion + "'?";
    } else if (what.find("subcommand is required") != std::string::npos) {
        error.message = "a verb is missing. Fix: use one of " + join(verbNames(*app), ", ");
    } else {
        error.message = firstLine(what);
    }
    error.message += " (" + path + " --help tells more)";
    console.error(error);
}

} // namespace meshsso::cli
