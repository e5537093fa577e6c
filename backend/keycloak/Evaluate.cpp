#include "keycloak/Evaluate.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "keycloak/AdminQueries.h"
#include "keycloak/ClaimOrigins.h"

#include <algorithm>

namespace meshsso::keycloak {
namespace {

constexpr std::size_t mostUsers = 500;
constexpr int mostGroups = 1000;

UserChoice toChoice(const json::object& user)
{
    UserChoice choice;
    choice.id = std::string(stringOr(user, "id"));
    choice.username = std::string(stringOr(user, "username"));
    choice.email = std::string(stringOr(user, "email"));
    choice.firstName = std::string(stringOr(user, "firstName"));
    choice.lastName = std::string(stringOr(user, "lastName"));
    choice.enabled = boolOr(user, "enabled", true);
    return choice;
}

Task<Result<json::object>> getUser(AdminClient& admin, std::string realm, std::string username)
{
    std::string path = adminRealmPath(realm, "/users?exact=true&username=" + percentEncode(username));
    auto users = co_await getList(admin, std::move(path));
    if (!users)
        co_return fail(std::move(users).error());
    for (const auto* user : objectsOf(*users)) {
        if (equalsIgnoreCase(stringOr(*user, "username"), username))
            co_return *user;
    }
    co_return fail(ErrorCode::NotFound, "the realm " + realm + " has no user " + username, admin.baseUrl());
}

/// One evaluation under way: what its questions share.
class EvaluationWalk
{
public:
    EvaluationWalk(AdminClient& admin, EvaluateRequest request)
        : m_admin(admin), m_request(std::move(request))
    {
    }

    Task<Result<Evaluation>> run();

private:
    Task<Result<void>> findSubjects();
    Task<Result<void>> readScopes();
    Task<Result<void>> readMappers();
    Task<Result<void>> readRoles();
    Task<Result<void>> readExamples();
    Task<Result<json::object>> example(std::string what);
    std::string clientPath(std::string_view suffix) const;
    std::string userPath(std::string_view suffix) const;
    /// The mapper's representation with its configuration, which the list of effective ones lacks.
    const json::object* findRepresentation(const json::object& effective) const;

    AdminClient& m_admin;
    EvaluateRequest m_request;
    json::object m_client;
    json::array m_realmScopes;
    std::string m_userId;
    Evaluation m_result;
};

std::string EvaluationWalk::clientPath(std::string_view suffix) const
{
    return adminRealmPath(m_request.realm,
                          "/clients/" + percentEncode(stringOr(m_client, "id")) + std::string(suffix));
}

std::string EvaluationWalk::userPath(std::string_view suffix) const
{
    return adminRealmPath(m_request.realm, "/users/" + percentEncode(m_userId) + std::string(suffix));
}

Task<Result<Evaluation>> EvaluationWalk::run()
{
    using Step = Task<Result<void>> (EvaluationWalk::*)();
    for (const Step step :
         {&EvaluationWalk::findSubjects, &EvaluationWalk::readScopes, &EvaluationWalk::readMappers,
          &EvaluationWalk::readRoles, &EvaluationWalk::readExamples}) {
        auto done = co_await (this->*step)();
        if (!done)
            co_return fail(std::move(done).error());
    }
    m_result.origins = findClaimOrigins(m_result);
    co_return std::move(m_result);
}

Task<Result<void>> EvaluationWalk::findSubjects()
{
    auto client = co_await getClient(m_admin, m_request.realm, m_request.clientId);
    if (!client)
        co_return fail(std::move(client).error());
    m_client = std::move(*client);
    auto user = co_await getUser(m_admin, m_request.realm, m_request.username);
    if (!user)
        co_return fail(std::move(user).error());
    m_userId = std::string(stringOr(*user, "id"));
    m_result.clientId = m_request.clientId;
    m_result.username = std::string(stringOr(*user, "username"));
    m_result.userEmail = std::string(stringOr(*user, "email"));
    m_result.userEmailVerified = boolOr(*user, "emailVerified");
    m_result.userEnabled = boolOr(*user, "enabled", true);
    co_return Result<void>();
}

Task<Result<void>> EvaluationWalk::readScopes()
{
    std::string path = adminRealmPath(m_request.realm, "/client-scopes");
    auto scopes = co_await getList(m_admin, std::move(path));
    if (!scopes)
        co_return fail(std::move(scopes).error());
    m_realmScopes = std::move(*scopes);
    m_result.defaultScopes = textsOf(m_client, "defaultClientScopes");
    m_result.optionalScopes = textsOf(m_client, "optionalClientScopes");
    std::vector<std::string> asked{"openid"};
    for (const auto& scope : m_request.scopes) {
        if (contains(asked, scope))
            continue;
        asked.push_back(scope);
        if (contains(m_result.defaultScopes, scope) || contains(m_result.optionalScopes, scope))
            continue;
        const bool isKnown = findByMember(m_realmScopes, "name", scope) != nullptr;
        (isKnown ? m_result.unassignedScopes : m_result.unknownScopes).push_back(scope);
    }
    m_result.scope = join(asked, " ");
    co_return Result<void>();
}

const json::object* EvaluationWalk::findRepresentation(const json::object& effective) const
{
    const auto id = stringOr(effective, "mapperId");
    if (stringOr(effective, "containerType") != "client-scope")
        return findByMember(arrayOr(m_client, "protocolMappers"), "id", id);
    const auto* scope = findByMember(m_realmScopes, "id", stringOr(effective, "containerId"));
    return scope ? findByMember(arrayOr(*scope, "protocolMappers"), "id", id) : nullptr;
}

Task<Result<void>> EvaluationWalk::readMappers()
{
    std::string path = clientPath("/evaluate-scopes/protocol-mappers?scope=" + percentEncode(m_result.scope));
    auto effective = co_await getList(m_admin, std::move(path));
    if (!effective)
        co_return fail(std::move(effective).error());
    for (const auto* mapper : objectsOf(*effective)) {
        const bool isOfClient = stringOr(*mapper, "containerType") != "client-scope";
        std::string container =
            isOfClient ? m_request.clientId : std::string(stringOr(*mapper, "containerName"));
        json::object representation;
        if (const auto* found = findRepresentation(*mapper))
            representation = *found;
        representation["name"] = stringOr(*mapper, "mapperName");
        representation["protocolMapper"] = stringOr(*mapper, "protocolMapper");
        m_result.mappers.push_back(toEffectiveMapper(representation, std::move(container), isOfClient));
    }
    co_return Result<void>();
}

Task<Result<void>> EvaluationWalk::readRoles()
{
    // Without the restriction Keycloak would list every role of the realm.
    if (!boolOr(m_client, "fullScopeAllowed", true)) {
        std::string path = clientPath("/evaluate-scopes/scope-mappings/" + percentEncode(m_request.realm) +
                                      "/granted?scope=" + percentEncode(m_result.scope));
        auto granted = co_await getList(m_admin, std::move(path));
        if (!granted)
            co_return fail(std::move(granted).error());
        m_result.grantedRoles = membersOf(*granted, "name");
    }
    std::string rolesPath = userPath("/role-mappings/realm/composite");
    auto roles = co_await getList(m_admin, std::move(rolesPath));
    if (!roles)
        co_return fail(std::move(roles).error());
    m_result.userRoles = membersOf(*roles, "name");
    std::sort(m_result.userRoles.begin(), m_result.userRoles.end());
    if (boolOr(m_client, "fullScopeAllowed", true))
        m_result.grantedRoles = m_result.userRoles;
    std::sort(m_result.grantedRoles.begin(), m_result.grantedRoles.end());
    std::string groupsPath = userPath("/groups?max=" + std::to_string(mostGroups));
    auto groups = co_await getList(m_admin, std::move(groupsPath));
    if (!groups)
        co_return fail(std::move(groups).error());
    m_result.userGroups = membersOf(*groups, "path");
    co_return Result<void>();
}

Task<Result<json::object>> EvaluationWalk::example(std::string what)
{
    const std::string path =
        clientPath("/evaluate-scopes/generate-example-" + what + "?scope=" + percentEncode(m_result.scope) +
                   "&userId=" + percentEncode(m_userId));
    auto answer = co_await getIfThere(m_admin, path);
    if (!answer)
        co_return fail(std::move(answer).error());
    if (!answer->has_value()) {
        co_return fail(ErrorCode::Unsupported,
                       "Keycloak cannot make an example " + what + " for " + m_result.username,
                       net::urlWithoutQuery(m_admin.baseUrl() + "/admin" + path));
    }
    co_return std::move(**answer);
}

Task<Result<void>> EvaluationWalk::readExamples()
{
    const std::pair<const char*, json::object Evaluation::*> examples[] = {
        {"access-token", &Evaluation::accessToken},
        {"id-token", &Evaluation::idToken},
        {"userinfo", &Evaluation::userinfo}};
    for (const auto& [what, place] : examples) {
        std::string name = what;
        auto document = co_await example(std::move(name));
        if (!document)
            co_return fail(std::move(document).error());
        m_result.*place = std::move(*document);
    }
    co_return Result<void>();
}

} // namespace

Task<Result<UserChoices>> findUsers(AdminClient& admin, std::string realm, std::string search,
                                    std::size_t maxUsers)
{
    const std::size_t most = std::clamp<std::size_t>(maxUsers, 1, mostUsers);
    // One more than wanted tells whether there are more. Stars make Keycloak look inside the names.
    std::string query = "/users?briefRepresentation=true&first=0&max=" + std::to_string(most + 1);
    if (!search.empty())
        query += "&search=" + percentEncode("*" + search + "*");
    std::string path = adminRealmPath(realm, query);
    auto users = co_await getList(admin, std::move(path));
    if (!users) {
        if (users.error().code == ErrorCode::NotFound)
            co_return fail(ErrorCode::NotFound, "Keycloak has no realm " + realm, admin.baseUrl());
        co_return fail(std::move(users).error());
    }
    UserChoices choices;
    for (const auto* user : objectsOf(*users))
        choices.users.push_back(toChoice(*user));
    choices.isComplete = choices.users.size() <= most;
    if (!choices.isComplete)
        choices.users.resize(most);
    std::sort(choices.users.begin(), choices.users.end(),
              [](const UserChoice& a, const UserChoice& b) { return a.username < b.username; });
    co_return choices;
}

Task<Result<Evaluation>> evaluate(AdminClient& admin, EvaluateRequest request)
{
    EvaluationWalk walk(admin, std::move(request));
    co_return co_await walk.run();
}

EvaluateRequest evaluateRequestFor(const project::SsoProject& project, std::string username)
{
    EvaluateRequest request;
    request.realm = project.identityProvider.realm;
    request.clientId = project.client.id;
    request.username = std::move(username);
    request.scopes = project.client.scopes;
    return request;
}

} // namespace meshsso::keycloak
