#include "KeycloakSample.h"
#include "core/RunLoop.h"
#include "keycloak/AdminAccess.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::keycloak;
using secrets::SecretRef;
using test::httpAnswer;

class tst_AdminAccess : public QObject
{
    Q_OBJECT

private:
    test::FixedClock m_clock;
    RunLoop m_loop;
    std::shared_ptr<test::SampleSecrets> m_store;

    Result<AdminCredentials> read(const project::KeycloakAdmin& admin, const char* fallbackUser = "",
                                  const char* fallbackPassword = "")
    {
        AdminFallback fallback;
        fallback.username = fallbackUser;
        fallback.password = SecretString(fallbackPassword);
        fallback.howToGive = ", or type it";
        return m_loop.runUntilDone(readAdminCredentials(m_store, admin, std::move(fallback)));
    }

private slots:
    void init()
    {
        m_store = std::make_shared<test::SampleSecrets>();
        m_store->values["keychain:admin"] = "planted-password";
    }

    void findsTheAdminUrl_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("admin");
        QTest::addColumn<QString>("expected");
        QTest::newRow("browsers'") << "https://id.example.com/"
                                   << ""
                                   << "https://id.example.com";
        QTest::newRow("with a path") << "https://id.example.com/auth"
                                     << ""
                                     << "https://id.example.com/auth";
        QTest::newRow("own") << "https://id.example.com"
                             << "http://127.0.0.1:8080/"
                             << "http://127.0.0.1:8080";
        QTest::newRow("none") << ""
                              << ""
                              << "";
    }
    void findsTheAdminUrl()
    {
        QFETCH(QString, url);
        QFETCH(QString, admin);
        QFETCH(QString, expected);
        project::SsoProject project;
        project.identityProvider.url = url.toStdString();
        project.identityProvider.admin.url = admin.toStdString();
        QCOMPARE(adminUrl(project), expected.toStdString());
    }

    void resolvesTheAuthority_fromTheProjectsFolder()
    {
        project::SsoProject project;
        QCOMPARE(keycloakHttpOptions(project, "/p").caFile, std::string());
        project.identityProvider.caFile = "tls/../ca.pem";
        project.identityProvider.verifyTls = false;
        const auto options = keycloakHttpOptions(project, "/p");
        QCOMPARE(options.caFile, std::string("/p/ca.pem"));
        QVERIFY(!options.verifyTls);
        project.identityProvider.caFile = "/etc/ca.pem";
        QCOMPARE(keycloakHttpOptions(project, "/p").caFile, std::string("/etc/ca.pem"));
    }

    void takesWhatTheProjectNames()
    {
        project::KeycloakAdmin admin;
        admin.realm = "ops";
        admin.username = "root";
        admin.password = {SecretRef::Kind::Keychain, "admin"};
        const auto credentials = read(admin, "other", "other-password");
        MESHSSO_VERIFY_OK(credentials);
        QCOMPARE(credentials->realm, std::string("ops"));
        QCOMPARE(credentials->username, std::string("root"));
        QVERIFY(credentials->password.reveal() == "planted-password");
    }

    void takesAClient_whereNoUserIsNamed()
    {
        project::KeycloakAdmin admin;
        admin.clientId = "robot";
        admin.clientSecret = {SecretRef::Kind::Keychain, "admin"};
        const auto credentials = read(admin, "other", "other-password");
        MESHSSO_VERIFY_OK(credentials);
        QCOMPARE(credentials->clientId, std::string("robot"));
        QVERIFY(credentials->clientSecret.reveal() == "planted-password" && credentials->username.empty());
    }

    void fallsBack_whereTheProjectNamesNobody()
    {
        const auto credentials = read({}, "typed", "typed-password");
        MESHSSO_VERIFY_OK(credentials);
        QCOMPARE(credentials->username, std::string("typed"));
        QVERIFY(credentials->password.reveal() == "typed-password");
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("reference");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("part");
        QTest::newRow("nobody") << ""
                                << ""
                                << "invalid_argument"
                                << ", or type it";
        QTest::newRow("no password") << "root"
                                     << ""
                                     << "invalid_argument"
                                     << "password";
        QTest::newRow("password not there") << "root"
                                            << "lost"
                                            << "not_found"
                                            << "identityProvider.admin.password";
    }
    void refuses()
    {
        QFETCH(QString, user);
        QFETCH(QString, reference);
        QFETCH(QString, code);
        QFETCH(QString, part);
        project::KeycloakAdmin admin;
        admin.username = user.toStdString();
        if (!reference.isEmpty())
            admin.password = {SecretRef::Kind::Keychain, reference.toStdString()};
        const auto credentials = read(admin);
        QVERIFY(!credentials);
        QCOMPARE(errorCodeName(credentials.error().code), std::string_view(code.toStdString()));
        QVERIFY2(credentials.error().toString().find(part.toStdString()) != std::string::npos,
                 credentials.error().toString().c_str());
    }

    void opens_signedIn_andOnItsOwnCopyOfTheProject()
    {
        int status = 200;
        auto http = std::make_shared<test::FakeHttpClient>([&](const net::HttpRequest&) {
            return httpAnswer(status, "{\"access_token\":\"t\",\"expires_in\":60}");
        });
        auto project = test::sampleProject();
        project.identityProvider.admin.username = "root";
        project.identityProvider.admin.password = {SecretRef::Kind::Keychain, "admin"};
        const auto open = [&] {
            return m_loop.runUntilDone(AdminAccess::open(http, m_store, project, m_clock, AdminFallback{}));
        };
        const auto access = open();
        MESHSSO_VERIFY_OK(access);
        QCOMPARE(http->requests().size(), std::size_t(1));
        QCOMPARE((*access)->url(), std::string("http://kc.test"));
        project.client.id = "edited";
        QCOMPARE((*access)->project().client.id, std::string("oauth2proxy"));

        status = 401;
        const auto refused = open();
        MESHSSO_VERIFY_FAILS(refused, ErrorCode::Unauthorized);
        QVERIFY(refused.error().toString().find("planted") == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(tst_AdminAccess)
#include "tst_AdminAccess.moc"
