#pragma once

#include "cli/Console.h"
#include "cli/Environment.h"
#include "core/Result.h"
#include "project/ProjectFile.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace meshsso::cli {

/// The exit codes of the product: a script branches on them.
enum ExitCode : int {
    ExitDone = 0,        ///< in sync, or done
    ExitCheckFailed = 1, ///< drift, a check that failed, a partial apply
    ExitBadInput = 2,    ///< usage, files, credentials
    ExitUnreachable = 3, ///< a peer did not answer
};

/// Which exit code an error means.
ExitCode exitCodeOf(const Error& error) noexcept;

/// Options before or after any verb.
struct GlobalOptions
{
    std::string projectFile = "meshsso.yaml";
    bool json = false;
    bool noColor = false;
    bool verbose = false;
};

/// A project that may be used: it has no errors.
struct OpenProject
{
    project::SsoProject project;
    Findings findings; ///< warnings and hints
    std::filesystem::path file;
    std::filesystem::path folder; ///< absolute; what relative paths in the project start from

    /// The path as written in the project, made absolute; empty stays empty.
    std::filesystem::path resolve(std::string_view path) const;
};

/// What every command works with.
class Context
{
public:
    Context(Environment& environment, GlobalOptions options);

    Environment& environment() const { return m_environment; }
    const GlobalOptions& options() const { return m_options; }
    const Console& console() const { return m_console; }
    TimePoint now() const { return m_environment.clock.now(); }

    /// Loads --project and shows its errors; its warnings only when asked to, since validate is there for
    /// them. Errors: NotFound with the way to make one, InvalidArgument when the project has errors (shown
    /// already).
    Result<OpenProject> openProject(bool showWarnings = false);
    /// Keychain, environment, and files relative to the folder.
    std::shared_ptr<secrets::SecretStore> secretStore(const std::filesystem::path& folder) const;
    std::unique_ptr<net::HttpClient> httpClient(net::HttpClientOptions options) const;

    /// Shows the error (and writes it as the --json document), and gives the exit code it means.
    int fail(const Error& error) const;

private:
    void showFindings(const Findings& findings, bool withWarnings) const;

    Environment& m_environment;
    GlobalOptions m_options;
    Console m_console;
    Findings m_shown;
};

/// The whole file. Errors: NotFound, IoError, TooLarge.
Result<std::string> readTextFile(const std::filesystem::path& file, std::size_t maxBytes = 1024UL * 1024);
/// Writes the file whole or not at all, with that mode. Errors: IoError.
Result<void> writeTextFile(const std::filesystem::path& file, std::string_view text, unsigned mode = 0644);

} // namespace meshsso::cli
