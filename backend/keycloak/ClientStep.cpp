#include "keycloak/Reconciliation.h"

#include "core/Encoding.h"
#include "core/Text.h"

#include <algorithm>

namespace meshsso::keycloak {
namespace {

void noteClient(Reconciliation& walk, const json::object& current)
{
    const std::string where = "client " + walk.project().client.id;
    const auto isTrue = [&](std::string_view name) {
        const auto* value = current.if_contains(name);
        return value && value->is_bool() && value->get_bool();
    };
    if (isTrue("publicClient")) {
        walk.find("keycloak.client-public", Severity::Warning, where,
                  "client authentication is off: anybody who sees a code can redeem it",
                  "apply the plan, which makes the client confidential; its secret is then read back");
    }
    if (isTrue("fullScopeAllowed")) {
        walk.find("keycloak.full-scope", Severity::Warning, where,
                  "full scope is allowed: every role of the user goes into the token, whatever the client "
                  "scopes say",
                  "apply the plan, which turns it off");
    }
    const auto* uris = current.if_contains("redirectUris");
    const auto have = memberSet(uris ? *uris : json::value());
    const auto want = memberSet(walk.desired().client.at("redirectUris"));
    std::vector<std::string> removed;
    std::set_difference(have.begin(), have.end(), want.begin(), want.end(), std::back_inserter(removed));
    if (!removed.empty()) {
        walk.find("keycloak.redirect-uris-removed", Severity::Warning, where,
                  "redirect URIs are exact: the plan removes " + join(removed, ", "),
                  "list those that are still needed under client.redirectUris");
    }
}

/// What a PUT of the whole client may carry: not what has an address of its own, nor the secret.
json::value updateBody(json::object current, const json::object& desired)
{
    auto whole = overlay(std::move(current), desired);
    for (const std::string_view member :
         {"protocolMappers", "access", "defaultClientScopes", "optionalClientScopes", "secret"})
        whole.erase(member);
    return whole;
}

Task<Result<std::optional<json::object>>> findClient(Reconciliation& walk)
{
    const std::string id = walk.project().client.id;
    auto clients = co_await walk.list(walk.realmPath("/clients?clientId=" + percentEncode(id)));
    if (!clients)
        co_return fail(std::move(clients).error());
    const auto* found = findByMember(*clients, "clientId", id);
    co_return found ? std::optional<json::object>(*found) : std::optional<json::object>();
}

/// Creates the client. A secret that the operator holds in the environment is set; else Keycloak makes one.
Task<Result<std::string>> createClient(Reconciliation& walk)
{
    json::object fields = walk.desired().client;
    fields["name"] = "MeshSSO";
    const auto ref = walk.project().client.secret;
    if (ref.kind == secrets::SecretRef::Kind::Environment) {
        auto secret = co_await walk.secrets().read(ref);
        if (secret && !secret->empty())
            fields["secret"] = std::string(secret->reveal());
    }
    json::value body = std::move(fields);
    co_return co_await walk.admin().post(walk.realmPath("/clients"), std::move(body));
}

} // namespace

Task<Result<void>> reconcileClient(Reconciliation& walk)
{
    const std::string object = "client " + walk.project().client.id;
    auto found = co_await findClient(walk);
    if (!found)
        co_return fail(std::move(found).error());
    if (!found->has_value()) {
        walk.missing(object);
        if (!walk.isApplying())
            co_return Result<void>();
        auto created = co_await createClient(walk);
        if (!created && created.error().code != ErrorCode::Conflict)
            co_return fail(std::move(created).error());
        if (created)
            walk.did(object, "created");
        // Its id is read rather than taken from the answer, so that one made by somebody else is found as
        // well.
        found = co_await findClient(walk);
        if (!found)
            co_return fail(std::move(found).error());
        if (!found->has_value()) {
            co_return fail(ErrorCode::ProtocolError, "Keycloak does not list the client that it says exists",
                           object);
        }
    }
    json::object current = std::move(**found);
    std::string uuid(stringOr(current, "id"));
    const std::string path = walk.realmPath("/clients/" + percentEncode(uuid));
    walk.setClientUuid(std::move(uuid));
    noteClient(walk, current);
    const auto differences = diffDeclared(walk.desired().client, current);
    if (differences.empty())
        co_return Result<void>();
    walk.differing(object, differences);
    if (!walk.isApplying())
        co_return Result<void>();
    json::value body = updateBody(std::move(current), walk.desired().client);
    auto updated = co_await walk.admin().put(path, std::move(body));
    if (!updated)
        co_return fail(std::move(updated).error());
    walk.did(object, changedFields(differences));
    co_return Result<void>();
}

namespace {

struct ScopeLists
{
    json::array all;
    json::array defaults;
    json::array optionals;
};

Task<Result<ScopeLists>> readScopeLists(Reconciliation& walk)
{
    ScopeLists lists;
    auto all = co_await walk.list(walk.realmPath("/client-scopes"));
    if (!all)
        co_return fail(std::move(all).error());
    lists.all = std::move(*all);
    if (walk.clientUuid().empty())
        co_return std::move(lists);
    const std::string client = walk.realmPath("/clients/" + percentEncode(walk.clientUuid()));
    auto defaults = co_await walk.list(client + "/default-client-scopes");
    if (!defaults)
        co_return fail(std::move(defaults).error());
    lists.defaults = std::move(*defaults);
    auto optionals = co_await walk.list(client + "/optional-client-scopes");
    if (!optionals)
        co_return fail(std::move(optionals).error());
    lists.optionals = std::move(*optionals);
    co_return std::move(lists);
}

/// Makes the scope a default one of the client, or only an optional one where it is only asked for.
Task<Result<void>> assignScope(Reconciliation& walk, std::string name, const ScopeLists& lists,
                               bool asDefault)
{
    const std::string object =
        "client " + walk.project().client.id + (asDefault ? ": default scope " : ": optional scope ") + name;
    if (findByMember(lists.defaults, "name", name))
        co_return Result<void>();
    const bool isOptional = findByMember(lists.optionals, "name", name) != nullptr;
    if (isOptional && !asDefault)
        co_return Result<void>();
    walk.missing(object);
    if (!walk.isApplying())
        co_return Result<void>();
    const auto* scope = findByMember(lists.all, "name", name);
    if (!scope)
        co_return fail(ErrorCode::NotFound, "there is no client scope " + name + " to give to the client",
                       object);
    const std::string client = walk.realmPath("/clients/" + percentEncode(walk.clientUuid()));
    const std::string id = percentEncode(stringOr(*scope, "id"));
    if (isOptional) {
        // Keycloak ignores a default assignment while the optional one stands.
        json::value nothing = nullptr;
        auto removed =
            co_await walk.admin().remove(client + "/optional-client-scopes/" + id, std::move(nothing));
        if (!removed)
            co_return fail(std::move(removed).error());
    }
    json::value body = json::object();
    auto added = co_await walk.admin().put(
        client + (asDefault ? "/default-client-scopes/" : "/optional-client-scopes/") + id, std::move(body));
    if (!added)
        co_return fail(std::move(added).error());
    walk.did(object, "added");
    co_return Result<void>();
}

} // namespace

Task<Result<void>> reconcileClientScopes(Reconciliation& walk)
{
    auto lists = co_await readScopeLists(walk);
    if (!lists)
        co_return fail(std::move(lists).error());
    for (const auto& scope : walk.desired().scopes) {
        std::string name = scope.name;
        auto done = co_await assignScope(walk, std::move(name), *lists, true);
        if (!done)
            co_return fail(std::move(done).error());
    }
    if (walk.clientUuid().empty()) // to be created: it gets the realm's default and optional scopes
        co_return Result<void>();
    // Since Keycloak 25 the claims sub and auth_time come with this scope; a client without it has no sub.
    if (findByMember(lists->all, "name", "basic")) {
        std::string name = "basic";
        auto done = co_await assignScope(walk, std::move(name), *lists, true);
        if (!done)
            co_return fail(std::move(done).error());
    }
    for (const auto& requested : walk.desired().requestedScopes) {
        if (!findByMember(lists->all, "name", requested)) {
            walk.find("keycloak.scope-missing", Severity::Error, "client.scopes",
                      "logins ask for the scope " + requested +
                          ", which the realm does not have: Keycloak will "
                          "answer invalid_scope",
                      "create that client scope in Keycloak, or take it out of client.scopes");
            continue;
        }
        std::string name = requested;
        auto done = co_await assignScope(walk, std::move(name), *lists, false);
        if (!done)
            co_return fail(std::move(done).error());
    }
    co_return Result<void>();
}

} // namespace meshsso::keycloak
