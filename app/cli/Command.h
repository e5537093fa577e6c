#pragma once

#include "cli/Context.h"
#include "core/Task.h"

#include <memory>
#include <vector>

namespace CLI {
class App;
}

namespace meshsso::cli {

/// One verb. describe() declares its options, which fill members; run() does the work and gives the exit
/// code.
class Command
{
public:
    virtual ~Command() = default;

    /// Adds the verb to its parent and returns it. Called once.
    virtual CLI::App* describe(CLI::App& parent) = 0;
    /// The command and context outlive the task.
    virtual Task<int> run(Context& context) = 0;
};

} // namespace meshsso::cli
