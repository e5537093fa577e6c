#include "BrowserLoginTest.h"
#include "CommandLineTest.h"
#include "EvaluateTest.h"
#include "GatewayLogTest.h"
#include "GatewayTest.h"
#include "ImageTest.h"
#include "LogoutTest.h"
#include "ProvisioningTest.h"
#include "Sandbox.h"

#include <QCoreApplication>
#include <QtTest/QtTest>
#include <exception>

// One program for all of them, since booting Keycloak takes a minute: it is started once, provisioned by the
// first group, and used by the next.
int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    try {
        meshsso::test::Sandbox sandbox;
        qInfo("booting Keycloak (about a minute)");
        sandbox.startKeycloak();
        meshsso::test::ProvisioningTest provisioning(sandbox);
        if (const int failures = QTest::qExec(&provisioning, {argv[0]}); failures != 0)
            return failures;
        meshsso::test::EvaluateTest evaluation(sandbox);
        if (const int failures = QTest::qExec(&evaluation, {argv[0]}); failures != 0)
            return failures;
        meshsso::test::BrowserLoginTest browserLogin(sandbox);
        if (const int failures = QTest::qExec(&browserLogin, {argv[0]}); failures != 0)
            return failures;
        qInfo("starting gateway, authorization server and application");
        sandbox.startGateway();
        meshsso::test::GatewayTest gateway(sandbox);
        if (const int failures = QTest::qExec(&gateway, {argv[0]}); failures != 0)
            return failures;
#ifdef MESHSSO_GRPC
        // The same attacks, sign-ins and refusals where the gateway asks over gRPC.
        qInfo("asking over gRPC");
        sandbox.switchProtocol(meshsso::project::CheckProtocol::Grpc);
        meshsso::test::GatewayTest grpcGateway(sandbox);
        if (const int failures = QTest::qExec(&grpcGateway, {argv[0]}); failures != 0)
            return failures;
        meshsso::test::GatewayLogTest gatewayLog(sandbox); // and back to HTTP
        if (const int failures = QTest::qExec(&gatewayLog, {argv[0]}); failures != 0)
            return failures;
#endif
        meshsso::test::LogoutTest logout(sandbox);
        if (const int failures = QTest::qExec(&logout, {argv[0]}); failures != 0)
            return failures;
        meshsso::test::ImageTest image(sandbox);
        if (const int failures = QTest::qExec(&image, {argv[0]}); failures != 0)
            return failures;
        meshsso::test::CommandLineTest commandLine(sandbox);
        return QTest::qExec(&commandLine, {argv[0]});
    } catch (const std::exception& error) {
        qCritical("%s", error.what());
        return 1;
    }
}
