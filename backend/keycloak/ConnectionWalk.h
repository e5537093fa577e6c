#pragma once

#include "keycloak/ConnectionCheck.h"

namespace meshsso::keycloak {

/// What a discovery document's URL gave.
struct Discovery
{
    std::string url;
    std::string field; ///< of the project, whose value led here
    int status = 0;
    std::string location; ///< of a redirect
    std::string said;     ///< Keycloak's error text
    std::optional<Error> error;
    std::optional<json::object> document;
    std::string issuer; ///< empty: none was seen
};

/// One check under way. Owned by checkConnection's frame.
class ConnectionWalk
{
public:
    ConnectionWalk(net::HttpClient& http, const project::SsoProject& project, AdminClient* admin,
                   const Clock& clock)
        : m_http(http), m_project(project), m_provider(project.identityProvider), m_admin(admin),
          m_clock(clock)
    {
    }

    Task<ConnectionReport> run();

private:
    Task<Discovery> discover(std::string what, std::string field, net::HttpRequest request);
    Task<bool> lookOutside();
    Task<bool> lookInside();
    Task<bool> lookAtAdminUrl();
    Task<bool> lookAsAdministrator();
    Task<bool> readVersion();
    Task<bool> readRealm();

    void find(Severity severity, std::string code, std::string where, std::string why, std::string fix)
    {
        m_report.findings.push_back(
            {std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
    }
    bool adminIsElsewhere() const;
    void noteTransport();
    void noteOutside(const Discovery& seen);
    void noteNoConnection(const Error& error, const std::string& field, const std::string& url,
                          Severity severity);
    void noteStatus(const Discovery& seen);
    void noteInside(const Discovery& seen);
    void noteRealm();
    void noteHostname();
    void noteSignIn(const Error& error);
    void noteSslRequired();
    void probed(std::string what, std::string url, TimePoint since, const Error* error);

    net::HttpClient& m_http;
    const project::SsoProject& m_project;
    const project::IdentityProvider& m_provider;
    AdminClient* m_admin;
    const Clock& m_clock;
    ConnectionReport m_report;
    bool m_missingOutside = false;
};

/// What Keycloak says when there is no such realm. Private to this folder.
bool saysNoRealm(const Discovery& seen);

} // namespace meshsso::keycloak
