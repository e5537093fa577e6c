#pragma once

#include "core/Error.h"
#include "core/Finding.h"
#include "mesh/MeshCompiler.h"
#include "project/SsoProject.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::desktop {

/// How a file stands against the export that is in the folder.
enum class ExportState { New, Changed, Same, Removed };

struct PreviewFile
{
    std::string path;    ///< relative, with '/'
    std::string content; ///< values of secrets masked
    bool isSecret = false;
    ExportState state = ExportState::New;
    std::string diff; ///< unified, from the folder's to this; empty for secret files and when equal
};

/// What an export would write, as it may be shown: no value of a secret is in it.
struct ExportPreview
{
    std::vector<PreviewFile> files; ///< sorted by path; Removed ones are those an export would delete
    Findings findings;
    std::optional<Error> error; ///< why there is nothing to write

    std::size_t count(ExportState state) const;
    /// Files that an export writes.
    std::size_t fileCount() const { return files.size() - count(ExportState::Removed); }
    const PreviewFile* find(std::string_view path) const;
};

/// Compiles the project and compares the result with what is in the folder. Secrets are placeholders, masked
/// afterwards: withSecrets only says whether their files are part of it. Reads files: not for the GUI thread.
ExportPreview previewExport(const project::SsoProject& project, const std::filesystem::path& projectFolder,
                            const std::filesystem::path& folder, bool withSecrets);

} // namespace meshsso::desktop
