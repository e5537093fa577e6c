#include "keycloak/AdminAccess.h"

namespace meshsso::keycloak {

std::string adminUrl(const project::SsoProject& project)
{
    std::string url = project.identityProvider.admin.url;
    if (url.empty()) // derived under exposure guide-http, which applyDerived() has put here
        url = project.identityProvider.url;
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

net::HttpClientOptions keycloakHttpOptions(const project::SsoProject& project,
                                           const std::filesystem::path& folder)
{
    const auto& provider = project.identityProvider;
    net::HttpClientOptions options;
    if (!provider.caFile.empty())
        options.caFile = (folder / std::filesystem::path(provider.caFile)).lexically_normal().string();
    options.verifyTls = provider.verifyTls;
    return options;
}

Task<Result<AdminCredentials>> readAdminCredentials(std::shared_ptr<secrets::SecretStore> store,
                                                    project::KeycloakAdmin admin, AdminFallback fallback)
{
    AdminCredentials credentials;
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
    credentials.username = admin.username.empty() ? fallback.username : admin.username;
    credentials.password = secret.empty() ? std::move(fallback.password) : std::move(secret);
    if (credentials.username.empty() || credentials.password.empty()) {
        co_return fail(ErrorCode::InvalidArgument,
                       "nobody is named who may administer Keycloak. Fix: set username and password (a "
                       "reference) there" +
                           fallback.howToGive,
                       "identityProvider.admin");
    }
    co_return credentials;
}

AdminAccess::AdminAccess(std::shared_ptr<net::HttpClient> http, std::shared_ptr<secrets::SecretStore> store,
                         project::SsoProject project, const Clock& clock, AdminCredentials credentials)
    : m_http(std::move(http)), m_store(std::move(store)), m_project(std::move(project)),
      m_admin(*m_http, adminUrl(m_project), std::move(credentials), clock),
      m_provisioner(m_admin, m_project, *m_store)
{
}

Task<Result<std::unique_ptr<AdminAccess>>> AdminAccess::open(std::shared_ptr<net::HttpClient> http,
                                                             std::shared_ptr<secrets::SecretStore> store,
                                                             project::SsoProject project, const Clock& clock,
                                                             AdminFallback fallback)
{
    auto named = project.identityProvider.admin;
    auto credentials = co_await readAdminCredentials(store, std::move(named), std::move(fallback));
    if (!credentials)
        co_return fail(std::move(credentials).error());
    std::unique_ptr<AdminAccess> access(new AdminAccess(std::move(http), std::move(store), std::move(project),
                                                        clock, std::move(*credentials)));
    auto signedIn = co_await access->m_admin.signIn();
    if (!signedIn)
        co_return fail(std::move(signedIn).error());
    co_return access;
}

} // namespace meshsso::keycloak
