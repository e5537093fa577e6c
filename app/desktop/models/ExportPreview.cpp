#include "desktop/models/ExportPreview.h"

#include "core/AtomicFile.h"
#include "core/Encoding.h"
#include "core/Text.h"
#include "kube/UnifiedDiff.h"
#include "mesh/PageFiles.h"

#include <algorithm>

namespace meshsso::desktop {

namespace {

constexpr std::size_t maxFileBytes = std::size_t{4} * 1024 * 1024;
constexpr std::string_view placeholder = "meshsso-secret-placeholder-of-32";
constexpr std::string_view mask = "••••••••";

mesh::ExportSecrets placeholders(const project::SsoProject& project)
{
    mesh::ExportSecrets secrets;
    for (const auto& ref : mesh::exportedSecrets(project))
        secrets.set(ref, SecretString(std::string(placeholder)));
    secrets.certificate =
        crypto::CertificateAndKey{std::string(placeholder), SecretString(std::string(placeholder))};
    return secrets;
}

void replaceAll(std::string& text, const std::string& what, std::string_view with)
{
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

std::string masked(std::string content)
{
    replaceAll(content, base64Encode(placeholder), mask);
    replaceAll(content, std::string(placeholder), mask);
    return content;
}

/// The paths that the last export wrote, as writeResources keeps them.
std::vector<std::string> earlierPaths(const std::filesystem::path& folder)
{
    std::vector<std::string> paths;
    const auto text = readWholeFile(folder / ".meshsso-export", maxFileBytes);
    if (!text)
        return paths;
    for (const auto line : split(*text, '\n')) {
        if (!line.empty() && !line.starts_with('#'))
            paths.emplace_back(line);
    }
    return paths;
}

} // namespace

std::size_t ExportPreview::count(ExportState state) const
{
    return static_cast<std::size_t>(
        std::count_if(files.begin(), files.end(), [&](const auto& file) { return file.state == state; }));
}

const PreviewFile* ExportPreview::find(std::string_view path) const
{
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
    return found == files.end() ? nullptr : &*found;
}

ExportPreview previewExport(const project::SsoProject& project, const std::filesystem::path& projectFolder,
                            const std::filesystem::path& folder, bool withSecrets)
{
    ExportPreview preview;
    mesh::ExportOptions options;
    options.target = project.clusters.target;
    options.outputDirectory = folder.string();
    if (withSecrets)
        options.secrets = placeholders(project);
    auto pageFiles = mesh::readPageFiles(project, projectFolder);
    if (!pageFiles) {
        preview.error = std::move(pageFiles).error();
        return preview;
    }
    options.pageFiles = std::move(*pageFiles);
    auto set = mesh::compileResources(project, options);
    if (!set) {
        preview.error = std::move(set).error();
        return preview;
    }
    preview.findings = std::move(set->findings);
    const auto earlier = earlierPaths(folder);
    const auto isEarlier = [&](const std::string& path) {
        return std::find(earlier.begin(), earlier.end(), path) != earlier.end();
    };
    for (auto& file : set->files) {
        // The certificate is no secret, but comes with its key: there is a placeholder for it, too.
        const bool isPlaceholder = file.content.find(placeholder) != std::string::npos;
        PreviewFile shown{file.path, masked(std::move(file.content)), file.secret, ExportState::New, {}};
        if (isEarlier(file.path)) {
            // What a secret file holds is not looked at: it has no place in a comparison.
            const auto present = file.secret ? Result<std::string>(shown.content)
                                             : readWholeFile(folder / file.path, maxFileBytes);
            if (present) {
                if (isPlaceholder)
                    shown.content = *present;
                shown.state = *present == shown.content ? ExportState::Same : ExportState::Changed;
                shown.diff = kube::unifiedDiff(*present, shown.content, "last export", "now");
            }
        }
        preview.files.push_back(std::move(shown));
    }
    for (const auto& path : earlier) {
        if (preview.find(path) == nullptr)
            preview.files.push_back({path, {}, false, ExportState::Removed, {}});
    }
    std::sort(preview.files.begin(), preview.files.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    return preview;
}

} // namespace meshsso::desktop
