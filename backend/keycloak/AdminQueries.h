#pragma once

#include "core/Json.h"
#include "keycloak/AdminClient.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::keycloak {

// Questions to the Admin REST API that several parts of this folder ask. Private to this folder.

/// "/realms/NAME" + suffix.
std::string adminRealmPath(std::string_view realm, std::string_view suffix = {});

/// The array at the path. Errors: those of AdminClient::get, ProtocolError if it is not an array.
Task<Result<json::array>> getList(AdminClient& admin, std::string path);

/// The object at the path, or nothing if there is none.
Task<Result<std::optional<json::object>>> getIfThere(AdminClient& admin, std::string path);

/// The realm's client of that id, whole. Errors: NotFound, naming the realm or the client.
Task<Result<json::object>> getClient(AdminClient& admin, std::string realm, std::string clientId);

/// The object of the array whose member has that text, or null.
const json::object* findByMember(const json::array& array, std::string_view member, std::string_view text);

/// The objects of an array; what is not one is left out.
std::vector<const json::object*> objectsOf(const json::array& array);

/// The member as an array, or an empty one.
const json::array& arrayOr(const json::object& object, std::string_view name);

/// The member as an object, or an empty one.
const json::object& objectOr(const json::object& object, std::string_view name);

bool boolOr(const json::object& object, std::string_view name, bool fallback = false);

/// The texts of an array member.
std::vector<std::string> textsOf(const json::object& object, std::string_view name);

/// The member of each object of the array.
std::vector<std::string> membersOf(const json::array& array, std::string_view member);

bool contains(const std::vector<std::string>& texts, std::string_view text);

} // namespace meshsso::keycloak
