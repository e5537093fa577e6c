#include "cli/Consent.h"
#include "cli/KeycloakAccess.h"
#include "cli/TokenView.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "core/Text.h"
#include "keycloak/Evaluate.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

/// "access, ID token, userinfo"
template<class T>
std::string places(const T& item)
{
    std::vector<std::string> names;
    if (item.inAccessToken)
        names.emplace_back("access");
    if (item.inIdToken)
        names.emplace_back("id");
    if (item.inUserinfo)
        names.emplace_back("userinfo");
    return join(names, ", ");
}

template<class T>
json::array placesJson(const T& item)
{
    json::array names;
    if (item.inAccessToken)
        names.emplace_back("access_token");
    if (item.inIdToken)
        names.emplace_back("id_token");
    if (item.inUserinfo)
        names.emplace_back("userinfo");
    return names;
}

json::array toJson(const std::vector<std::string>& texts)
{
    json::array array;
    for (const auto& text : texts)
        array.emplace_back(text);
    return array;
}

json::object toJson(const keycloak::Evaluation& evaluation)
{
    json::array mappers;
    for (const auto& mapper : evaluation.mappers) {
        mappers.push_back({{"name", mapper.name},
                           {"type", mapper.type},
                           {"container", mapper.container},
                           {"ofClient", mapper.isOfClient},
                           {"in", placesJson(mapper)}});
    }
    json::array origins;
    for (const auto& origin : evaluation.origins) {
        origins.push_back({{"claim", origin.claim},
                           {"mapper", origin.mapper},
                           {"type", origin.mapperType},
                           {"container", origin.container},
                           {"in", placesJson(origin)}});
    }
    return {{"client", evaluation.clientId},
            {"user", evaluation.username},
            {"scope", evaluation.scope},
            {"mappers", std::move(mappers)},
            {"grantedRoles", toJson(evaluation.grantedRoles)},
            {"userRoles", toJson(evaluation.userRoles)},
            {"accessToken", evaluation.accessToken},
            {"idToken", evaluation.idToken},
            {"userinfo", evaluation.userinfo},
            {"origins", std::move(origins)}};
}

json::array toJson(const std::vector<keycloak::MissingPart>& missing)
{
    json::array array;
    for (const auto& part : missing)
        array.push_back({{"claim", part.claim}, {"supplier", part.supplier}, {"canAdd", part.canAdd}});
    return array;
}

class EvaluateCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(
            parent, "evaluate", "Show the tokens that Keycloak would issue, and what they lack",
            "Uses Keycloak's own Evaluate: nobody signs in and no token is issued. Says which mapper made "
            "which "
            "claim, and which\n"
            "mapper or scope would supply what the project needs. 0: in order; 1: something is missing; 3: "
            "Keycloak is unreachable.",
            "meshssoctl evaluate --user alice --add-missing");
        app->add_option("--user", m_user, "For whom (default: the project's first user)")->type_name("NAME");
        app->add_option("--scope", m_scopes,
                        "A scope that the login asks for; may be repeated (default: the "
                        "project's)")
            ->type_name("SCOPE");
        app->add_flag("--add-missing", m_addMissing, "Add the mappers, scopes and roles that are missing");
        app->add_option("--confirm", m_confirm,
                        "The project's name: consent to change a production environment")
            ->type_name("NAME");
        return app;
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        const auto& project = opened->project;
        if (m_user.empty() && project.users.empty()) {
            co_return context.fail(Error{ErrorCode::InvalidArgument,
                                         "the project names no user. Fix: pass --user NAME", "users"});
        }
        if (m_addMissing) {
            if (auto consent = askConsent(context, project, m_confirm); !consent)
                co_return context.fail(consent.error());
        }
        auto request =
            keycloak::evaluateRequestFor(project, m_user.empty() ? project.users.front().username : m_user);
        if (!m_scopes.empty())
            request.scopes = m_scopes;
        auto access = co_await openKeycloak(context, *opened);
        if (!access)
            co_return context.fail(access.error());
        auto evaluation = co_await keycloak::evaluate((*access)->admin(), request);
        if (!evaluation)
            co_return context.fail(evaluation.error());
        auto comparison = keycloak::compareWithNeeds(*evaluation, project);
        std::vector<std::string> added;
        if (m_addMissing && !comparison.missing.empty()) {
            auto done = co_await addAll(context, **access, comparison, request.username);
            if (!done)
                co_return context.fail(done.error());
            added = std::move(*done);
            evaluation = co_await keycloak::evaluate((*access)->admin(), request);
            if (!evaluation)
                co_return context.fail(evaluation.error());
            comparison = keycloak::compareWithNeeds(*evaluation, project);
        }
        conclude(context, *evaluation, comparison, added);
        co_return comparison.inOrder() ? ExitDone : ExitCheckFailed;
    }

private:
    static Task<Result<std::vector<std::string>>> addAll(Context& context, keycloak::AdminAccess& access,
                                                         keycloak::NeedsComparison comparison,
                                                         std::string username)
    {
        const Console& console = context.console();
        std::vector<std::string> added;
        for (const auto& part : comparison.missing) {
            if (!part.canAdd)
                continue;
            auto done = co_await keycloak::addMissing(access.admin(), access.project(), access.secretStore(),
                                                      part, username);
            if (!done)
                co_return fail(std::move(done).error());
            console.print("  " + console.styled(Style::Good, "added") + "  " + printable(part.supplier));
            added.push_back(part.supplier);
        }
        co_return added;
    }

    static void conclude(const Context& context, const keycloak::Evaluation& evaluation,
                         const keycloak::NeedsComparison& comparison, const std::vector<std::string>& added)
    {
        const Console& console = context.console();
        console.print("For " + printable(evaluation.username) + " and the scopes " +
                      printable(evaluation.scope) + ", Keycloak would issue to " +
                      printable(evaluation.clientId) + ":");
        const std::pair<const char*, const json::object*> documents[] = {
            {"Access token", &evaluation.accessToken},
            {"ID token", &evaluation.idToken},
            {"Userinfo", &evaluation.userinfo}};
        for (const auto& [title, claims] : documents) {
            // What the mesh decides by is the access token; where else a claim is, the table says.
            if (claims != &evaluation.accessToken && !context.options().verbose)
                continue;
            console.print("");
            console.print(console.styled(Style::Bold, title));
            showClaims(console, *claims, context.now());
        }
        console.print("");
        std::vector<Console::Row> rows;
        for (const auto& origin : evaluation.origins) {
            rows.push_back({printable(origin.claim), places(origin),
                            origin.mapper.empty() ? "Keycloak itself" : printable(origin.mapper),
                            printable(origin.container)});
        }
        console.table({"CLAIM", "IN", "MAPPER", "OF"}, rows);
        console.print("");
        console.findings(comparison.findings);
        if (comparison.inOrder())
            console.print(console.styled(Style::Good, "In order: ") +
                          "the tokens hold what the project needs.");
        auto document = toJson(evaluation);
        document["inOrder"] = comparison.inOrder();
        document["findings"] = findingsJson(comparison.findings);
        document["missing"] = toJson(comparison.missing);
        document["added"] = toJson(added);
        console.document(document);
    }

    std::string m_user;
    std::vector<std::string> m_scopes;
    bool m_addMissing = false;
    std::string m_confirm;
};

} // namespace

std::unique_ptr<Command> makeEvaluateCommand()
{
    return std::make_unique<EvaluateCommand>();
}

} // namespace meshsso::cli
