#pragma once

#include "Sandbox.h"
#include "keycloak/AdminClient.h"
#include "keycloak/ConnectionCheck.h"
#include "keycloak/Evaluate.h"

#include <QObject>
#include <memory>

namespace meshsso::test {

/// Asks real, provisioned Keycloak what it would issue, takes parts away and has them added again; looks at
/// the connection, makes a login's own client and imports ours. Leaves the realm in sync with the project.
class EvaluateTest : public QObject
{
    Q_OBJECT

public:
    explicit EvaluateTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void isInOrder_forEveryUser_data();
    void isInOrder_forEveryUser();
    void namesTheMapperOfEachClaim();
    void namesWhatIsMissing_andAddsIt_data();
    void namesWhatIsMissing_andAddsIt();
    void findsUsers();
    void connectionIsInOrder();
    void connectionFinds_data();
    void connectionFinds();
    void testClient_canDoNothingButLogIn();
    void testClient_isRemoved_andNothingElse();
    void importGivesBackTheProject();
    void isStillInSync();

private:
    json::value get(const std::string& path);
    std::string clientPath(const std::string& suffix);
    std::string scopePath(const std::string& name, const std::string& suffix);
    void remove(const std::string& path, json::value body = nullptr);
    void patch(const std::string& path, const json::object& fields);
    keycloak::Evaluation evaluate(const std::string& username);
    keycloak::ConnectionReport check(const project::SsoProject& project);
    /// The project as if browsers reached Keycloak where it listens, since no gateway is up yet.
    project::SsoProject directProject();
    void takeAway(const QString& part);
    net::HttpResponse authorize(const std::string& clientId, const std::string& redirectUri, bool withPkce);

    Sandbox& m_sandbox;
    SystemClock m_clock;
    SystemRandom m_random;
    project::SsoProject m_project; ///< the sandbox's, to which a test may add a rule
    std::unique_ptr<keycloak::AdminClient> m_admin;
};

} // namespace meshsso::test
