#include "cli/ExportSecrets.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "mesh/MeshCompiler.h"
#include "mesh/PageFiles.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> targetNames{"istio", "asm", "envoy"};

class ExportCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app =
            addVerb(parent, "export", "Write the project's YAML for a mesh, ready for kubectl apply -k",
                    "One object a file. Secret objects are written only with --with-secrets, then with mode "
                    "0600; the gateway's\n"
                    "certificate is made once and kept in tls/ beside the project.",
                    "meshssoctl export --target istio --output deploy/ --with-secrets");
        app->add_option("--target", m_target, "istio, asm or envoy (default: the project's)")
            ->check(CLI::IsMember({"istio", "asm", "envoy"}));
        app->add_option("-o,--output", m_output,
                        "The folder to write (default: export/TARGET beside the project)")
            ->type_name("DIR");
        app->add_flag("--with-secrets", m_withSecrets,
                      "Write Secret objects and the certificate's key as well");
        return app;
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        const OpenProject& project = *opened;

        mesh::ExportOptions options;
        options.target = project.project.clusters.target;
        for (std::size_t i = 0; i < targetNames.size(); ++i) {
            if (m_target == targetNames[i])
                options.target = static_cast<project::Target>(i);
        }
        const std::string targetName(targetNames[static_cast<std::size_t>(options.target)]);
        std::error_code ignored;
        const fs::path folder =
            (m_output.empty() ? project.folder / "export" / targetName : fs::absolute(m_output, ignored))
                .lexically_normal();
        options.outputDirectory = folder.string();
        if (m_withSecrets) {
            auto collecting = collectExportSecrets(context, project);
            auto secrets = co_await collecting;
            if (!secrets)
                co_return context.fail(secrets.error());
            options.secrets = std::move(*secrets);
        }

        auto target = project.project;
        target.clusters.target = options.target;
        auto pageFiles = mesh::readPageFiles(target, project.folder);
        if (!pageFiles)
            co_return context.fail(pageFiles.error());
        options.pageFiles = std::move(*pageFiles);
        auto set = mesh::compileResources(project.project, options);
        if (!set)
            co_return context.fail(set.error());
        context.console().findings(set->findings);
        auto written = mesh::writeResources(*set, folder);
        if (!written)
            co_return context.fail(written.error());
        show(context.console(), targetName, folder, *set, *written);
        co_return hasErrors(set->findings) ? ExitCheckFailed : ExitDone;
    }

private:
    static void show(const Console& console, const std::string& target, const fs::path& folder,
                     const mesh::ResourceSet& set, const std::vector<std::string>& written)
    {
        json::array files;
        for (const auto& file : set.files) {
            console.print("  " + printable(file.path) +
                          (file.secret ? console.styled(Style::Warn, "  (secret, 0600)") : ""));
            files.push_back({{"path", file.path}, {"secret", file.secret}});
        }
        console.print(std::to_string(set.files.size()) + " files for target " + target + " in " +
                      printable(folder.string()));
        json::array changed;
        for (const auto& path : written)
            changed.push_back(json::string(path));
        console.document({{"target", target},
                          {"folder", folder.string()},
                          {"files", files},
                          {"written", changed},
                          {"findings", findingsJson(set.findings)}});
    }

    std::string m_target;
    std::string m_output;
    bool m_withSecrets = false;
};

} // namespace

std::unique_ptr<Command> makeExportCommand()
{
    return std::make_unique<ExportCommand>();
}

} // namespace meshsso::cli
