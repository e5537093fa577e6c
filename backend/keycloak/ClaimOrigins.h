#pragma once

#include "keycloak/Evaluate.h"

namespace meshsso::keycloak {

/// The claim paths that a mapper fills in these claims, as far as its type and configuration tell: a template
/// such as "resource_access.${client_id}.roles" gives one path for each client that is there. Private to this
/// folder.
std::vector<std::string> claimPathsOf(const EffectiveMapper& mapper, const json::object& claims);

/// Which mapper filled each claim of the evaluation's three documents; claims that no mapper accounts for are
/// Keycloak's own. By claim, then by mapper.
std::vector<ClaimOrigin> findClaimOrigins(const Evaluation& evaluation);

/// What a mapper is, from its representation. container is the client scope's or client's name.
EffectiveMapper toEffectiveMapper(const json::object& representation, std::string container, bool isOfClient);

} // namespace meshsso::keycloak
