#pragma once

#include "core/Json.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::oidc {

/// The claim at a path such as "realm_access.roles" or "resource_access.my\.app.roles" ('\.' is a dot in a
/// name; a claim whose whole name equals the path wins), or null.
const json::value* findClaim(const json::object& claims, std::string_view path);

/// A claim as a list of text: an array's strings, a string alone, a number or boolean as JSON writes it.
std::vector<std::string> claimStrings(const json::value* claim);

/// True if the claim is that text or an array that holds it.
bool claimContains(const json::value* claim, std::string_view text);

/// What a known claim means, for an operator ("aud": "Who the token is for: ..."); empty if unknown. Keys are
/// claim paths of OIDC Core, RFC 7519, RFC 9068 and Keycloak.
std::string_view explainClaim(std::string_view path);

} // namespace meshsso::oidc
