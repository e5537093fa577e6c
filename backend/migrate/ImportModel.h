#pragma once

#include "migrate/ImportReport.h"
#include "migrate/ImportResult.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::migrate {

/// Gathers what a source says, as a server configuration with what a project needs besides, and makes the
/// result of it. The three imports share it. Private to this folder.
class ImportModel
{
public:
    explicit ImportModel(const ImportOptions& options);

    serverconfig::ServerConfig& config() { return m_config; }
    ImportReport& report() { return m_report; }
    const ImportOptions& options() const { return m_options; }
    /// What the configuration does not say is taken from here.
    project::SsoProject& project() { return m_project; }

    /// Gives the reference that stands for a secret, and says how to put it there: values are not taken over.
    /// isClear: it stands in the source, for every reader. fileName is "client-secret".
    secrets::SecretRef referTo(std::string what, const std::string& fileName, bool isClear,
                               const std::string& where);
    /// Sessions get a secret of our own: those of the source cannot be opened here anyway.
    void setCookieSecret(const std::string& where);
    /// redis:// or rediss:// (tcp:// and redis+sentinel:// too), with user, password and database taken out
    /// of it.
    void setRedisUrl(std::string_view url, const std::string& where);
    void setIssuer(std::string issuer, const std::string& where);
    /// Where an endpoint that the server itself calls is elsewhere than the issuer. Ask after setIssuer.
    void setInternalUrl(std::string_view endpoint, const std::string& where);
    void setScopes(std::vector<std::string> scopes);
    void setCookieName(std::string name, const std::string& where);
    void setCookieDomain(std::string domain, const std::string& where);
    void setLifetime(std::chrono::seconds lifetime, const std::string& where);
    /// Where the source lets nobody pass whose tokens have expired and cannot be refreshed.
    void endSessionsInOutages(const std::string& where);
    /// The redirect URI: public scheme and host, and the prefix of our pages.
    void setRedirectUri(const std::string& uri, const std::string& where);
    void allowHost(std::string authority);
    /// A public rule for a regular expression over paths.
    void addPublicRoute(std::string_view regex, std::vector<std::string> methods, const std::string& where);
    /// The same for paths that are patterns already.
    void addPublicRule(std::vector<access::PathPattern> paths, std::vector<std::string> methods);
    /// An application behind "http://name.namespace.svc:port/path".
    void addUpstream(const std::string& url, std::string name, std::string path, const std::string& where);

    /// Fills what is left, and makes both forms. The model is spent afterwards.
    ImportResult finish();

private:
    void completeServer();
    void makeProject();
    void setIdentityProvider();
    void setGateway();
    void setApplications();
    void setBearer();
    void declareRoles();
    void reportUnplacedRules(const std::set<std::string>& placed);
    void reportProjectLosses();

    ImportOptions m_options;
    ImportReport m_report;
    serverconfig::ServerConfig m_config;
    project::SsoProject m_project;
    std::vector<NeededSecret> m_secrets;
};

} // namespace meshsso::migrate
