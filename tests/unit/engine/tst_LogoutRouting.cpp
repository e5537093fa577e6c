#include "EngineFixture.h"
#include "engine/LoginRouter.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

namespace {

constexpr const char* internalHost = "meshsso-authserver.istio-system:4180";
constexpr const char* page = "/oauth2/backchannel-logout";

serverconfig::ServerConfig configFor(std::string clientId, const std::string& suffix = {})
{
    auto config = EngineFixture::defaultConfig();
    config.provider.clientId = std::move(clientId);
    config.pathPrefix += suffix;
    config.endpointPrefix += suffix;
    return config;
}

/// One server with three logins, whose realms are called the same and have other keys: the main one, partners
/// by its host alone, staff with prefixes of its own.
struct Logins
{
    explicit Logins(const serverconfig::ServerConfig& mainConfig = EngineFixture::defaultConfig())
        : main(mainConfig)
    {
        for (auto* login : {&partners, &staff}) {
            login->provider.signer = TestSigner::ec("key-1"); // the same name, so that no keys are fetched
            login->provider.publishedSigner = login->provider.signer;
            login->store().setProvider(std::make_shared<session::ProviderState>(login->provider.state()));
        }
    }

    int post(const std::string& target, const std::string& host, const std::string& body,
             const std::string& method = "POST")
    {
        return main
            .sendTo(router, method, target,
                    {{"Host", host}, {"Content-Type", "application/x-www-form-urlencoded"}}, body)
            .status;
    }

    EngineFixture main;
    EngineFixture partners{configFor("partners")};
    EngineFixture staff{configFor("staff", "-staff")};
    engine::LoginRouter router{
        main.service(),
        {{{{"partners.example.com"}, "/_check", "/oauth2"}, partners.service()},
         {{{"staff.example.com"}, "/_check-staff", "/oauth2-staff"}, staff.service()}}};
};

std::string formOf(const EngineFixture& signer, std::string_view issuer, const json::value& audience)
{
    const auto now = toUnixSeconds(signer.clock.now());
    json::object events;
    events["http://schemas.openid.net/event/backchannel-logout"] = json::object{};
    const json::object claims{{"iss", issuer},     {"aud", audience}, {"sid", "provider-session"},
                              {"typ", "Logout"},   {"iat", now},      {"exp", now + 120},
                              {"jti", "logout-1"}, {"events", events}};
    return "logout_token=" + signer.provider.signer.sign(claims, "logout+jwt");
}

/// Where sessions were ended: one letter for each login.
std::string endedAt(const Logins& logins)
{
    std::string ended;
    ended += logins.main.revocations.count() > 0 ? "m" : "";
    ended += logins.partners.revocations.count() > 0 ? "p" : "";
    ended += logins.staff.revocations.count() > 0 ? "s" : "";
    return ended;
}

} // namespace

/// Which login a back-channel notice reaches where its host does not tell.
class LogoutRoutingTest : public QObject
{
    Q_OBJECT

private slots:
    void findsTheLogin_byIssuerAndAudience_data()
    {
        QTest::addColumn<QString>("signer"); // whose key signs: main, partners or staff
        QTest::addColumn<QString>("issuer");
        QTest::addColumn<QString>("audience");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("ended");
        const QString issuer = FakeIdentityProvider::issuer;
        const QString main = FakeIdentityProvider::clientId;
        const auto row = [&](const char* name, const char* signer, const QString& iss, const QString& aud,
                             const char* host, const char* target, int status, const char* ended) {
            QTest::newRow(name) << signer << iss << aud << host << target << status << ended;
        };
        row("the main login", "main", issuer, main, internalHost, page, 200, "m");
        row("another by host", "partners", issuer, "partners", "partners.example.com", page, 200, "p");
        row("another by its token", "partners", issuer, "partners", internalHost, page, 200, "p");
        row("another, on the main host", "partners", issuer, "partners", EngineFixture::host, page, 200, "p");
        row("another, without a host", "partners", issuer, "partners", "", page, 200, "p");
        row("another, by its own page", "staff", issuer, "staff", internalHost,
            "/oauth2-staff/backchannel-logout", 200, "s");
        row("unknown audience", "partners", issuer, "somebody", internalHost, page, 400, "");
        row("audience in another case", "partners", issuer, "Partners", internalHost, page, 400, "");
        row("unknown issuer", "partners", "https://evil.example", "partners", internalHost, page, 400, "");
        row("issuer with a slash more", "partners", issuer + "/", "partners", internalHost, page, 400, "");
        row("another login's key", "main", issuer, "partners", internalHost, page, 400, "");
        row("nobody's key", "staff", issuer, main, internalHost, page, 400, "");
        row("the main login's, on another's host", "main", issuer, main, "partners.example.com", page, 400,
            "");
        row("a login that has another page", "staff", issuer, "staff", internalHost, page, 400, "");
        row("an unknown page", "partners", issuer, "partners", internalHost,
            "/oauth2-none/backchannel-logout", 404, "");
        row("below the page", "partners", issuer, "partners", internalHost, "/oauth2/backchannel-logout/x",
            404, "");
        row("a check that only looks like it", "partners", issuer, "partners", internalHost,
            "/_check/oauth2/backchannel-logout", 200, "");
    }
    void findsTheLogin_byIssuerAndAudience()
    {
        QFETCH(QString, signer);
        QFETCH(QString, issuer);
        QFETCH(QString, audience);
        QFETCH(QString, host);
        QFETCH(QString, target);
        Logins logins;
        const auto& key = signer == "main"       ? logins.main
                          : signer == "partners" ? logins.partners
                                                 : logins.staff;
        const auto form = formOf(key, issuer.toStdString(), json::value(audience.toStdString()));
        const auto status = logins.post(target.toStdString(), host.toStdString(), form);
        QTEST(status, "status");
        QTEST(QString::fromStdString(endedAt(logins)), "ended");
    }

    void endsItsSessions_andCountsTheTokenOnce()
    {
        Logins logins;
        const auto form = formOf(logins.partners, FakeIdentityProvider::issuer, "partners");
        QCOMPARE(logins.post(page, internalHost, form), 200);
        QCOMPARE(logins.partners.telemetry.logouts, 1);
        QCOMPARE(logins.post(page, internalHost, form), 400);
        QVERIFY(logins.partners.logText().find("received before") != std::string::npos);
        QVERIFY(logins.main.logText().find("logout") == std::string::npos);
    }

    void goesToTheMainLogin_whereTheTokenNamesSeveral()
    {
        Logins logins;
        const json::array both{"partners", FakeIdentityProvider::clientId};
        QCOMPARE(logins.post(page, internalHost, formOf(logins.main, FakeIdentityProvider::issuer, both)),
                 200);
        QCOMPARE(endedAt(logins), std::string("m"));
    }

    void leavesToTheMainLogin_whatIsNoNotice_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("GET") << QByteArray("GET") << QByteArray() << 405;
        QTest::newRow("nothing") << QByteArray("POST") << QByteArray() << 400;
        QTest::newRow("no token") << QByteArray("POST") << QByteArray("logout_token=") << 400;
        QTest::newRow("not a token") << QByteArray("POST") << QByteArray("logout_token=a.b.c") << 400;
        QTest::newRow("claims are no object")
            << QByteArray("POST") << QByteArray("logout_token=e30.W10.AA") << 400;
        QTest::newRow("huge") << QByteArray("POST")
                              << "logout_token=" + QByteArray(engine::BackChannelLogout::maxBodyBytes, 'a')
                              << 400;
        QTest::newRow("twice") << QByteArray("POST") << QByteArray("logout_token=a&logout_token=b") << 400;
    }
    void leavesToTheMainLogin_whatIsNoNotice()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, body);
        Logins logins;
        const auto status = logins.post(page, internalHost, body.toStdString(), method.toStdString());
        QTEST(status, "status");
        QCOMPARE(endedAt(logins), std::string());
        QVERIFY(logins.partners.logLines.empty() && logins.staff.logLines.empty());
    }

    void takesNoApplicationsPath_whereChecksHaveNoPrefix()
    {
        auto config = EngineFixture::defaultConfig();
        config.pathPrefix.clear();
        Logins logins(config);
        const auto form = formOf(logins.staff, FakeIdentityProvider::issuer, "staff");
        QCOMPARE(logins.post("/oauth2-staff/backchannel-logout", EngineFixture::host, form), 401);
        QCOMPARE(endedAt(logins), std::string());
        const auto partners = formOf(logins.partners, FakeIdentityProvider::issuer, "partners");
        QCOMPARE(logins.post(page, internalHost, partners), 200);
        QCOMPARE(endedAt(logins), std::string("p"));
    }
};

QTEST_APPLESS_MAIN(LogoutRoutingTest)
#include "tst_LogoutRouting.moc"
