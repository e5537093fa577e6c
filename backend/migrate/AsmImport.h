#pragma once

#include "core/Result.h"
#include "migrate/ImportResult.h"

#include <vector>

namespace meshsso::migrate {

/// Reads what Alibaba Cloud Service Mesh was told about single sign-on: the provider settings of its console,
/// API or Terraform resource, an ASMSecurityPolicy, extensionProviders of a mesh configuration, and the
/// AuthorizationPolicy that asks the provider; several sources together are one installation. Settings that
/// are not known by name become findings. Errors: ParseError, TooLarge; InvalidArgument if no source names an
/// issuer or provider.
Result<ImportResult> importAsm(const std::vector<SourceText>& sources, const ImportOptions& options);

} // namespace meshsso::migrate
