#include "keycloak/AdminQueries.h"

#include "core/Encoding.h"

#include <algorithm>

namespace meshsso::keycloak {
namespace {

Error notAs(const AdminClient& admin, const std::string& path, const char* what)
{
    return {ErrorCode::ProtocolError, std::string("GET: the answer is not ") + what + " as Keycloak sends it",
            net::urlWithoutQuery(admin.baseUrl() + "/admin" + path)};
}

} // namespace

std::string adminRealmPath(std::string_view realm, std::string_view suffix)
{
    return "/realms/" + percentEncode(realm) + std::string(suffix);
}

Task<Result<json::array>> getList(AdminClient& admin, std::string path)
{
    auto answer = co_await admin.get(path);
    if (!answer)
        co_return fail(std::move(answer).error());
    if (!answer->is_array())
        co_return fail(notAs(admin, path, "a list"));
    co_return std::move(answer->get_array());
}

Task<Result<std::optional<json::object>>> getIfThere(AdminClient& admin, std::string path)
{
    auto answer = co_await admin.get(path);
    if (!answer) {
        if (answer.error().code == ErrorCode::NotFound)
            co_return std::optional<json::object>();
        co_return fail(std::move(answer).error());
    }
    if (!answer->is_object())
        co_return fail(notAs(admin, path, "an object"));
    co_return std::optional<json::object>(std::move(answer->get_object()));
}

Task<Result<json::object>> getClient(AdminClient& admin, std::string realm, std::string clientId)
{
    std::string path = adminRealmPath(realm, "/clients?clientId=" + percentEncode(clientId));
    auto clients = co_await getList(admin, std::move(path));
    if (!clients) {
        if (clients.error().code == ErrorCode::NotFound)
            co_return fail(ErrorCode::NotFound, "Keycloak has no realm " + realm, admin.baseUrl());
        co_return fail(std::move(clients).error());
    }
    const auto* found = findByMember(*clients, "clientId", clientId);
    if (!found) {
        co_return fail(ErrorCode::NotFound, "the realm " + realm + " has no client " + clientId,
                       admin.baseUrl());
    }
    co_return *found;
}

const json::object* findByMember(const json::array& array, std::string_view member, std::string_view text)
{
    for (const auto* object : objectsOf(array)) {
        if (stringOr(*object, member) == text)
            return object;
    }
    return nullptr;
}

std::vector<const json::object*> objectsOf(const json::array& array)
{
    std::vector<const json::object*> objects;
    for (const auto& item : array) {
        if (const auto* object = item.if_object())
            objects.push_back(object);
    }
    return objects;
}

const json::array& arrayOr(const json::object& object, std::string_view name)
{
    static const json::array none;
    const auto* member = object.if_contains(name);
    return member && member->is_array() ? member->get_array() : none;
}

const json::object& objectOr(const json::object& object, std::string_view name)
{
    static const json::object none;
    const auto* member = object.if_contains(name);
    return member && member->is_object() ? member->get_object() : none;
}

bool boolOr(const json::object& object, std::string_view name, bool fallback)
{
    const auto* member = object.if_contains(name);
    return member && member->is_bool() ? member->get_bool() : fallback;
}

std::vector<std::string> textsOf(const json::object& object, std::string_view name)
{
    std::vector<std::string> texts;
    for (const auto& item : arrayOr(object, name)) {
        if (item.is_string())
            texts.emplace_back(item.get_string());
    }
    return texts;
}

std::vector<std::string> membersOf(const json::array& array, std::string_view member)
{
    std::vector<std::string> texts;
    for (const auto* object : objectsOf(array))
        texts.emplace_back(stringOr(*object, member));
    return texts;
}

bool contains(const std::vector<std::string>& texts, std::string_view text)
{
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

} // namespace meshsso::keycloak
