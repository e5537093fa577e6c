#pragma once

#include "core/Clock.h"
#include "core/Executor.h"
#include "core/Task.h"
#include "mesh/MeshCompiler.h"
#include "secrets/SecretStore.h"

#include <filesystem>
#include <memory>

namespace meshsso::desktop {

/// An export with its secret values, if wanted: what the project's references hold (one that is missing
/// leaves its Secret out), and the gateway's certificate, made when there is none. folder is the project
/// file's; output the export's, absolute. Files are read in the background. Errors: those of the store and of
/// mesh::obtainCertificate; InvalidArgument if the project has errors. clock and executor outlive the task.
Task<Result<mesh::ResourceSet>> compileExport(Executor& executor, const Clock& clock,
                                              std::shared_ptr<secrets::SecretStore> store,
                                              project::SsoProject project, std::filesystem::path folder,
                                              std::filesystem::path output, bool withSecrets);

} // namespace meshsso::desktop
