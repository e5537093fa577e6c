#pragma once

#include "FaultFixture.h"

#include <QObject>
#include <map>
#include <optional>
#include <set>

namespace meshsso::test {

/// Tables of attacks through the real gateway, which asks in one of the ways that a project can choose.
/// Leaves the sandbox with the way it had.
class AttackTest : public QObject
{
    Q_OBJECT

public:
    AttackTest(Sandbox& sandbox, project::CheckProtocol protocol, bool refusesUnderscores)
        : m_sandbox(sandbox), m_protocol(protocol), m_refusesUnderscores(refusesUnderscores)
    {
    }

private slots:
    void initTestCase();
    void cleanupTestCase();
    void neverPassesOnForgedIdentity_data();
    void neverPassesOnForgedIdentity();
    void removesLookAlikes_whereTheGatewayLetsThemIn_data();
    void removesLookAlikes_whereTheGatewayLetsThemIn();
    void asksHealthCheckersToSignIn_data();
    void asksHealthCheckersToSignIn();
    void neverLeadsElsewhere_afterSignOut();
    void neverLeadsElsewhere_afterSignIn();

private:
    /// A row for each spelling of an identity header's name that holds the text; returns their number.
    int addSpellings(const char* with) const;
    serverconfig::HeaderConfig headers() const;
    /// Creates something in Keycloak for the time of these tests; returns its id. Throws std::runtime_error.
    std::string add(const std::string& path, const json::value& object);
    /// Puts the user into a group, whose name becomes one claim, and two of whose attributes become others.
    void giveClaims(const std::string& username);
    /// What the page's application was told of who asks: all headers that are ours, or that some application
    /// could take for ours, by the names that they came under. In place of a token its subject.
    std::map<std::string, std::string> identityAt(const Page& page) const;

    Sandbox& m_sandbox;
    project::CheckProtocol m_protocol;
    bool m_refusesUnderscores;
    std::optional<FaultFixture> m_fixture;
    std::vector<std::string> m_added; ///< paths, to be removed from Keycloak
    std::set<std::string> m_owned;    ///< identity headers' names, their separators all '-'
    std::vector<Browser> m_users;     ///< with every claim, with an email, and nobody
    std::vector<std::map<std::string, std::string>> m_truths; ///< what is said of each to an application
};

} // namespace meshsso::test
