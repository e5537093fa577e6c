#pragma once

#include "core/Result.h"
#include "migrate/ImportResult.h"

#include <vector>

namespace meshsso::migrate {

/// Reads the JSON configuration of istio-ecosystem/authservice 1 (authservice.config.v1), as a file or in a
/// ConfigMap. Every field ends in the result or in a finding. Errors: ParseError, TooLarge; InvalidArgument
/// if a source is nothing of authservice.
Result<ImportResult> importAuthservice(const std::vector<SourceText>& sources, const ImportOptions& options);

} // namespace meshsso::migrate
