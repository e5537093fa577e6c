#pragma once

#include "FaultFixture.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// Tables of attacks through the real gateway, which asks over HTTP.
class AttackTest : public QObject
{
    Q_OBJECT

public:
    explicit AttackTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void neverPassesOnForgedIdentity_data();
    void neverPassesOnForgedIdentity();
    void asksHealthCheckersToSignIn_data();
    void asksHealthCheckersToSignIn();
    void neverLeadsElsewhere_afterSignOut();
    void neverLeadsElsewhere_afterSignIn();

private:
    Sandbox& m_sandbox;
    std::optional<FaultFixture> m_fixture;
    std::vector<Browser> m_users; ///< with roles and email, with email, and nobody
};

} // namespace meshsso::test
