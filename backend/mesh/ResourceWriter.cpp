#include "mesh/MeshCompiler.h"

#include "core/AtomicFile.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <system_error>
#include <unistd.h>

namespace meshsso::mesh {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifestName = ".meshsso-export";
constexpr const char* manifestHeader = "# Files of this folder that meshsso wrote and may replace or remove.";

/// A path that stays in the folder, whatever a manifest was edited into.
bool isInside(const std::string& path)
{
    const fs::path candidate(path);
    return !path.empty() && candidate.is_relative() &&
           candidate.lexically_normal().generic_string() == path && *candidate.begin() != "..";
}

std::set<std::string> readManifest(const fs::path& folder)
{
    std::set<std::string> paths;
    std::ifstream stream(folder / manifestName);
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with('#') && isInside(line))
            paths.insert(line);
    }
    return paths;
}

/// A reader sees the old file or the new one, and a secret never has a mode that others can read.
Result<void> writeFile(const fs::path& path, std::string_view content, bool secret)
{
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
        return fail(ErrorCode::IoError, "the folder cannot be made: " + error.message(),
                    path.parent_path().string());
    AtomicFileOptions options;
    options.followLinks = false;
    if (secret) {
        options.mode = 0600;
        options.keepMode = false;
    }
    return writeFileAtomically(path, content, options);
}

/// Removes what a run that was cut short left of a write: ".name." and six characters.
void removeLeftovers(const fs::path& path)
{
    const auto prefix = "." + path.filename().string() + ".";
    std::error_code error;
    for (fs::directory_iterator entry(path.parent_path(), error), end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        std::error_code ignored;
        if (name.starts_with(prefix) && name.size() == prefix.size() + 6)
            fs::remove(entry->path(), ignored);
    }
}

Result<void> writeManifest(const fs::path& folder, const std::set<std::string>& paths)
{
    std::string text = std::string(manifestHeader) + "\n";
    for (const auto& path : paths)
        text += path + "\n";
    return writeFile(folder / manifestName, text, false);
}

/// Removes the file, and then folders that it leaves empty, up to the export's own.
Result<void> removeFile(const fs::path& folder, const std::string& path)
{
    std::error_code error;
    fs::remove(folder / path, error);
    if (error)
        return fail(ErrorCode::IoError, "a file of an earlier export cannot be removed: " + error.message(),
                    (folder / path).string());
    for (auto parent = fs::path(path).parent_path(); !parent.empty(); parent = parent.parent_path()) {
        if (::rmdir((folder / parent).c_str()) != 0)
            break;
    }
    return {};
}

} // namespace

Result<std::vector<std::string>> writeResources(const ResourceSet& set, const fs::path& folder)
{
    const auto earlier = readManifest(folder);
    std::set<std::string> current;
    for (const auto& file : set.files) {
        if (!isInside(file.path))
            return fail(ErrorCode::InvalidArgument, "a resource's path leaves the folder", file.path);
        std::error_code error;
        const bool exists = fs::symlink_status(folder / file.path, error).type() != fs::file_type::not_found;
        if (exists && !earlier.contains(file.path))
            return fail(ErrorCode::Conflict,
                        "a file that an export did not write is in the way; move it, or choose "
                        "another folder",
                        (folder / file.path).string());
        current.insert(file.path);
    }
    // Both lists first: if this run is cut short, the next one still knows every file as ours.
    auto all = earlier;
    all.insert(current.begin(), current.end());
    if (auto written = writeManifest(folder, all); !written)
        return fail(std::move(written).error());
    std::vector<std::string> paths;
    for (const auto& file : set.files) {
        removeLeftovers(folder / file.path);
        if (auto written = writeFile(folder / file.path, file.content, file.secret); !written)
            return fail(std::move(written).error());
        paths.push_back(file.path);
    }
    for (const auto& path : earlier) {
        if (current.contains(path))
            continue;
        if (auto removed = removeFile(folder, path); !removed)
            return fail(std::move(removed).error());
    }
    if (auto written = writeManifest(folder, current); !written)
        return fail(std::move(written).error());
    return paths;
}

} // namespace meshsso::mesh
