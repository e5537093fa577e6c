#pragma once

#include "core/Result.h"
#include "migrate/ImportResult.h"

#include <vector>

namespace meshsso::migrate {

/// Reads the settings of an oauth2-proxy 7: its command line, .cfg file, OAUTH2_PROXY_* lines, alpha
/// configuration, or Kubernetes objects that hold these; several sources together are one installation. Every
/// option ends in the result or in a finding. Errors: ParseError, TooLarge; InvalidArgument if a source is
/// nothing of oauth2-proxy.
Result<ImportResult> importOauth2Proxy(const std::vector<SourceText>& sources, const ImportOptions& options);

} // namespace meshsso::migrate
