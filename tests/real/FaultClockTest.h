#pragma once

#include "FaultFixture.h"
#include "ServerClock.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// Our server's clock is minutes off, against Keycloak and the gateway on the same machine.
class FaultClockTest : public QObject
{
    Q_OBJECT

public:
    explicit FaultClockTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanup();
    void cleanupTestCase();
    void namesTheClock_ratherThanLoop_data();
    void namesTheClock_ratherThanLoop();
    void signsIn_whileTheClockIsNearlyRight_data();
    void signsIn_whileTheClockIsNearlyRight();
    void namesTheClock_whereASessionIsRefreshed();

private:
    /// The form is filled in and sent, and all redirects followed.
    Page signIn(Browser& browser);
    /// What was logged since then.
    QByteArray loggedSince(qsizetype size);

    Sandbox& m_sandbox;
    std::optional<FaultFixture> m_fixture;
    std::optional<ServerClock> m_clock;
};

} // namespace meshsso::test
