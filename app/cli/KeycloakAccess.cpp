#include "cli/KeycloakAccess.h"

#include "core/Text.h"

#include <cstdlib>

namespace meshsso::cli {

namespace {

std::string environmentValue(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

keycloak::AdminFallback environmentAdmin()
{
    keycloak::AdminFallback fallback;
    fallback.username = environmentValue("MESHSSO_KEYCLOAK_ADMIN_USERNAME");
    fallback.password = SecretString(environmentValue("MESHSSO_KEYCLOAK_ADMIN_PASSWORD"));
    fallback.howToGive = ", or MESHSSO_KEYCLOAK_ADMIN_USERNAME and MESHSSO_KEYCLOAK_ADMIN_PASSWORD";
    return fallback;
}

} // namespace

Task<Result<std::unique_ptr<keycloak::AdminAccess>>> openKeycloak(Context& context,
                                                                  const OpenProject& project)
{
    if (context.options().verbose)
        context.console().progress("signing in to Keycloak at " + keycloak::adminUrl(project.project));
    std::shared_ptr<net::HttpClient> http =
        context.httpClient(keycloak::keycloakHttpOptions(project.project, project.folder));
    auto store = context.secretStore(project.folder);
    auto copy = project.project;
    auto fallback = environmentAdmin();
    co_return co_await keycloak::AdminAccess::open(std::move(http), std::move(store), std::move(copy),
                                                   context.environment().clock, std::move(fallback));
}

Task<Result<keycloak::AdminCredentials>> readCredentials(Context& context, const OpenProject& project)
{
    auto store = context.secretStore(project.folder);
    auto admin = project.project.identityProvider.admin;
    auto fallback = environmentAdmin();
    co_return co_await keycloak::readAdminCredentials(std::move(store), std::move(admin),
                                                      std::move(fallback));
}

json::array planJson(const keycloak::Plan& plan)
{
    json::array changes;
    for (const auto& change : plan.changes) {
        json::object entry{{"object", change.object},
                           {"kind", change.kind == keycloak::ChangeKind::Add ? "add" : "change"}};
        if (change.kind == keycloak::ChangeKind::Change) {
            entry["field"] = change.field;
            entry["current"] = change.current;
        }
        entry["desired"] = change.desired;
        changes.push_back(std::move(entry));
    }
    return changes;
}

void showPlan(const Console& console, const keycloak::Plan& plan, std::string_view realm,
              std::string_view url)
{
    console.findings(plan.findings);
    const std::string where = "realm " + printable(realm) + " at " + printable(url);
    if (plan.empty()) {
        console.print(console.styled(Style::Good, "In sync: ") + where +
                      " has everything the project declares.");
        return;
    }
    std::size_t additions = 0;
    for (const auto& change : plan.changes) {
        const std::string object = printable(change.object);
        const std::string desired = printable(change.desired);
        if (change.kind == keycloak::ChangeKind::Add) {
            ++additions;
            std::string line = "  " + console.styled(Style::Good, "+") + " ";
            line += object;
            if (!desired.empty())
                line.append(": ").append(desired);
            console.print(line);
        } else {
            std::string line = "  " + console.styled(Style::Warn, "~") + " ";
            line.append(object).append(": ").append(printable(change.field)).append(": ");
            line.append(printable(change.current)).append(" -> ").append(desired);
            console.print(line);
        }
    }
    console.print("Plan for " + where + ": " + std::to_string(additions) + " to add, " +
                  std::to_string(plan.changes.size() - additions) + " to change, nothing is ever deleted.");
}

} // namespace meshsso::cli
