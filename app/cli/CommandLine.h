#pragma once

#include "cli/Command.h"

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace meshsso::cli {

/// The program's verbs and options, and the reading of one command line.
class CommandLine
{
public:
    CommandLine();
    ~CommandLine();

    /// The chosen command, or null when the answer was given already: help and version (exit code 0) or a
    /// usage error with a suggestion (2).
    Command* parse(int argc, char** argv);

    int exitCode() const { return m_exitCode; }
    const GlobalOptions& options() const { return m_options; }

private:
    void add(CLI::App& parent, std::unique_ptr<Command> command);
    void reportUsageError(int argc, char** argv, const std::string& what);

    struct Verb
    {
        CLI::App* app;
        std::unique_ptr<Command> command;
    };

    std::unique_ptr<CLI::App> m_app;
    std::vector<Verb> m_verbs;
    GlobalOptions m_options;
    int m_exitCode = 0;
};

} // namespace meshsso::cli
