#pragma once

#include "migrate/ImportReport.h"
#include "migrate/ImportResult.h"

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
    project::SsoProject& project()
    {
        return m_project;
    } ///< what is not in the configuration, is taken from here

    /// Keeps a secret and gives the reference that stands for it. An empty value: it has to be put there by
    /// hand. fileName is "client-secret".
    secrets::SecretRef keepSecret(std::string what, const std::string& fileName, SecretString value,
                                  const std::string& where);
    /// The cookie secret of the source, taken over if it is 32 random bytes in base64; otherwise reported,
    /// and a new one is to be made.
    void setCookieSecret(SecretString value, const std::string& where);
    /// redis:// or rediss:// (tcp:// too), with user, password and database taken out of it.
    void setRedisUrl(std::string_view url, const std::string& where);
    void setIssuer(std::string issuer, const std::string& where);
    void setScopes(std::vector<std::string> scopes);
    void setCookieName(std::string name, const std::string& where);
    void setCookieDomain(std::string domain, const std::string& where);
    void setLifetime(std::chrono::seconds lifetime, const std::string& where);
    /// The redirect URI: public scheme and host, and the prefix of our pages.
    void setRedirectUri(const std::string& uri, const std::string& where);
    void allowHost(std::string authority);
    /// A public rule for a regular expression over paths.
    void addPublicRoute(std::string_view regex, std::vector<std::string> methods, const std::string& where);
    /// An application behind "http://name.namespace.svc:port/path".
    void addUpstream(const std::string& url, std::string name, std::string path, const std::string& where);

    /// Fills what is left, and makes both forms. The model is spent afterwards.
    ImportResult finish();

private:
    void addRule(access::AccessRule rule) { m_config.access.rules.push_back(std::move(rule)); }
    void completeServer();
    void makeProject();
    void setIdentityProvider();
    void setGateway();
    void setApplications();
    void reportProjectLosses();

    ImportOptions m_options;
    ImportReport m_report;
    serverconfig::ServerConfig m_config;
    project::SsoProject m_project;
    std::vector<FoundSecret> m_secrets;
};

} // namespace meshsso::migrate
