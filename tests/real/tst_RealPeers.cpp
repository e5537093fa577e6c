#include "BrowserLoginTest.h"
#include "CommandLineTest.h"
#include "EvaluateTest.h"
#include "GatewayLogTest.h"
#include "GatewayTest.h"
#include "ImageTest.h"
#include "LogoutTest.h"
#include "ProvisioningTest.h"
#include "RunSuite.h"

#include <QCoreApplication>

// One program for all of them, since booting Keycloak takes a minute: it is started once, provisioned by the
// first group, and used by the next.
int main(int argc, char* argv[])
{
    using namespace meshsso::test;
    QCoreApplication application(argc, argv);
    try {
        Sandbox sandbox;
        qInfo("booting Keycloak (about a minute)");
        sandbox.startKeycloak();
        if (const int failures = runSuite<ProvisioningTest>(sandbox, argv[0]); failures != 0)
            return failures;
        int failures = runSuite<EvaluateTest>(sandbox, argv[0]);
        failures += runSuite<BrowserLoginTest>(sandbox, argv[0]);
        qInfo("starting gateway, authorization server and application");
        sandbox.startGateway();
        failures += runSuite<GatewayTest>(sandbox, argv[0]);
#ifdef MESHSSO_GRPC
        // The same attacks, sign-ins and refusals where the gateway asks over gRPC.
        qInfo("asking over gRPC");
        sandbox.switchProtocol(meshsso::project::CheckProtocol::Grpc);
        failures += runSuite<GatewayTest>(sandbox, argv[0]);
        failures += runSuite<GatewayLogTest>(sandbox, argv[0]); // and back to HTTP
#endif
        failures += runSuite<LogoutTest>(sandbox, argv[0]);
        failures += runSuite<ImageTest>(sandbox, argv[0]);
        failures += runSuite<CommandLineTest>(sandbox, argv[0]);
        if (failures != 0)
            sandbox.showLogs();
        return failures;
    } catch (const std::exception& error) {
        qCritical("%s", error.what());
        return 1;
    }
}
