#pragma once

#include "FaultFixture.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// Clients that connect, say nothing or a half of it, and vanish without a word: no packet of theirs comes,
/// and none reaches them.
class FaultSilenceTest : public QObject
{
    Q_OBJECT

public:
    explicit FaultSilenceTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanup();
    void forgetsClients_thatVanish();
    void gatewayForgetsClients_thatVanish();

private:
    Sandbox& m_sandbox;
    std::optional<FaultFixture> m_fixture;
    std::optional<Sandbox::Replica> m_replica;
};

} // namespace meshsso::test
