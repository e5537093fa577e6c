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

Task<Result<keycloak::AdminCredentials>> adminCredentials(std::shared_ptr<secrets::SecretStore> store,
                                                          project::KeycloakAdmin admin)
{
    keycloak::AdminCredentials credentials;
    credentials.realm = admin.realm;
    const bool byClient = admin.username.empty() && !admin.clientId.empty();
    const secrets::SecretRef ref = byClient ? admin.clientSecret : admin.password;
    SecretString secret;
    if (ref.isSet()) {
        auto read = co_await store->read(ref);
        if (!read) {
            auto error = std::move(read).error();
            error.message +=
                byClient ? " (identityProvider.admin.clientSecret)" : " (identityProvider.admin.password)";
            co_return fail(std::move(error));
        }
        secret = std::move(*read);
    }
    if (byClient) {
        credentials.clientId = admin.clientId;
        credentials.clientSecret = std::move(secret);
        co_return credentials;
    }
    credentials.username =
        admin.username.empty() ? environmentValue("MESHSSO_KEYCLOAK_ADMIN_USERNAME") : admin.username;
    credentials.password = secret.empty() ? SecretString(environmentValue("MESHSSO_KEYCLOAK_ADMIN_PASSWORD"))
                                          : std::move(secret);
    if (credentials.username.empty() || credentials.password.empty()) {
        co_return fail(
            ErrorCode::InvalidArgument,
            "nobody is named who may administer Keycloak. Fix: set username and password (a reference) "
            "there, or MESHSSO_KEYCLOAK_ADMIN_USERNAME and MESHSSO_KEYCLOAK_ADMIN_PASSWORD",
            "identityProvider.admin");
    }
    co_return credentials;
}

net::HttpClientOptions keycloakHttpOptions(const OpenProject& project)
{
    net::HttpClientOptions options;
    options.caFile = project.resolve(project.project.identityProvider.caFile).string();
    options.verifyTls = project.project.identityProvider.verifyTls;
    return options;
}

} // namespace

std::string adminUrl(const project::SsoProject& project)
{
    if (!project.identityProvider.admin.url.empty())
        return project.identityProvider.admin.url;
    // The issuer rather than identityProvider.url, which exposure guide-http leaves to be derived.
    const std::string issuer = project.identityProvider.issuer();
    return issuer.substr(0, issuer.rfind("/realms/"));
}

KeycloakAccess::KeycloakAccess(Context& context, const OpenProject& project,
                               std::shared_ptr<secrets::SecretStore> store,
                               keycloak::AdminCredentials credentials)
    : m_store(std::move(store)), m_http(context.httpClient(keycloakHttpOptions(project))),
      m_admin(*m_http, adminUrl(project.project), std::move(credentials), context.environment().clock),
      m_provisioner(m_admin, project.project, *m_store)
{
}

Task<Result<std::unique_ptr<KeycloakAccess>>> KeycloakAccess::open(Context& context,
                                                                   const OpenProject& project)
{
    auto store = context.secretStore(project.folder);
    auto admin = project.project.identityProvider.admin;
    auto credentials = co_await adminCredentials(store, std::move(admin));
    if (!credentials)
        co_return fail(std::move(credentials).error());
    std::unique_ptr<KeycloakAccess> access(
        new KeycloakAccess(context, project, std::move(store), std::move(*credentials)));
    if (context.options().verbose)
        context.console().progress("signing in to Keycloak at " + access->url());
    auto signedIn = co_await access->m_admin.signIn();
    if (!signedIn)
        co_return fail(std::move(signedIn).error());
    co_return access;
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
