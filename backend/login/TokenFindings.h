#pragma once

#include "core/Error.h"
#include "core/Finding.h"
#include "crypto/Jwk.h"
#include "oidc/ProviderMetadata.h"
#include "project/SsoProject.h"

#include <string>
#include <vector>

namespace meshsso::login {

// What login tests say about tokens that are refused. Private to this folder.

/// The finding for a token that oidc::TokenValidation refused; what names it: "the access token ...".
Finding explainRefusedToken(const Error& error, const std::string& what, std::string where,
                            const project::SsoProject& project);

/// What to do about such an error.
std::string fixForToken(ErrorCode code, const project::SsoProject& project);

/// The provider's ID-token algorithms that we verify.
std::vector<crypto::JwsAlgorithm> usableAlgorithms(const oidc::ProviderMetadata& metadata);

} // namespace meshsso::login
