#pragma once

#include "Browser.h"
#include "Sandbox.h"
#include "core/Json.h"

#include <QObject>

namespace meshsso::test {

/// What a gateway that asks over gRPC can log of a request: who the check said that it was. Leaves the
/// sandbox with the ways it had.
class GatewayLogTest : public QObject
{
    Q_OBJECT

public:
    explicit GatewayLogTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanupTestCase();
    void logsWhoAsked();
    void logsNobody_whereNobodyIsSignedIn();
    void logsNobody_whateverTheClientSays();

private:
    /// The line of a request to that path; empty if none comes in time.
    json::object lineOf(const std::string& path);

    Sandbox& m_sandbox;
    std::string m_origin;
};

} // namespace meshsso::test
