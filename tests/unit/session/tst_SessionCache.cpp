#include "crypto/Digest.h"
#include "session/SessionCache.h"
#include "support/KeycloakTokens.h"

#include <QtTest/QtTest>
#include <thread>

using namespace meshsso;
using namespace meshsso::session;

namespace {

std::string keyOf(int number)
{
    return crypto::sha256(std::to_string(number));
}

std::shared_ptr<const OpenedSession> sessionOf(int number, std::size_t tokenBytes = 1000)
{
    Session session;
    session.id = std::to_string(number);
    session.accessToken.assign(tokenBytes, 'x');
    return std::make_shared<const OpenedSession>(OpenedSession::make(std::move(session), false, {}));
}

/// The numbers of those that are there.
std::vector<int> present(SessionCache& cache, int count)
{
    std::vector<int> out;
    for (int i = 0; i < count; ++i) {
        if (cache.find(keyOf(i)))
            out.push_back(i);
    }
    return out;
}

} // namespace

class SessionCacheTest : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatItWasGiven()
    {
        SessionCache cache(1'000'000);
        QVERIFY(!cache.find(keyOf(1)));
        const auto session = sessionOf(1);
        cache.insert(keyOf(1), session);
        QVERIFY(cache.find(keyOf(1)) == session);
        const auto stats = cache.stats();
        QCOMPARE(stats.hits, std::uint64_t{1});
        QCOMPARE(stats.misses, std::uint64_t{1});
        QCOMPARE(stats.entries, std::size_t{1});
        QVERIFY(stats.bytes > 1000 && stats.bytes < 3000);
    }

    void holdsTheLatest_whenAKeyIsGivenTwice()
    {
        SessionCache cache(1'000'000);
        cache.insert(keyOf(1), sessionOf(1));
        const auto bytes = cache.stats().bytes;
        const auto second = sessionOf(2);
        cache.insert(keyOf(1), second);
        QVERIFY(cache.find(keyOf(1)) == second);
        QCOMPARE(cache.stats().entries, std::size_t{1});
        QCOMPARE(cache.stats().bytes, bytes);
    }

    void staysWithinItsBound()
    {
        constexpr std::size_t bound = 200'000;
        SessionCache cache(bound);
        for (int i = 0; i < 5000; ++i) {
            cache.insert(keyOf(i), sessionOf(i, static_cast<std::size_t>(i % 7) * 500));
            QVERIFY(cache.stats().bytes <= bound);
        }
        const auto stats = cache.stats();
        QVERIFY(stats.evictions > 4000);
        QVERIFY2(stats.bytes > bound * 9 / 10, qPrintable(QString::number(stats.bytes)));
    }

    void keepsAsManyAsFit_whateverTheirKeys()
    {
        const auto one = [] {
            SessionCache cache(1'000'000);
            cache.insert(keyOf(0), sessionOf(1000));
            return cache.stats().bytes;
        }();
        SessionCache cache(one * 1000);
        for (int i = 0; i < 1000; ++i)
            cache.insert(keyOf(i), sessionOf(1000));
        QCOMPARE(cache.stats().entries, std::size_t{1000});
        QCOMPARE(cache.stats().evictions, std::uint64_t{0});
    }

    void dropsWhatWasNotAskedForTheLongest()
    {
        // Of one shard, so that their order is known.
        std::vector<std::string> keys;
        for (int i = 0; i < 10; ++i)
            keys.push_back(std::string(31, static_cast<char>(i)).insert(0, "x"));
        const auto size = sessionOf(0)->bytes();
        SessionCache cache(size * 8);
        for (int i = 0; i < 5; ++i)
            cache.insert(keys[static_cast<std::size_t>(i)], sessionOf(i));
        QVERIFY(cache.find(keys[0]));
        for (int i = 5; cache.stats().evictions == 0; ++i)
            cache.insert(keys[static_cast<std::size_t>(i)], sessionOf(i));
        QVERIFY(cache.find(keys[0]));
        QVERIFY(!cache.find(keys[1]));
        QVERIFY(cache.find(keys[2]));
    }

    void keepsNothing_whereThereIsNoRoom()
    {
        SessionCache none(0);
        none.insert(keyOf(1), sessionOf(1));
        QVERIFY(!none.find(keyOf(1)));
        SessionCache small(10'000);
        small.insert(keyOf(1), sessionOf(1));
        small.insert(keyOf(2), sessionOf(2, 100'000));
        QVERIFY(small.find(keyOf(1)));
        QVERIFY(!small.find(keyOf(2)));
    }

    void keepsNothing_underAKeyThatIsNoDigest()
    {
        SessionCache cache(1'000'000);
        for (const auto& key :
             {std::string(), std::string("x"), std::string(31, 'x'), std::string(33, 'x')}) {
            cache.insert(key, sessionOf(1));
            QVERIFY(!cache.find(key));
            cache.erase(key);
        }
        QCOMPARE(cache.stats().entries, std::size_t{0});
    }

    void forgetsWhatItIsTold()
    {
        SessionCache cache(1'000'000);
        for (int i = 0; i < 20; ++i)
            cache.insert(keyOf(i), sessionOf(i));
        cache.erase(keyOf(3));
        cache.erase(keyOf(3));
        cache.eraseIf(
            [](const OpenedSession& opened) { return opened.session.id != "5" && opened.session.id != "9"; });
        QVERIFY((present(cache, 20) == std::vector<int>{5, 9}));
        cache.clear();
        QCOMPARE(cache.stats().entries, std::size_t{0});
        QCOMPARE(cache.stats().bytes, std::size_t{0});
    }

    void leavesTheSession_toWhoHasIt()
    {
        SessionCache cache(1'000'000);
        cache.insert(keyOf(1), sessionOf(1));
        const auto held = cache.find(keyOf(1));
        cache.clear();
        QCOMPARE(held->session.id, std::string("1"));
    }

    void staysWithinItsBound_whenManyUseIt()
    {
        constexpr std::size_t bound = 100'000;
        SessionCache cache(bound);
        std::atomic<int> wrong{0};
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread) {
                threads.emplace_back([&cache, &wrong, thread] {
                    for (int i = 0; i < 3000; ++i) {
                        const auto number = (i * 7 + thread) % 200;
                        if (const auto found = cache.find(keyOf(number)))
                            wrong += found->session.id == std::to_string(number) ? 0 : 1;
                        else
                            cache.insert(keyOf(number), sessionOf(number));
                        if (i % 100 == 0)
                            cache.erase(keyOf(number));
                        if (i % 1000 == 0)
                            cache.eraseIf(
                                [](const OpenedSession& opened) { return opened.session.id == "7"; });
                    }
                });
            }
        }
        QCOMPARE(wrong.load(), 0);
        QVERIFY(cache.stats().bytes <= bound);
        cache.clear();
        QCOMPARE(cache.stats().bytes, std::size_t{0});
    }

    void holdsTheClaims_inOnePiece()
    {
        SystemRandom random;
        Session session;
        session.accessToken = test::KeycloakTokens::make(random, fromUnixSeconds(1'800'000'000)).access;
        const auto claims = claimsOf(session);
        QCOMPARE(claims.at("azp").as_string(), "orders-gateway");
        const auto opened = std::make_shared<const OpenedSession>(OpenedSession::make(session, true, {}));
        QVERIFY(opened->claims == claims);
        QVERIFY(*opened->claims.storage() != *json::storage_ptr());
        // A copy has its own, and lives longer.
        auto copy = std::make_unique<OpenedSession>(*opened);
        const auto moved = std::move(*copy);
        copy.reset();
        QVERIFY(moved.claims == claims);
        QVERIFY(opened->bytes() > session.accessToken.size() + sizeof(OpenedSession));
        QVERIFY(OpenedSession::make(session, false, {}).claims.empty());
    }

    void hasNoClaims_ofAnOpaqueToken()
    {
        for (const auto* token : {"", "opaque", "a.b", "a.b.c", "..", "e30.bm90IGpzb24.x", "e30.W10.x"}) {
            Session session;
            session.accessToken = token;
            QVERIFY2(OpenedSession::make(session, true, {}).claims.empty(), token);
        }
    }
};

QTEST_APPLESS_MAIN(SessionCacheTest)
#include "tst_SessionCache.moc"
