#pragma once

#include "Sandbox.h"
#include "keycloak/AdminClient.h"
#include "keycloak/Provisioner.h"

#include <QObject>
#include <memory>

namespace meshsso::test {

/// Provisions real Keycloak twice, drifts it by hand, and repairs it.
class ProvisioningTest : public QObject
{
    Q_OBJECT

public:
    explicit ProvisioningTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void refuses_aWrongAdminPassword();
    void saysUnreachable_whenNobodyListens();
    void plansEverything_onAnEmptyServer();
    void applies_andThenPlansNothing();
    void storesTheClientSecret();
    void showsDrift_andRepairsIt_data();
    void showsDrift_andRepairsIt();
    void leavesUndeclaredObjectsAlone();
    void completes_afterAFailureMidway();

private:
    keycloak::AdminClient makeAdmin(SecretString password);
    json::value get(const std::string& path);
    std::string clientUuid();
    keycloak::Plan plan();
    keycloak::ApplyReport apply();

    Sandbox& m_sandbox;
    SystemClock m_clock;
    std::unique_ptr<keycloak::AdminClient> m_admin;
};

} // namespace meshsso::test
