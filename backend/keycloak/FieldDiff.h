#pragma once

#include "core/Json.h"

#include <string>
#include <vector>

namespace meshsso::keycloak {

/// A declared field that Keycloak has otherwise. Nested objects give dotted names ("attributes.pkce...").
struct FieldDifference
{
    std::string field;
    std::string current; ///< "(not set)" if absent; a secret is "(secret)"
    std::string desired;
};

/// Compares only what desired names. Arrays, and texts of URIs joined by "##", are sets: order and repetition
/// do not count. A member called "secret" is never shown.
std::vector<FieldDifference> diffDeclared(const json::object& desired, const json::object& current);

/// The current representation with the declared fields laid over it, nested objects member by member: what an
/// update must send, since Keycloak takes some absent members as "remove".
json::object overlay(json::object current, const json::object& desired);

/// The members of a "##"-joined text or of an array of texts, sorted and each once.
std::vector<std::string> memberSet(const json::value& value);

} // namespace meshsso::keycloak
