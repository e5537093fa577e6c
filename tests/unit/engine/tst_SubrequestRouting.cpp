#include "EngineFixture.h"
#include "engine/LoginRouter.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using serverconfig::Subrequests;

namespace {

constexpr const char* partnersHost = "partners.example.com";

serverconfig::ServerConfig configFor(Subrequests kind, const std::string& cookieName)
{
    auto config = EngineFixture::defaultConfig();
    config.subrequests = kind;
    config.session.cookieName = cookieName;
    config.allowedHosts.push_back(partnersHost);
    return config;
}

/// One server with two logins that share their pages' prefix: the second is chosen by its host alone.
struct Logins
{
    explicit Logins(Subrequests kind)
        : main(configFor(kind, "meshsso")), partners(configFor(kind, "partners"))
    {
    }

    EngineFixture main;
    EngineFixture partners;
    engine::LoginRouter router{main.service(),
                               {{{{partnersHost}, "/_check", "/oauth2"}, partners.service()}}};
};

} // namespace

/// Whose session a proxy's subrequest needs: that of the host it asks about.
class SubrequestRoutingTest : public QObject
{
    Q_OBJECT

private slots:
    void asksTheLogin_ofTheHostAskedAbout_data()
    {
        QTest::addColumn<Subrequests>("kind");
        QTest::addColumn<QString>("ownHost");
        QTest::addColumn<QString>("askedHost");
        QTest::addColumn<bool>("isPartners");
        for (const auto kind : {Subrequests::Nginx, Subrequests::ForwardAuth}) {
            const QByteArray name = kind == Subrequests::Nginx ? "nginx" : "forward-auth";
            const auto row = [&](const char* what, const char* own, const char* asked, bool isPartners) {
                QTest::newRow(name + ", " + what) << kind << QString(own) << QString(asked) << isPartners;
            };
            row("the server's own address", "authserver:4180", partnersHost, true);
            row("its own address, the main host", "authserver:4180", EngineFixture::host, false);
            row("the main host in Host", EngineFixture::host, partnersHost, true);
            row("the other host in Host", partnersHost, EngineFixture::host, false);
            row("no host", "", partnersHost, true);
        }
    }
    void asksTheLogin_ofTheHostAskedAbout()
    {
        QFETCH(Subrequests, kind);
        QFETCH(QString, ownHost);
        QFETCH(QString, askedHost);
        QFETCH(bool, isPartners);
        Logins logins(kind);
        Browser mainUser(logins.main);
        Browser partner(logins.partners);
        mainUser.signIn();
        partner.signIn();
        const auto asked = askedHost.toStdString();
        const auto ask = [&](const Browser& browser, bool isTrusted = true) {
            Headers headers{{"Host", ownHost.toStdString()}, {"Cookie", browser.cookieHeader()}};
            if (kind == Subrequests::Nginx)
                headers.insert(headers.end(), {{"X-Original-URL", "https://" + asked + "/app"},
                                               {"X-Original-Method", "GET"}});
            else
                headers.insert(headers.end(), {{"X-Forwarded-Uri", "/app"},
                                               {"X-Forwarded-Host", asked},
                                               {"X-Forwarded-Method", "GET"}});
            return logins.main.sendTo(logins.router, "GET", "/oauth2/auth", headers, {}, isTrusted).status;
        };
        QCOMPARE(ask(mainUser), isPartners ? 401 : 200);
        QCOMPARE(ask(partner), isPartners ? 200 : 401);
        // From anybody else these headers say nothing.
        QCOMPARE(ask(mainUser, false), 403);
        QCOMPARE(ask(partner, false), 403);
    }
};

QTEST_APPLESS_MAIN(SubrequestRoutingTest)
#include "tst_SubrequestRouting.moc"
