#include "keycloak/Reconciliation.h"

#include "core/Encoding.h"

namespace meshsso::keycloak {
namespace {

/// The mapper of that name, or one that does the same under another name.
const json::object* findMapper(const json::array& mappers, const json::object& desired)
{
    if (const auto* byName = findByMember(mappers, "name", stringOr(desired, "name")))
        return byName;
    const auto& wanted = desired.at("config").as_object();
    for (const auto& item : mappers) {
        const auto* mapper = item.if_object();
        if (!mapper || stringOr(*mapper, "protocolMapper") != stringOr(desired, "protocolMapper"))
            continue;
        const auto* config = mapper->if_contains("config");
        if (!config || !config->is_object())
            continue;
        for (const std::string_view key : {"claim.name", "included.client.audience"}) {
            const auto value = stringOr(wanted, key);
            if (!value.empty() && stringOr(config->get_object(), key) == value)
                return mapper;
        }
    }
    return nullptr;
}

Task<Result<void>> reconcileMapper(Reconciliation& walk, std::string scopeName, std::string scopePath,
                                   json::array mappers, json::object desired)
{
    auto& admin = walk.admin();
    const std::string object =
        "client scope " + scopeName + ": mapper " + std::string(stringOr(desired, "name"));
    const auto* found = findMapper(mappers, desired);
    if (!found) {
        walk.missing(object);
        if (!walk.isApplying())
            co_return Result<void>();
        json::value body = desired;
        auto created = co_await admin.post(scopePath + "/protocol-mappers/models", std::move(body));
        // A mapper of that name that was not in the list a moment ago: the next run compares it.
        if (!created && created.error().code != ErrorCode::Conflict)
            co_return fail(std::move(created).error());
        walk.did(object, created ? "created" : "found, made by somebody else meanwhile");
        co_return Result<void>();
    }
    json::object current = *found;
    desired.erase("name");
    const auto differences = diffDeclared(desired, current);
    if (differences.empty())
        co_return Result<void>();
    walk.differing(object, differences);
    if (!walk.isApplying())
        co_return Result<void>();
    const std::string id(stringOr(current, "id"));
    json::value body = overlay(std::move(current), desired);
    auto updated =
        co_await admin.put(scopePath + "/protocol-mappers/models/" + percentEncode(id), std::move(body));
    if (!updated)
        co_return fail(std::move(updated).error());
    walk.did(object, changedFields(differences));
    co_return Result<void>();
}

/// Restricts the scope to the declared roles, beside those it has.
Task<Result<void>> reconcileScopeRoles(Reconciliation& walk, DesiredScope desired, std::string scopePath)
{
    auto& admin = walk.admin();
    json::array mapped;
    if (!scopePath.empty()) {
        auto answer = co_await walk.list(scopePath + "/scope-mappings/realm");
        if (!answer)
            co_return fail(std::move(answer).error());
        mapped = std::move(*answer);
    }
    for (const auto& role : desired.roles) {
        if (findByMember(mapped, "name", role))
            continue;
        const std::string object = "client scope " + desired.name + ": for role " + role;
        walk.missing(object);
        if (!walk.isApplying())
            continue;
        auto found = co_await admin.get(walk.realmPath("/roles/" + percentEncode(role)));
        if (!found)
            co_return fail(std::move(found).error());
        json::array roles;
        roles.push_back(std::move(*found));
        json::value body = std::move(roles);
        auto added = co_await admin.post(scopePath + "/scope-mappings/realm", std::move(body));
        if (!added)
            co_return fail(std::move(added).error());
        walk.did(object, "mapped");
    }
    co_return Result<void>();
}

json::value creationBody(const DesiredScope& desired)
{
    json::object body = desired.fields;
    body["name"] = desired.name;
    body["description"] = desired.description;
    json::array mappers;
    for (const auto& mapper : desired.mappers)
        mappers.push_back(mapper);
    body["protocolMappers"] = std::move(mappers);
    return body;
}

/// Creates the scope with its mappers. The result is its id.
Task<Result<std::string>> createScope(Reconciliation& walk, DesiredScope desired)
{
    auto& admin = walk.admin();
    json::value body = creationBody(desired);
    auto created = co_await admin.post(walk.realmPath("/client-scopes"), std::move(body));
    if (created) {
        walk.did("client scope " + desired.name, "created with its mappers");
        co_return std::move(*created);
    }
    co_return fail(std::move(created).error());
}

Task<Result<void>> reconcileExistingScope(Reconciliation& walk, DesiredScope desired, json::object current)
{
    auto& admin = walk.admin();
    const std::string object = "client scope " + desired.name;
    const std::string path = walk.realmPath("/client-scopes/" + percentEncode(stringOr(current, "id")));
    const auto differences = diffDeclared(desired.fields, current);
    walk.differing(object, differences);
    if (walk.isApplying() && !differences.empty()) {
        json::object whole = overlay(current, desired.fields);
        whole.erase("protocolMappers"); // they have an address of their own
        json::value body = std::move(whole);
        auto updated = co_await admin.put(path, std::move(body));
        if (!updated)
            co_return fail(std::move(updated).error());
        walk.did(object, changedFields(differences));
    }
    auto mappers = co_await walk.list(path + "/protocol-mappers/models");
    if (!mappers)
        co_return fail(std::move(mappers).error());
    for (const auto& mapper : desired.mappers) {
        json::object wanted = mapper;
        json::array known = *mappers;
        auto done = co_await reconcileMapper(walk, desired.name, path, std::move(known), std::move(wanted));
        if (!done)
            co_return fail(std::move(done).error());
    }
    co_return Result<void>();
}

Task<Result<void>> reconcileScope(Reconciliation& walk, DesiredScope desired)
{
    std::string listPath = walk.realmPath("/client-scopes");
    auto scopes = co_await walk.list(listPath);
    if (!scopes)
        co_return fail(std::move(scopes).error());
    const auto* found = findByMember(*scopes, "name", desired.name);
    std::string id = found ? std::string(stringOr(*found, "id")) : std::string();
    if (!found) {
        walk.missing("client scope " + desired.name);
        for (const auto& mapper : desired.mappers)
            walk.missing("client scope " + desired.name + ": mapper " +
                         std::string(stringOr(mapper, "name")));
        if (walk.isApplying()) {
            auto created = co_await createScope(walk, desired);
            if (created) {
                id = std::move(*created);
            } else if (created.error().code != ErrorCode::Conflict) {
                co_return fail(std::move(created).error());
            } else {
                scopes = co_await walk.list(std::move(listPath));
                if (!scopes)
                    co_return fail(std::move(scopes).error());
                found = findByMember(*scopes, "name", desired.name);
                if (!found)
                    co_return fail(std::move(created).error());
                id = std::string(stringOr(*found, "id"));
            }
        }
    }
    if (found) {
        json::object current = *found;
        auto done = co_await reconcileExistingScope(walk, desired, std::move(current));
        if (!done)
            co_return fail(std::move(done).error());
    }
    std::string scopePath;
    if (!id.empty())
        scopePath = walk.realmPath("/client-scopes/" + percentEncode(id));
    co_return co_await reconcileScopeRoles(walk, std::move(desired), std::move(scopePath));
}

} // namespace

Task<Result<void>> reconcileScopes(Reconciliation& walk)
{
    for (const auto& scope : walk.desired().scopes) {
        DesiredScope desired = scope;
        auto done = co_await reconcileScope(walk, std::move(desired));
        if (!done)
            co_return fail(std::move(done).error());
    }
    co_return Result<void>();
}

} // namespace meshsso::keycloak
