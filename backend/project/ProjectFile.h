#pragma once

#include "core/Finding.h"
#include "core/Result.h"
#include "project/SsoProject.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace meshsso::project {

/// A project that was read, and what is to be said about it. With errors among the findings the project holds
/// what could be read and must not be compiled.
struct LoadedProject
{
    SsoProject project;
    Findings findings;
    bool hasComments = false;
    std::filesystem::path file;
};

/// Reads a project from text; file is for positions. Never throws; all findings at once.
LoadedProject parseProject(std::string_view text, std::string_view file);
/// Reads the file. Errors: NotFound, IoError, TooLarge.
Result<LoadedProject> loadProject(const std::filesystem::path& file);

/// Semantic checks on a project, however it was made: the conflict and exposure rules of the product. Called
/// by parseProject. Where is a field path here.
Findings checkProject(const SsoProject& project);

/// The project as canonical YAML: defaults left out, fields in schema order.
std::string emitProject(const SsoProject& project);

/// Writes the file whole or not at all. If the file on disk has comments, which the canonical form would
/// lose, nothing is written and the error is Conflict, unless loseComments.
Result<void> saveProject(const SsoProject& project, const std::filesystem::path& file, bool loseComments);

} // namespace meshsso::project
