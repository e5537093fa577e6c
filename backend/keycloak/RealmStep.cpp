#include "keycloak/Reconciliation.h"

#include "core/Encoding.h"

#include <algorithm>

namespace meshsso::keycloak {
namespace {

void noteExposure(Reconciliation& walk, std::string_view current)
{
    const auto& provider = walk.project().identityProvider;
    if (provider.exposure == project::Exposure::GuideHttp) {
        walk.find("keycloak.plain-http", Severity::Warning, "identityProvider.exposure",
                  "passwords and tokens reach Keycloak over plain http, and the realm is told to allow it "
                  "(sslRequired none)",
                  "give Keycloak an https host name of its own and set identityProvider.exposure to https");
    } else if (current == "none") {
        walk.find("keycloak.ssl-not-required", Severity::Warning, "realm " + provider.realm,
                  "the realm accepts sign-ins over plain http (sslRequired none) although the project has "
                  "Keycloak on "
                  "https",
                  "apply the plan, which sets sslRequired to external");
    }
}

/// What the realm does with used refresh tokens decides what sessions may be kept in.
void noteRotation(Reconciliation& walk, const json::object& current)
{
    const auto& provider = walk.project().identityProvider;
    const auto* revokes = current.if_contains("revokeRefreshToken");
    if (provider.rotatesRefreshTokens || !revokes || *revokes != json::value(true))
        return;
    walk.find(
        "keycloak.refresh-rotation", Severity::Warning, "realm " + provider.realm,
        "the realm revokes a refresh token once it was used ('Revoke Refresh Token'), which the project "
        "does not say: several replicas with cookie sessions would sign users out at random",
        "say identityProvider.rotatesRefreshTokens: true, or turn it off in the realm");
}

} // namespace

Task<Result<void>> reconcileRealm(Reconciliation& walk)
{
    auto& admin = walk.admin();
    const std::string object = "realm " + walk.project().identityProvider.realm;
    json::object desired = walk.desired().realm;
    auto found = co_await walk.lookUp(walk.realmPath());
    if (!found)
        co_return fail(std::move(found).error());
    if (!found->has_value()) {
        noteExposure(walk, {});
        walk.missing(object);
        if (!walk.isApplying())
            co_return Result<void>();
        std::string path = "/realms";
        json::value body = desired;
        auto created = co_await admin.post(std::move(path), std::move(body));
        if (!created && created.error().code != ErrorCode::Conflict)
            co_return fail(std::move(created).error());
        if (created) {
            walk.did(object, "created");
            walk.setRealmExists();
            co_return Result<void>();
        }
        // Somebody else was faster: adopt what they made.
        found = co_await walk.lookUp(walk.realmPath());
        if (!found)
            co_return fail(std::move(found).error());
        if (!found->has_value())
            co_return fail(std::move(created).error());
    }
    walk.setRealmExists();
    const json::object& current = **found;
    noteExposure(walk, stringOr(current, "sslRequired"));
    noteRotation(walk, current);
    // "all" is stricter than the "external" we need: not ours to weaken.
    if (stringOr(current, "sslRequired") == "all" && stringOr(desired, "sslRequired") == "external")
        desired.erase("sslRequired");
    const auto differences = diffDeclared(desired, current);
    if (differences.empty())
        co_return Result<void>();
    walk.differing(object, differences);
    if (!walk.isApplying())
        co_return Result<void>();
    json::value body = std::move(desired);
    auto updated = co_await admin.put(walk.realmPath(), std::move(body));
    if (!updated)
        co_return fail(std::move(updated).error());
    walk.did(object, changedFields(differences));
    co_return Result<void>();
}

namespace {

Task<Result<void>> reconcileRole(Reconciliation& walk, json::object desired)
{
    auto& admin = walk.admin();
    const std::string name(stringOr(desired, "name"));
    const std::string object = "role " + name;
    const std::string path = walk.realmPath("/roles/" + percentEncode(name));
    std::optional<json::object> current;
    if (walk.realmExists()) {
        auto found = co_await walk.lookUp(path);
        if (!found)
            co_return fail(std::move(found).error());
        current = std::move(*found);
    }
    if (!current) {
        walk.missing(object);
        if (!walk.isApplying())
            co_return Result<void>();
        json::value body = desired;
        auto created = co_await admin.post(walk.realmPath("/roles"), std::move(body));
        if (created) {
            walk.did(object, "created");
            co_return Result<void>();
        }
        if (created.error().code != ErrorCode::Conflict)
            co_return fail(std::move(created).error());
        auto found = co_await walk.lookUp(path);
        if (!found)
            co_return fail(std::move(found).error());
        if (!found->has_value())
            co_return fail(std::move(created).error());
        current = std::move(*found);
    }
    const auto differences = diffDeclared(desired, *current);
    if (differences.empty())
        co_return Result<void>();
    walk.differing(object, differences);
    if (!walk.isApplying())
        co_return Result<void>();
    json::value body = overlay(std::move(*current), desired);
    auto updated = co_await admin.put(path, std::move(body));
    if (!updated)
        co_return fail(std::move(updated).error());
    walk.did(object, changedFields(differences));
    co_return Result<void>();
}

} // namespace

Task<Result<void>> reconcileRoles(Reconciliation& walk)
{
    for (const auto& role : walk.desired().roles) {
        json::object desired = role;
        auto done = co_await reconcileRole(walk, std::move(desired));
        if (!done)
            co_return fail(std::move(done).error());
    }
    co_return Result<void>();
}

} // namespace meshsso::keycloak
