#pragma once

#include "FaultFixture.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// Two of our servers behind one gateway, replaced one after the other while people work.
class FaultReplicasTest : public QObject
{
    Q_OBJECT

public:
    explicit FaultReplicasTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanup();
    void losesNoRequest_whenReplicasAreReplaced_data();
    void losesNoRequest_whenReplicasAreReplaced();

private:
    /// True if the server there answers checks that come through the gateway.
    bool isAsked(const std::string& metricsOrigin);

    Sandbox& m_sandbox;
    std::optional<FaultFixture> m_fixture;
    std::optional<Sandbox::Replica> m_replica;
};

} // namespace meshsso::test
