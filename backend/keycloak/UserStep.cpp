#include "keycloak/Reconciliation.h"

#include "core/Encoding.h"
#include "core/Text.h"

namespace meshsso::keycloak {
namespace {

std::string usersPath(Reconciliation& walk, std::string_view suffix = {})
{
    return walk.realmPath("/users") + std::string(suffix);
}

json::value passwordCredential(const SecretString& password)
{
    return json::object{
        {"type", "password"}, {"value", std::string(password.reveal())}, {"temporary", false}};
}

/// The user, whole. Keycloak keeps user names in lower case.
Task<Result<std::optional<json::object>>> findUser(Reconciliation& walk, std::string username)
{
    auto users = co_await walk.list(usersPath(walk, "?exact=true&username=" + percentEncode(username)));
    if (!users)
        co_return fail(std::move(users).error());
    for (const auto& item : *users) {
        const auto* user = item.if_object();
        if (user && equalsIgnoreCase(stringOr(*user, "username"), username))
            co_return co_await walk.lookUp(usersPath(walk, "/" + percentEncode(stringOr(*user, "id"))));
    }
    co_return std::optional<json::object>();
}

Task<Result<void>> createUser(Reconciliation& walk, DesiredUser desired)
{
    auto password = co_await walk.secrets().read(desired.password);
    if (!password)
        co_return fail(std::move(password).error());
    json::object fields = desired.fields;
    fields["username"] = desired.username;
    json::array credentials;
    credentials.push_back(passwordCredential(*password));
    fields["credentials"] = std::move(credentials);
    json::value body = std::move(fields);
    auto created = co_await walk.admin().post(usersPath(walk), std::move(body));
    if (!created && created.error().code != ErrorCode::Conflict)
        co_return fail(std::move(created).error());
    if (created)
        walk.did("user " + desired.username, "created with its password");
    co_return Result<void>();
}

/// Sets the declared password where the user has none. One that is there is the user's own.
Task<Result<void>> reconcilePassword(Reconciliation& walk, DesiredUser desired, std::string userPath)
{
    const std::string object = "user " + desired.username + ": password";
    auto credentials = co_await walk.list(userPath + "/credentials");
    if (!credentials)
        co_return fail(std::move(credentials).error());
    if (findByMember(*credentials, "type", "password"))
        co_return Result<void>();
    walk.missing(object, "(secret)");
    auto password = co_await walk.secrets().read(desired.password);
    if (!password) {
        if (walk.isApplying())
            co_return fail(std::move(password).error());
        walk.find("keycloak.password-unreadable", Severity::Error, object, password.error().toString(),
                  "store the user's password at " + desired.password.toString());
        co_return Result<void>();
    }
    if (!walk.isApplying())
        co_return Result<void>();
    json::value body = passwordCredential(*password);
    auto set = co_await walk.admin().put(userPath + "/reset-password", std::move(body));
    if (!set)
        co_return fail(std::move(set).error());
    walk.did(object, "set");
    co_return Result<void>();
}

Task<Result<void>> reconcileAssignments(Reconciliation& walk, DesiredUser desired, std::string userPath)
{
    json::array assigned;
    if (!userPath.empty()) {
        auto answer = co_await walk.list(userPath + "/role-mappings/realm");
        if (!answer)
            co_return fail(std::move(answer).error());
        assigned = std::move(*answer);
    }
    for (const auto& role : desired.roles) {
        if (findByMember(assigned, "name", role))
            continue;
        const std::string object = "user " + desired.username + ": role " + role;
        walk.missing(object);
        if (!walk.isApplying())
            continue;
        auto found = co_await walk.admin().get(walk.realmPath("/roles/" + percentEncode(role)));
        if (!found)
            co_return fail(std::move(found).error());
        json::array roles;
        roles.push_back(std::move(*found));
        json::value body = std::move(roles);
        auto added = co_await walk.admin().post(userPath + "/role-mappings/realm", std::move(body));
        if (!added)
            co_return fail(std::move(added).error());
        walk.did(object, "assigned");
    }
    co_return Result<void>();
}

void noteRequiredActions(Reconciliation& walk, const std::string& object, const json::object& current)
{
    const auto* actions = current.if_contains("requiredActions");
    const auto names = memberSet(actions ? *actions : json::value());
    if (names.empty())
        return;
    walk.find("keycloak.required-actions", Severity::Warning, object,
              "at the next sign-in Keycloak asks the user for: " + join(names, ", "),
              "let the user do it once, or remove the required action in Keycloak's console");
}

Task<Result<void>> reconcileExistingUser(Reconciliation& walk, DesiredUser desired, json::object current)
{
    const std::string object = "user " + desired.username;
    const std::string path = usersPath(walk, "/" + percentEncode(stringOr(current, "id")));
    noteRequiredActions(walk, object, current);
    const auto differences = diffDeclared(desired.fields, current);
    walk.differing(object, differences);
    if (walk.isApplying() && !differences.empty()) {
        auto whole = overlay(std::move(current), desired.fields);
        whole.erase("access");
        json::value body = std::move(whole);
        auto updated = co_await walk.admin().put(path, std::move(body));
        if (!updated)
            co_return fail(std::move(updated).error());
        walk.did(object, changedFields(differences));
    }
    if (desired.password.isSet()) {
        auto done = co_await reconcilePassword(walk, desired, path);
        if (!done)
            co_return fail(std::move(done).error());
    }
    co_return co_await reconcileAssignments(walk, std::move(desired), path);
}

/// A user that is not there yet, while planning.
Task<Result<void>> planUser(Reconciliation& walk, DesiredUser desired)
{
    walk.missing("user " + desired.username);
    auto password = co_await walk.secrets().read(desired.password);
    if (!password) {
        walk.find("keycloak.password-unreadable", Severity::Error, "user " + desired.username,
                  password.error().toString(), "store the user's password at " + desired.password.toString());
    }
    std::string none;
    co_return co_await reconcileAssignments(walk, std::move(desired), std::move(none));
}

Task<Result<void>> reconcileUser(Reconciliation& walk, DesiredUser desired)
{
    auto found = co_await findUser(walk, desired.username);
    if (!found)
        co_return fail(std::move(found).error());
    if (!found->has_value()) {
        if (!desired.password.isSet()) {
            const std::string why =
                "the user does not exist, and the project names no password to create it with";
            if (walk.isApplying())
                co_return fail(ErrorCode::NotFound, why, "user " + desired.username);
            walk.find("keycloak.user-missing", Severity::Error, "user " + desired.username, why,
                      "create the user in Keycloak, or give it a password reference under users");
            co_return Result<void>();
        }
        if (!walk.isApplying())
            co_return co_await planUser(walk, std::move(desired));
        auto created = co_await createUser(walk, desired);
        if (!created)
            co_return fail(std::move(created).error());
        found = co_await findUser(walk, desired.username);
        if (!found)
            co_return fail(std::move(found).error());
        if (!found->has_value()) {
            // Keycloak reports a taken e-mail address as a conflict too.
            co_return fail(ErrorCode::Conflict,
                           "Keycloak did not create the user; another user may have the same e-mail address",
                           "user " + desired.username);
        }
    }
    json::object current = std::move(**found);
    co_return co_await reconcileExistingUser(walk, std::move(desired), std::move(current));
}

} // namespace

Task<Result<void>> reconcileUsers(Reconciliation& walk)
{
    for (const auto& user : walk.desired().users) {
        DesiredUser desired = user;
        auto done = co_await reconcileUser(walk, std::move(desired));
        if (!done)
            co_return fail(std::move(done).error());
    }
    co_return Result<void>();
}

} // namespace meshsso::keycloak
