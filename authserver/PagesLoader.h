#pragma once

#include "core/Finding.h"
#include "engine/Pages.h"

#include <filesystem>
#include <string>
#include <vector>

namespace meshsso::authserver {

/// The pages as the directory's files have them: page.html (a template) and logo.svg or logo.png, each where
/// it exists, at least one of them; empty: our own. What is wrong is a finding that names the file, and then
/// the pages are our own. The directory is added to the files that were read.
engine::Pages loadPages(const std::string& directory, Findings& findings,
                        std::vector<std::filesystem::path>& files);

} // namespace meshsso::authserver
