#include "AttackTest.h"
#include "FaultClockTest.h"
#include "FaultKeycloakTest.h"
#include "FaultRedisTest.h"
#include "FaultRefreshTest.h"
#include "FaultReplicasTest.h"
#include "FaultServerTest.h"
#include "FaultSilenceTest.h"
#include "LoginsTest.h"
#include "RunSuite.h"
#include "keycloak/Provisioner.h"

#include <QCoreApplication>
#include <sys/resource.h>

namespace {

void provision(meshsso::test::Sandbox& sandbox)
{
    const meshsso::SystemClock clock;
    meshsso::keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = sandbox.adminPassword();
    meshsso::keycloak::AdminClient admin(sandbox.http(), sandbox.adminUrl(), std::move(credentials), clock);
    meshsso::keycloak::Provisioner provisioner(admin, sandbox.project(), sandbox.secretStore());
    const auto report = sandbox.await(provisioner.apply([](const meshsso::keycloak::ApplyStep&) {}));
    if (report.error)
        throw std::runtime_error("provisioning: " + report.error->toString());
}

/// For a thousand clients here, and for the server that inherits it.
void allowManyFiles()
{
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
}

/// In each way in which a project can have its gateway ask and refuse.
int attack(meshsso::test::Sandbox& sandbox, char* program)
{
    using meshsso::project::CheckProtocol;
    std::vector<std::pair<CheckProtocol, bool>> ways{{CheckProtocol::Http, false},
                                                     {CheckProtocol::Http, true}};
#ifdef MESHSSO_GRPC
    ways.emplace_back(CheckProtocol::Grpc, false);
#endif
    int failures = 0;
    for (const auto& [protocol, refusesUnderscores] : ways) {
        failures += meshsso::test::runSuite<meshsso::test::AttackTest>(sandbox, program, protocol,
                                                                       refusesUnderscores);
    }
    return failures;
}

} // namespace

// A sandbox of its own: here Keycloak, Redis and our server are killed and stopped.
int main(int argc, char* argv[])
{
    using namespace meshsso::test;
    QCoreApplication application(argc, argv);
    allowManyFiles();
    try {
        Sandbox sandbox;
        qInfo("booting Keycloak");
        sandbox.startKeycloak(Sandbox::KeycloakData::InFile);
        provision(sandbox);
        sandbox.startGateway({"partners.localhost", "reports.localhost"});
        int failures = attack(sandbox, argv[0]);
        failures += runSuite<FaultKeycloakTest>(sandbox, argv[0]);
        failures += runSuite<FaultClockTest>(sandbox, argv[0]);
        failures += runSuite<FaultRefreshTest>(sandbox, argv[0]);
        failures += runSuite<FaultServerTest>(sandbox, argv[0]);
        failures += runSuite<FaultReplicasTest>(sandbox, argv[0]);
        failures += runSuite<FaultSilenceTest>(sandbox, argv[0]);
        failures += runSuite<LoginsTest>(sandbox, argv[0]);
        failures += runSuite<FaultRedisTest>(sandbox, argv[0]); // the last: from there on Redis is needed
        if (failures != 0)
            sandbox.showLogs();
        return failures;
    } catch (const std::exception& error) {
        qCritical("%s", error.what());
        return 1;
    }
}
