#pragma once

#include "FaultFixture.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// Three logins in one server, chosen by host: the project's, one of another realm, and one of another client
/// in the same realm.
class LoginsTest : public QObject
{
    Q_OBJECT

public:
    explicit LoginsTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanupTestCase();
    void keepsLoginsApart_data();
    void keepsLoginsApart();

private:
    /// One login, and a browser's way in.
    struct Door
    {
        std::string origin;
        std::string cookieName;
        std::string realm;
        std::string client;
        std::string passwordFile;

        std::string page() const { return origin + "/headers"; }
    };

    /// What Keycloak and the server know of a login on that host, beside the project's own.
    void addLogin(const std::string& name, const std::string& realm, const std::string& passwordFile);
    /// Keycloak's form is filled in where it asks.
    Page enter(Browser& browser, const Door& door);
    void refusesForeignSessions(Browser& browser);

    Sandbox& m_sandbox;
    std::optional<FaultFixture> m_fixture;
    std::vector<Door> m_doors;
    std::vector<serverconfig::LoginConfig> m_logins;
};

} // namespace meshsso::test
