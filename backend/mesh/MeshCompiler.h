#pragma once

#include "core/Finding.h"
#include "core/Json.h"
#include "core/Result.h"
#include "mesh/ExportSecrets.h"
#include "project/SsoProject.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::mesh {

/// One file of an export.
struct ResourceFile
{
    std::string path; ///< relative, with '/': "workload/20-deployment-httpbin.yaml"
    std::string content;
    bool secret = false; ///< holds secret values: written 0600, and only when asked
};

struct ExportOptions
{
    project::Target target = project::Target::Istio;
    std::optional<ExportSecrets> secrets; ///< nothing: no Secret object is written
    std::map<std::string, std::string>
        pageFiles;               ///< readPageFiles(); none: a finding says how to hand them over
    std::string outputDirectory; ///< envoy target: absolute folder the configuration refers to for files
};

struct ResourceSet
{
    std::vector<ResourceFile> files; ///< sorted by path
    Findings findings;
};

/// Compiles the project into a target's files: one object a file, a kustomization.yaml a folder,
/// deterministic. Errors: InvalidArgument if the project has errors.
Result<ResourceSet> compileResources(const project::SsoProject& project, const ExportOptions& options);

/// Writes the set under the folder: each file whole or not at all, secret ones 0600, files of an earlier
/// export that are no longer part of it removed (only ones we wrote: a manifest lists them). Errors: IoError,
/// Conflict (a file there that is not ours would be overwritten).
Result<std::vector<std::string>> writeResources(const ResourceSet& set, const std::filesystem::path& folder);

} // namespace meshsso::mesh
