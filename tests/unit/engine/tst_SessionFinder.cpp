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

    static std::shared_ptr<const engine::Settings> settingsWith(const std::vector<SecretString>& secrets)
    {
        auto made = engine::Settings::create(EngineFixture::defaultConfig(), secrets,
                                             std::make_shared<SystemRandom>());
        if (!made)
            qFatal("%s", made.error().toString().c_str());
        return *made;
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
        session::Session session;
        session.id = "id";
        session.subject = "alice";
        session.accessToken = "token";
        session.createdAt = session.lastSeen = clock.now();
        session.accessExpires = clock.now() + std::chrono::minutes(5);
        const auto sealed = former->sessionCookies().seal(session, std::chrono::hours(1), {});
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
};

QTEST_APPLESS_MAIN(SessionFinderTest)
#include "tst_SessionFinder.moc"
