#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace meshsso::cli {

/// Adds a verb to its parent: the summary is the one line of the overview, details are shown below the
/// options of its own help, followed by an example.
CLI::App* addVerb(CLI::App& parent, std::string name, std::string summary, std::string_view details,
                  std::string_view example);

} // namespace meshsso::cli
