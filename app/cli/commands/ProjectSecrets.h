#pragma once

#include "cli/Context.h"
#include "cli/commands/ProjectTemplate.h"

namespace meshsso::cli {

/// Makes the new project's secrets where they are not there yet; what is there is kept, since sessions and
/// users depend on it. The result says what was done, one line a secret. Errors: those of SecretStore,
/// IoError.
Task<Result<std::vector<std::string>>> makeProjectSecrets(const Context& context, NewProject made,
                                                          std::filesystem::path folder);

} // namespace meshsso::cli
