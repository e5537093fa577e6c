#include "mesh/PageFiles.h"

#include "core/AtomicFile.h"

namespace meshsso::mesh {
namespace {

/// Together they stay below the 1 MiB that Kubernetes gives a ConfigMap; the server takes less.
constexpr std::size_t maxBytes = std::size_t{256} * 1024;

} // namespace

Result<std::map<std::string, std::string>> readPageFiles(const project::SsoProject& project,
                                                         const std::filesystem::path& projectFolder)
{
    std::map<std::string, std::string> files;
    const auto& directory = project.authorization.pages.directory;
    if (directory.empty() || project.clusters.target != project::Target::Istio)
        return files;
    const auto folder = projectFolder / directory;
    for (const char* name : {"page.html", "logo.svg", "logo.png"}) {
        auto content = readWholeFile(folder / name, maxBytes);
        if (content)
            files[name] = std::move(*content);
        else if (content.error().code != ErrorCode::NotFound)
            return fail(std::move(content).error());
    }
    if (files.empty())
        return fail(ErrorCode::NotFound,
                    "the folder of the pages holds neither page.html nor logo.svg nor logo.png",
                    folder.string());
    return files;
}

} // namespace meshsso::mesh
