#pragma once

#include "cli/Context.h"
#include "core/Task.h"
#include "mesh/MeshCompiler.h"

namespace meshsso::cli {

/// The secret values for a project's Secret objects: what its references hold (one that is missing leaves its
/// Secret out), and the gateway's certificate, made when there is none. Notes about the certificate are
/// shown. Context and project outlive the task.
Task<Result<mesh::ExportSecrets>> collectExportSecrets(const Context& context, const OpenProject& project);

} // namespace meshsso::cli
