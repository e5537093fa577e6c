#pragma once

#include "FaultFixture.h"
#include "ServerClock.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// A session that was refreshed during a check gets to the browser through the gateway, and is the one that
/// counts from then on.
class FaultRefreshTest : public QObject
{
    Q_OBJECT

public:
    explicit FaultRefreshTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanupTestCase();
    void bringsTheRefreshedSession_toTheBrowser_data();
    void bringsTheRefreshedSession_toTheBrowser();

private:
    double refreshes();

    Sandbox& m_sandbox;
    std::optional<FaultFixture> m_fixture;
    std::optional<ServerClock> m_clock;
};

} // namespace meshsso::test
