#include "EngineFixture.h"
#include "core/Encoding.h"
#include "engine/SessionFinder.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::FoundSession;

// A reload changes workers over one by one, while they share the cache: nobody may find there what the
// settings do not open themselves.
class SessionFinderTest : public QObject
{
    Q_OBJECT

    static std::shared_ptr<const engine::Settings>
    settingsWith(const std::vector<SecretString>& secrets,
                 serverconfig::ServerConfig config = EngineFixture::defaultConfig())
    {
        auto made = engine::Settings::create(std::move(config), secrets, std::make_shared<SystemRandom>());
        if (!made)
            qFatal("%s", made.error().toString().c_str());
        return *made;
    }

    static session::Session sessionAt(TimePoint now)
    {
        session::Session session;
        session.id = "id";
        session.subject = "alice";
        session.accessToken = "token";
        session.createdAt = session.lastSeen = now;
        session.accessExpires = now + std::chrono::minutes(5);
        return session;
    }

    static SecretString newSecret() { return SecretString(base64UrlEncode(SystemRandom().bytes(32))); }

private slots:
    void opensNothing_thatTheFormerSecretSealed()
    {
        const auto old = newSecret();
        const auto former = settingsWith({old});
        const FixedClock clock;
        session::Revocations revocations(clock);
        session::SessionCache cache(std::size_t{1} << 20);
        const engine::SessionFinder finder(cache, revocations);
        const auto sealed = former->sessionCookies().seal(sessionAt(clock.now()), std::chrono::hours(1), {});
        MESHSSO_VERIFY_OK(sealed);
        const auto header = sealed->setCookies.at(0).substr(0, sealed->setCookies[0].find(';'));
        session::CookieList cookies;
        cookies.addHeader(header);

        const auto current = settingsWith({newSecret()});
        // The worker that has not changed over yet puts it in, again and again.
        QCOMPARE(finder.find(cookies, *former, clock.now()).status, FoundSession::Status::Opened);
        QCOMPARE(finder.find(cookies, *current, clock.now()).status, FoundSession::Status::Invalid);
        QCOMPARE(finder.find(cookies, *former, clock.now()).status, FoundSession::Status::Opened);
        QCOMPARE(finder.find(cookies, *current, clock.now()).status, FoundSession::Status::Invalid);
        // Where the former secret is still good, it is opened by these settings, not taken from the others'.
        const auto rotated = settingsWith({newSecret(), old});
        const auto found = finder.find(cookies, *rotated, clock.now());
        QCOMPARE(found.status, FoundSession::Status::Opened);
        QVERIFY(found.key != finder.find(cookies, *former, clock.now()).key);
        QCOMPARE(finder.find(cookies, *rotated, clock.now()).opened, found.opened);
    }

    void opensNothing_ofAnotherIssuerOrClient()
    {
        const auto secret = newSecret();
        const auto config = EngineFixture::defaultConfig();
        auto anotherRealm = config;
        anotherRealm.provider.issuer += "-2";
        auto anotherClient = config;
        anotherClient.provider.clientId += "-2";
        const auto former = settingsWith({secret}, config);
        const auto sealed =
            former->sessionCookies().seal(sessionAt(FixedClock().now()), std::chrono::hours(1), {});
        MESHSSO_VERIFY_OK(sealed);
        SystemRandom random;
        for (const auto& setCookie :
             {sealed->setCookies.at(0),
              former->ticketCookies().set(session::TicketCookies::create(random), std::chrono::hours(1))}) {
            session::CookieList cookies;
            cookies.addHeader(std::string_view(setCookie).substr(0, setCookie.find(';')));
            const auto value = cookies.all().at(0).value;
            const auto opens = [&](const engine::Settings& settings) {
                return settings.sessionCookies().open(cookies).session ||
                       settings.ticketCookies().open(value);
            };
            QVERIFY(opens(*former));
            QVERIFY(opens(*settingsWith({newSecret(), secret}, config)));
            QVERIFY(!opens(*settingsWith({secret}, anotherRealm)));
            QVERIFY(!opens(*settingsWith({secret}, anotherClient)));
        }
    }
};

QTEST_APPLESS_MAIN(SessionFinderTest)
#include "tst_SessionFinder.moc"
