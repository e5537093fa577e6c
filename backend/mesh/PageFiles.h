#pragma once

#include "core/Result.h"
#include "project/SsoProject.h"

#include <filesystem>
#include <map>
#include <string>

namespace meshsso::mesh {

/// The files of authorization.pages.directory that the server looks for (page.html, logo.svg, logo.png), by
/// name; none where the project names no folder, or its target runs no server of ours in a cluster. The
/// folder is relative to the project's. Errors: NotFound (none is there), TooLarge, IoError.
Result<std::map<std::string, std::string>> readPageFiles(const project::SsoProject& project,
                                                         const std::filesystem::path& projectFolder);

} // namespace meshsso::mesh
