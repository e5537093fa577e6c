#pragma once

#include "FaultFixture.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// Our own server is told to reload and to end, is killed, and is besieged by slow clients.
class FaultServerTest : public QObject
{
    Q_OBJECT

public:
    explicit FaultServerTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanup();
    void servesOthers_besideAThousandSlowClients();
    void losesNoRequest_whenItReloads();
    void losesNoRequest_whenItEnds();
    void letsNobodyThrough_whenItIsKilled();

private:
    Sandbox& m_sandbox;
    std::optional<FaultFixture> m_fixture;
    bool m_isRunning = true;
};

} // namespace meshsso::test
