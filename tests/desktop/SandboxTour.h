#pragma once

#include "WizardDriver.h"

#include <QTemporaryDir>
#include <functional>

namespace meshsso::test {

/// The way of a newcomer: from a new project over the local sandbox, with real Keycloak and Envoy, to a
/// decoded token. The end-to-end test and the screenshots take it.
class SandboxTour
{
public:
    /// Told at each station, for what is to be looked at or drawn there.
    using Station = std::function<void(const QString& name)>;

    SandboxTour(WizardDriver& driver, Station station);

    /// Types a new project and takes it back. The driver tells what failed.
    bool typeProject();
    bool startSandbox();
    bool makeCertificate();
    bool testConnection();
    bool applyToKeycloak();
    bool previewToken();
    bool askWhoGetsIn();
    bool startGateway();
    bool signIn();
    bool inspectToken();
    bool stopSandbox();

private:
    WizardDriver& m_driver;
    Station m_station;
};

} // namespace meshsso::test
