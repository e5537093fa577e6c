#include "cli/Context.h"

#include "core/AtomicFile.h"
#include "secrets/LocalSecretStores.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace meshsso::cli {

namespace fs = std::filesystem;

ExitCode exitCodeOf(const Error& error) noexcept
{
    switch (error.code) {
    case ErrorCode::Unreachable:
    case ErrorCode::Timeout:
    case ErrorCode::TlsError:
    case ErrorCode::PeerError:
        return ExitUnreachable;
    case ErrorCode::InvalidArgument:
    case ErrorCode::ParseError:
    case ErrorCode::NotFound:
    case ErrorCode::Conflict:
    case ErrorCode::IoError:
    case ErrorCode::TooLarge:
    case ErrorCode::Unsupported:
    case ErrorCode::Cancelled:
    case ErrorCode::Unauthorized:
    case ErrorCode::Forbidden:
    case ErrorCode::MalformedToken:
        return ExitBadInput;
    default:
        return ExitCheckFailed;
    }
}

fs::path OpenProject::resolve(std::string_view path) const
{
    return path.empty() ? fs::path() : (folder / fs::path(path)).lexically_normal();
}

Context::Context(Environment& environment, GlobalOptions options)
    : m_environment(environment), m_options(std::move(options)), m_console(m_options.json, m_options.noColor)
{
}

Result<OpenProject> Context::openProject(bool showWarnings)
{
    auto loaded = project::loadProject(m_options.projectFile);
    if (!loaded) {
        auto error = std::move(loaded).error();
        if (error.code == ErrorCode::NotFound) {
            error.message =
                "there is no project file here. Fix: make one with 'meshssoctl init', or name yours with "
                "--project FILE";
            error.context = m_options.projectFile;
        }
        return meshsso::fail(std::move(error));
    }
    m_shown = loaded->findings;
    showFindings(loaded->findings, showWarnings || m_options.verbose);
    if (hasErrors(loaded->findings)) {
        const auto errors = std::count_if(loaded->findings.begin(), loaded->findings.end(),
                                          [](const Finding& f) { return f.severity == Severity::Error; });
        return meshsso::fail(ErrorCode::InvalidArgument,
                             "the project has " + std::to_string(errors) +
                                 (errors == 1 ? " error" : " errors") + ", so nothing was done",
                             m_options.projectFile);
    }
    OpenProject result;
    result.project = std::move(loaded->project);
    result.findings = std::move(loaded->findings);
    result.file = m_options.projectFile;
    std::error_code ignored;
    result.folder = fs::absolute(result.file, ignored).parent_path();
    return result;
}

void Context::showFindings(const Findings& findings, bool withWarnings) const
{
    if (withWarnings || hasErrors(findings)) {
        m_console.findings(findings);
        return;
    }
    const auto warnings = std::count_if(findings.begin(), findings.end(),
                                        [](const Finding& f) { return f.severity == Severity::Warning; });
    if (warnings > 0) {
        m_console.progress("the project has " + std::to_string(warnings) +
                           (warnings == 1 ? " warning" : " warnings") + "; meshssoctl validate shows more");
    }
}

std::shared_ptr<secrets::SecretStore> Context::secretStore(const fs::path& folder) const
{
    using Kind = secrets::SecretRef::Kind;
    auto store = std::make_shared<secrets::CompositeSecretStore>();
    store->add(Kind::Keychain, m_environment.keychain);
    store->add(Kind::Environment, std::make_shared<secrets::EnvironmentSecretStore>());
    store->add(Kind::File, std::make_shared<secrets::FileSecretStore>(folder));
    return store;
}

std::unique_ptr<net::HttpClient> Context::httpClient(net::HttpClientOptions options) const
{
    options.userAgent = "meshssoctl/" MESHSSO_VERSION;
    return std::make_unique<net::CurlHttpClient>(m_environment.curl, m_environment.executor,
                                                 std::move(options));
}

int Context::fail(const Error& error) const
{
    m_console.error(error);
    json::object document{
        {"error",
         {{"code", errorCodeName(error.code)}, {"message", error.message}, {"context", error.context}}}};
    if (!m_shown.empty())
        document["findings"] = findingsJson(m_shown);
    m_console.document(document);
    return exitCodeOf(error);
}

Result<std::string> readTextFile(const fs::path& file, std::size_t maxBytes)
{
    std::error_code error;
    const auto status = fs::status(file, error);
    if (!fs::exists(status))
        return fail(ErrorCode::NotFound, "there is no such file", file.string());
    if (fs::is_directory(status))
        return fail(ErrorCode::InvalidArgument, "this is a folder, not a file", file.string());
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return fail(ErrorCode::IoError, std::string("the file cannot be read: ") + std::strerror(errno),
                    file.string());
    std::string text(maxBytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > maxBytes)
        return fail(ErrorCode::TooLarge, "the file is over " + std::to_string(maxBytes) + " bytes",
                    file.string());
    return text;
}

Result<void> writeTextFile(const fs::path& file, std::string_view text, unsigned mode)
{
    AtomicFileOptions options;
    options.mode = mode;
    options.keepMode = false;
    return writeFileAtomically(file, text, options);
}

} // namespace meshsso::cli
