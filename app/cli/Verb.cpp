#include "cli/Verb.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

CLI::App* addVerb(CLI::App& parent, std::string name, std::string summary, std::string_view details,
                  std::string_view example)
{
    auto* app = parent.add_subcommand(std::move(name), std::move(summary));
    std::string footer(details);
    footer += "\n\nWith every verb: -p,--project FILE (meshsso.yaml), --json, --no-color, -v,--verbose";
    footer += "\nExample: ";
    footer += example;
    app->footer(footer);
    return app;
}

} // namespace meshsso::cli
