#include "desktop/controllers/ClientImportController.h"

#include "core/Url.h"
#include "desktop/controllers/ProjectTemplates.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

/// An administrator's sign-in, alive as long as a request of it is.
struct ClientImportController::Session
{
    Session(std::shared_ptr<net::HttpClient> client, ImportAccess a, const Clock& clock)
        : http(std::move(client)), access(std::move(a)),
          admin(*http, access.url, credentialsOf(access), clock)
    {
    }
    static keycloak::AdminCredentials credentialsOf(const ImportAccess& access)
    {
        keycloak::AdminCredentials credentials;
        credentials.realm = access.adminRealm;
        credentials.username = access.username;
        credentials.password = access.password;
        return credentials;
    }

    std::shared_ptr<net::HttpClient> http;
    ImportAccess access;
    keycloak::AdminClient admin;
};

ClientImportController::ClientImportController(StepContext context, QObject* parent)
    : QObject(parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::opened, this, [this] {
        m_findings.clear();
        emit changed();
    });
    connect(&m_job, &Job::finished, this, &ClientImportController::changed);
}

ClientImportController::~ClientImportController() = default;

QString ClientImportController::host() const
{
    const auto url = Url::parse(m_session->access.url);
    return displayable(url ? url->authority() : m_session->access.url, 120);
}

Task<Result<std::vector<std::string>>> ClientImportController::realmsOf(std::shared_ptr<Session> session)
{
    auto signedIn = co_await session->admin.signIn();
    if (!signedIn)
        co_return fail(std::move(signedIn).error());
    auto realms = co_await keycloak::listRealms(session->admin);
    co_return realms;
}

Task<Result<std::vector<keycloak::ClientChoice>>>
ClientImportController::clientsOf(std::shared_ptr<Session> session, std::string realm)
{
    auto clients = co_await keycloak::listClients(session->admin, std::move(realm));
    co_return clients;
}

Task<Result<keycloak::ImportedProject>> ClientImportController::projectOf(std::shared_ptr<Session> session,
                                                                          std::string realm,
                                                                          std::string clientId,
                                                                          project::SsoProject base)
{
    auto imported = co_await keycloak::importClient(session->admin, std::move(realm), std::move(clientId),
                                                    std::move(base));
    co_return imported;
}

void ClientImportController::connectTo(ImportAccess access)
{
    while (access.url.ends_with('/'))
        access.url.pop_back();
    m_realms.clear();
    m_clients.clear();
    m_realm.clear();
    net::HttpClientOptions options;
    options.caFile = access.caFile;
    m_session = std::make_shared<Session>(m_context.httpClient(std::move(options)), std::move(access),
                                          m_context.services.clock);
    m_job.start<Result<std::vector<std::string>>>(tr("Listing the realms"), host(), realmsOf(m_session),
                                                  [this](Result<std::vector<std::string>> realms) {
                                                      if (realms)
                                                          m_realms = std::move(*realms);
                                                      else
                                                          m_job.fail(realms.error());
                                                  });
    emit changed();
}

void ClientImportController::chooseRealm(const std::string& realm)
{
    if (!m_session || realm.empty())
        return;
    m_realm = realm;
    m_clients.clear();
    m_job.start<Result<std::vector<keycloak::ClientChoice>>>(
        tr("Listing the clients"), host(), clientsOf(m_session, realm),
        [this](Result<std::vector<keycloak::ClientChoice>> clients) {
            if (clients)
                m_clients = std::move(*clients);
            else
                m_job.fail(clients.error());
        });
    emit changed();
}

void ClientImportController::import(const std::string& clientId)
{
    if (!m_session || m_realm.empty() || clientId.empty())
        return;
    auto base = makeProject(ProjectTemplate::Empty, clientId);
    base.metadata.name.clear(); // the import makes a fit one of the client's id
    // Where administrators reach it; Keycloak itself says what browsers use.
    base.identityProvider.url.clear();
    base.identityProvider.admin.url = m_session->access.url;
    base.identityProvider.admin.realm = m_session->access.adminRealm;
    base.identityProvider.admin.username = m_session->access.username;
    base.identityProvider.caFile = m_session->access.caFile;
    m_job.start<Result<keycloak::ImportedProject>>(tr("Reading the client"), host(),
                                                   projectOf(m_session, m_realm, clientId, std::move(base)),
                                                   [this](Result<keycloak::ImportedProject> result) {
                                                       if (result)
                                                           take(std::move(*result));
                                                       else
                                                           m_job.fail(result.error());
                                                   });
    emit changed();
}

void ClientImportController::take(keycloak::ImportedProject result)
{
    auto& project = result.project;
    const std::string& name = project.metadata.name;
    project.identityProvider.admin.password = {secrets::SecretRef::Kind::Keychain, name + "/keycloak-admin"};
    project.authorization.session.cookieSecret = {secrets::SecretRef::Kind::Keychain, name + "/cookie"};
    if (m_session->access.keepPassword)
        m_context.secrets.write(project.identityProvider.admin.password, m_session->access.password,
                                [](const Result<void>&) {});
    emit imported(project);
    // Opening it has cleared what an earlier import said.
    m_findings = std::move(result.findings);
    emit changed();
}

void ClientImportController::reset()
{
    m_job.reset();
    m_session.reset();
    m_realms.clear();
    m_clients.clear();
    m_realm.clear();
    emit changed();
}

} // namespace meshsso::desktop
