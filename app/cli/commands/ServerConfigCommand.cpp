#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "serverconfig/LocalReferences.h"
#include "serverconfig/ServerConfigFile.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

class ServerConfigCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(parent, "config", "Write the configuration of meshsso-authserver",
                            "For the cluster (default) secrets come from mounted files; with --local from "
                            "where the project keeps them.",
                            "meshssoctl server config --local --output server.yaml && meshsso-authserver "
                            "--config server.yaml");
        app->add_flag("--local", m_local, "For a server on this machine, at local.authorizationService");
        app->add_option("-o,--output", m_output, "Write the file instead of standard output")
            ->type_name("FILE");
        app->add_option("--listen-address", m_listenAddress, "Listen there instead")->type_name("ADDRESS");
        app->add_option("--metrics-port", m_metricsPort, "The port of /metrics")
            ->check(CLI::Range(1, 65535))
            ->type_name("PORT");
        return app;
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        serverconfig::CompileOptions options;
        options.inCluster = !m_local;
        if (!m_listenAddress.empty())
            options.listenAddress = m_listenAddress;
        if (m_metricsPort != 0)
            options.metricsPort = m_metricsPort;
        auto config = serverconfig::compileServerConfig(opened->project, options);
        if (m_local) {
            if (auto anchored = anchor(*opened, config); !anchored)
                co_return context.fail(anchored.error());
        }
        const auto findings = serverconfig::checkServerConfig(config);
        context.console().findings(findings);
        const std::string text = serverconfig::emitServerConfig(config);
        if (!m_output.empty()) {
            if (auto written = writeTextFile(m_output, text); !written)
                co_return context.fail(written.error());
            context.console().print("Wrote " + printable(m_output));
        } else if (!context.options().json) {
            context.console().print(std::string_view(text).substr(0, text.find_last_not_of('\n') + 1));
        }
        context.console().document(
            {{"file", m_output}, {"config", text}, {"findings", findingsJson(findings)}});
        co_return hasErrors(findings) ? ExitBadInput : ExitDone;
    }

private:
    /// The server may be started anywhere, so paths relative to the project become absolute. It does not link
    /// the keychain.
    static Result<void> anchor(const OpenProject& project, serverconfig::ServerConfig& config)
    {
        using Kind = secrets::SecretRef::Kind;
        const auto anchorRef = [&](secrets::SecretRef& ref) -> Result<void> {
            if (ref.kind == Kind::Keychain) {
                return fail(
                    ErrorCode::Unsupported,
                    "the server cannot read a keychain. Fix: keep this secret as file:PATH or env:VARIABLE",
                    ref.toString());
            }
            if (ref.kind == Kind::File)
                ref.name = project.resolve(ref.name).string();
            return {};
        };
        for (auto* ref : serverconfig::secretRefs(config)) {
            if (auto done = anchorRef(*ref); !done)
                return done;
        }
        for (auto* file : serverconfig::localFiles(config))
            *file = project.resolve(*file).string();
        return {};
    }

    bool m_local = false;
    std::string m_output;
    std::string m_listenAddress;
    int m_metricsPort = 0;
};

} // namespace

std::unique_ptr<Command> makeServerConfigCommand()
{
    return std::make_unique<ServerConfigCommand>();
}

} // namespace meshsso::cli
