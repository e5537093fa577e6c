#pragma once

#include "Sandbox.h"
#include "keycloak/AdminClient.h"

#include <QObject>
#include <QStringList>

namespace meshsso::test {

/// meshssoctl as an operator runs it, against the provisioned Keycloak and the running gateway: what it says
/// and the exit code that CI acts on.
class CommandLineTest : public QObject
{
    Q_OBJECT

public:
    explicit CommandLineTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void isInSync();
    void findsDrift_andRepairsIt();
    void seesTheConnection();
    void evaluates_andAddsWhatIsMissing();
    void imports_whatItProvisioned();
    void logsIn_andShowsTheToken();
    void fails_whenThePasswordIsWrong();
    void saysUnreachable_whenKeycloakIsElsewhere();

private:
    struct Outcome
    {
        int exitCode = -1;
        QByteArray output;
        QByteArray errors;
    };
    Outcome run(const QStringList& arguments, const QString& projectFile = {});
    bool showsNoSecret(const Outcome& outcome);
    keycloak::AdminClient makeAdmin();

    Sandbox& m_sandbox;
    SystemClock m_clock;
};

} // namespace meshsso::test
