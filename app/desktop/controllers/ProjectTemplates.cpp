#include "desktop/controllers/ProjectTemplates.h"

namespace meshsso::desktop {

namespace {

using secrets::SecretRef;

SecretRef keychain(const std::string& project, const char* purpose)
{
    return {SecretRef::Kind::Keychain, project + "/" + purpose};
}

void addReference(project::SsoProject& project)
{
    const std::string& name = project.metadata.name;
    project.identityProvider.realm = "Test-oidc";
    project.identityProvider.admin.username = "admin";
    project.client.id = "oauth2proxy";
    project.roles.push_back({"httpbin-user", "May use httpbin"});
    project.claims.roles.restrictToRoles = {"httpbin-user"};

    // Names and a verified e-mail: without them some servers refuse the login.
    project::User user;
    user.username = "alice";
    user.password = keychain(name, "alice-password");
    user.email = "alice@example.com";
    user.firstName = "Alice";
    user.lastName = "Example";
    user.roles = {"httpbin-user"};
    project.users.push_back(std::move(user));

    project::Application application;
    application.name = "httpbin";
    application.deployDemo = true;
    access::AccessRule rule;
    rule.name = "signed-in";
    rule.mode = access::AccessMode::Authenticated;
    rule.paths.push_back({access::PathPattern::Kind::Prefix, "/"});
    application.access.push_back(std::move(rule));
    project.applications.push_back(std::move(application));
}

} // namespace

project::SsoProject makeProject(ProjectTemplate kind, const std::string& name)
{
    project::SsoProject project;
    project.metadata.name = name;
    project.client.secret = keychain(name, "client");
    project.identityProvider.admin.password = keychain(name, "keycloak-admin");
    project.authorization.session.cookieSecret = keychain(name, "cookie");
    if (kind == ProjectTemplate::Reference)
        addReference(project);
    return project;
}

} // namespace meshsso::desktop
