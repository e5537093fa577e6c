#include "cli/commands/ProjectTemplate.h"

#include "core/Text.h"
#include "core/Url.h"

#include <array>
#include <charconv>

namespace meshsso::cli {

namespace {

using project::SsoProject;
using secrets::SecretRef;

constexpr const char* adminPasswordVariable = "MESHSSO_KEYCLOAK_ADMIN_PASSWORD";

struct NamedApplication
{
    std::string name;
    int port = 0;
};

Result<NamedApplication> parseApplication(const std::string& text)
{
    const auto colon = text.rfind(':');
    NamedApplication result;
    if (colon != std::string::npos && colon > 0) {
        result.name = text.substr(0, colon);
        const auto* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + colon + 1, end, result.port);
        if (parsed.ec == std::errc() && parsed.ptr == end && result.port >= 1 && result.port <= 65535)
            return result;
    }
    return fail(ErrorCode::InvalidArgument,
                "the form is NAME:PORT, such as shop:8080, with a port from 1 to 65535", "--app " + text);
}

SecretRef newSecret(const InitAnswers& answers, const std::string& project, const std::string& what)
{
    if (answers.secretsIn == "keychain")
        return {SecretRef::Kind::Keychain, "meshsso/" + project + "/" + what};
    if (answers.secretsIn == "env") {
        std::string variable = "MESHSSO_";
        for (const char c : what) {
            const bool isLower = c >= 'a' && c <= 'z';
            variable += isLower ? static_cast<char>(c - 'a' + 'A') : (c == '-' ? '_' : c);
        }
        return {SecretRef::Kind::Environment, variable};
    }
    return {SecretRef::Kind::File, "secrets/" + what};
}

access::AccessRule rule(std::string name, access::AccessMode mode, access::PathPattern path)
{
    access::AccessRule result;
    result.name = std::move(name);
    result.mode = mode;
    result.paths.push_back(std::move(path));
    return result;
}

using PathKind = access::PathPattern::Kind;

/// Everybody signed in, the admin area by role, and a health page for probes.
std::vector<access::AccessRule> sandboxRules()
{
    auto health = rule("health", access::AccessMode::Public, {PathKind::Exact, "/healthz"});
    auto admin = rule("admin", access::AccessMode::Require, {PathKind::Prefix, "/admin"});
    admin.requirement.kind = access::Requirement::Kind::Role;
    admin.requirement.name = "admin";
    auto rest = rule("rest", access::AccessMode::Authenticated, {PathKind::Prefix, "/"});
    return {std::move(health), std::move(admin), std::move(rest)};
}

void addUser(const InitAnswers& answers, NewProject& made)
{
    SsoProject& project = made.project;
    project.roles.push_back({"reader", "May use the applications"});
    project.roles.push_back({"admin", "May use the applications' admin pages"});
    project::User user;
    user.username = answers.user.empty() ? "alice" : answers.user;
    // Names and a verified e-mail: without them some servers refuse the login.
    user.email = user.username + "@example.com";
    user.firstName = "Alice";
    user.lastName = "Example";
    user.roles = {"reader"};
    user.password = newSecret(answers, project.metadata.name, user.username + "-password");
    made.userPassword = user.password;
    project.users.push_back(std::move(user));
}

Result<void> addApplications(const InitAnswers& answers, SsoProject& project)
{
    const bool isSandbox = answers.templateName == "sandbox";
    std::vector<std::string> wanted = answers.applications;
    const bool isDemo = wanted.empty();
    if (isDemo)
        wanted = {"httpbin:8000"};
    for (const auto& text : wanted) {
        auto parsed = parseApplication(text);
        if (!parsed)
            return fail(std::move(parsed).error());
        project::Application application;
        application.name = parsed->name;
        application.port = parsed->port;
        application.deployDemo = isDemo && answers.templateName == "reference";
        if (wanted.size() > 1)
            application.pathPrefix = "/" + parsed->name;
        if (isSandbox) {
            project.local.applications[parsed->name] = "127.0.0.1:" + std::to_string(parsed->port);
            application.access = sandboxRules();
        } else {
            application.access = {
                rule("signed-in", access::AccessMode::Authenticated, {PathKind::Prefix, "/"})};
        }
        project.applications.push_back(std::move(application));
    }
    return {};
}

Result<void> setIdentityProvider(const InitAnswers& answers, SsoProject& project)
{
    auto& provider = project.identityProvider;
    provider.url = answers.keycloakUrl;
    provider.realm = answers.realm.empty() ? "Test-oidc" : answers.realm;
    provider.caFile = answers.caFile;
    const bool isSandbox = answers.templateName == "sandbox";
    const auto url = Url::parse(provider.url);
    if (!provider.url.empty() && !url)
        return fail(ErrorCode::InvalidArgument, url.error().message, "--keycloak-url");
    const bool isHttp = provider.url.empty() ? isSandbox : !url->isHttps();
    if (isHttp && !isSandbox && answers.exposure != "guide-http") {
        return fail(ErrorCode::InvalidArgument,
                    "plain http sends passwords in clear. Fix: use https, or say --exposure guide-http",
                    "--keycloak-url");
    }
    provider.exposure = answers.exposure == "guide-http" || (isHttp && answers.exposure.empty())
                            ? project::Exposure::GuideHttp
                            : project::Exposure::Https;
    if (provider.url.empty() && provider.exposure == project::Exposure::Https)
        provider.url = "https://keycloak.example.com";
    provider.admin.url = answers.keycloakAdminUrl;
    provider.admin.username = answers.adminUser.empty() ? "admin" : answers.adminUser;
    auto ref = SecretRef::parse(answers.adminPasswordRef.empty() ? std::string("env:") + adminPasswordVariable
                                                                 : answers.adminPasswordRef);
    if (!ref)
        return fail(ErrorCode::InvalidArgument, ref.error().message, "--admin-password-ref");
    provider.admin.password = *ref;
    if (answers.templateName == "reference") {
        provider.workload.kind = project::KeycloakDeployment::Demo;
        provider.workload.adminPassword = provider.admin.password;
    }
    return {};
}

void setGateway(const InitAnswers& answers, SsoProject& project)
{
    auto& gateway = project.gateway;
    const bool isSandbox = answers.templateName == "sandbox";
    gateway.address = answers.gatewayAddress;
    if (gateway.address.empty())
        gateway.address = isSandbox ? "127.0.0.1" : "sso.example.com";
    // On one machine nothing maps ports; in a cluster the stock gateway Service maps 443 to 8443 and 80 to
    // 8080.
    if (isSandbox) {
        gateway.https = {8443, 8443};
        gateway.http = {8080, 8080};
    }
    if (answers.httpsPort != 0)
        gateway.https = {answers.httpsPort, answers.httpsPort};
    if (answers.httpPort != 0)
        gateway.http = {answers.httpPort, answers.httpPort};
}

/// Where this machine's gateway finds the Keycloak that it hands plain http on to; one with https is not
/// behind it.
std::string localKeycloak(const InitAnswers& answers, const SsoProject& project)
{
    if (!answers.localKeycloak.empty() || project.identityProvider.exposure == project::Exposure::Https)
        return answers.localKeycloak;
    const auto url = Url::parse(project.identityProvider.url);
    if (!url)
        return "127.0.0.1:8180";
    const bool isV6 = url->host.find(':') != std::string::npos;
    return (isV6 ? "[" + url->host + "]" : url->host) + ":" + std::to_string(url->port);
}

template<std::size_t N>
std::size_t indexOf(const std::array<std::string_view, N>& names, std::string_view name, std::size_t fallback)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == name)
            return i;
    }
    return fallback;
}

} // namespace

Result<NewProject> makeProject(const InitAnswers& answers)
{
    constexpr std::array<std::string_view, 3> environments{"development", "staging", "production"};
    constexpr std::array<std::string_view, 3> targets{"istio", "asm", "envoy"};
    const bool isSandbox = answers.templateName == "sandbox";

    NewProject made;
    SsoProject& project = made.project;
    project.metadata.name = answers.name.empty() ? answers.templateName + "-sso" : answers.name;
    project.metadata.environment =
        static_cast<project::Environment>(indexOf(environments, answers.environment, 0));
    project.clusters.target =
        static_cast<project::Target>(indexOf(targets, answers.target, isSandbox ? 2 : 0));
    setGateway(answers, project);
    if (auto done = setIdentityProvider(answers, project); !done)
        return fail(std::move(done).error());
    project.client.id = answers.clientId.empty() ? "oauth2proxy" : answers.clientId;
    project.client.secret = newSecret(answers, project.metadata.name, "client-secret");
    if (answers.templateName != "minimal" || !answers.user.empty())
        addUser(answers, made);
    if (auto done = addApplications(answers, project); !done)
        return fail(std::move(done).error());

    made.cookieSecret = newSecret(answers, project.metadata.name, "cookie-secret");
    project.authorization.session.cookieSecret = made.cookieSecret;
    if (isSandbox) {
        project.local.keycloak = localKeycloak(answers, project);
        project.local.authorizationService =
            answers.localAuthserver.empty() ? "127.0.0.1:4180" : answers.localAuthserver;
        // Envoy on the same machine is the one peer whose X-Forwarded-* may be believed.
        project.authorization.trustedProxies = {"127.0.0.1/32"};
    }
    if (answers.metricsPort != 0)
        project.authorization.metricsPort = answers.metricsPort;
    return made;
}

} // namespace meshsso::cli
