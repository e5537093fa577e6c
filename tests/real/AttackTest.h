#pragma once

#include "FaultFixture.h"

#include <QObject>
#include <optional>

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

    Sandbox& m_sandbox;
    project::CheckProtocol m_protocol;
    bool m_refusesUnderscores;
    std::optional<FaultFixture> m_fixture;
    std::vector<Browser> m_users; ///< with roles and email, with email, and nobody
};

} // namespace meshsso::test
