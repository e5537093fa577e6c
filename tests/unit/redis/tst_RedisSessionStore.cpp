#include "RedisFixture.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;
using session::Revocation;

namespace {

/// Everything in Redis, as its administrator could read it.
QByteArray dump(const RedisServer& server)
{
    QByteArray all;
    for (const auto& key : server.command({"KEYS", "*"}).split('\n')) {
        const auto type = server.command({"TYPE", key});
        all += key + " " + type + ": ";
        if (type == "string")
            all += server.command({"GET", key});
        else if (type == "zset")
            all += server.command({"ZRANGE", key, "0", "-1", "WITHSCORES"});
        else
            all += server.command({"XRANGE", key, "-", "+"});
        all += "\n";
    }
    return all;
}

QByteArray keyOfTheSession(const RedisServer& server)
{
    return server.command({"KEYS", "meshsso:session:*"});
}

} // namespace

class RedisSessionStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_server.start()); }
    void init() { m_server.command({"FLUSHALL"}); }

    void keepsASession_forAllReplicas()
    {
        Replica one(m_server);
        Replica two(m_server);
        const auto ticket = makeTicket();
        const auto session = makeSession();
        auto saved = one.wait(one.sessions->save(ticket, session, 60s));
        MESHSSO_VERIFY_OK(saved);
        QVERIFY(*saved);
        auto loaded = two.wait(two.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->has_value());
        QVERIFY(**loaded == session);
        auto removed = two.wait(two.sessions->remove(ticket));
        MESHSSO_VERIFY_OK(removed);
        QVERIFY(*removed);
        loaded = one.wait(one.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
        removed = one.wait(one.sessions->remove(ticket));
        MESHSSO_VERIFY_OK(removed);
        QVERIFY(!*removed);
    }

    void knowsNoOtherTicket()
    {
        Replica replica(m_server);
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, makeSession(), 60s)));
        auto otherId = ticket;
        otherId.id[0] = static_cast<char>(otherId.id[0] ^ 1);
        auto otherKey = ticket;
        otherKey.key[31] = static_cast<char>(otherKey.key[31] ^ 1);
        for (const auto& wrong : {makeTicket(), otherId, otherKey}) {
            auto loaded = replica.wait(replica.sessions->load(wrong));
            MESHSSO_VERIFY_OK(loaded);
            QVERIFY(!loaded->has_value());
        }
    }

    void keepsNothingReadable()
    {
        Replica replica(m_server);
        const auto ticket = makeTicket();
        const auto session = makeSession("planted-subject", "planted-sid");
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, session, 60s)));
        auto lock = replica.wait(replica.sessions->lockForRefresh(ticket, 1s));
        MESHSSO_VERIFY_OK(lock);
        MESHSSO_VERIFY_OK(replica.wait(replica.channel->claimOnce("planted-jti", SystemClock().now() + 60s)));
        const auto content = dump(m_server);
        QVERIFY(content.contains("meshsso:session:{"));
        QVERIFY(content.contains("meshsso:lock:{"));
        QVERIFY(content.contains("meshsso:index:sub:"));
        QVERIFY(content.contains("meshsso:index:sid:"));
        QVERIFY(content.contains("meshsso:once:"));
        QVERIFY2(!content.contains("planted"), content);
        QVERIFY(!content.contains("example.com"));
        QVERIFY(!content.contains(QByteArray::fromStdString(session.id)));
        for (const auto& secret : {ticket.id, ticket.key}) {
            const auto bytes = QByteArray::fromStdString(secret);
            QVERIFY(!content.contains(bytes));
            QVERIFY(!content.contains(
                bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)));
            QVERIFY(!content.contains(bytes.toHex()));
        }
        QVERIFY(replica.log().find("planted") == std::string::npos);
    }

    void doesNotOpenARecordPutInAnothersPlace()
    {
        Replica replica(m_server);
        const auto first = makeTicket();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(first, makeSession("alice"), 60s)));
        const auto key = keyOfTheSession(m_server);
        // Same seal key, another id: what an administrator who swaps records could try.
        auto second = makeTicket();
        second.key = first.key;
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(second, makeSession("mallory"), 60s)));
        auto keys = m_server.command({"KEYS", "meshsso:session:*"}).split('\n');
        keys.removeAll(key);
        QCOMPARE(keys.size(), 1);
        QCOMPARE(m_server.command({"COPY", key, keys[0], "REPLACE"}), QByteArray("1"));
        auto loaded = replica.wait(replica.sessions->load(second));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
        // A byte in it becomes another one, whichever it is.
        const auto other = m_server.command({"GETRANGE", key, "20", "20"}) == "x" ? "y" : "x";
        QCOMPARE(m_server.command({"SETRANGE", key, "20", other}).isEmpty(), false);
        loaded = replica.wait(replica.sessions->load(first));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
    }

    void livesAsLongAsItIsTouched_andEndsByItself()
    {
        Replica replica(m_server);
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, makeSession(), 30s)));
        const auto timeToLive = [&] {
            return m_server.command({"PTTL", keyOfTheSession(m_server)}).toLongLong();
        };
        QVERIFY(timeToLive() > 20'000 && timeToLive() <= 30'000);
        auto touched = replica.wait(replica.sessions->touch(ticket, 90s));
        MESHSSO_VERIFY_OK(touched);
        QVERIFY(*touched);
        QVERIFY(timeToLive() > 80'000 && timeToLive() <= 90'000);
        // Saved anew with less left, as when its lifetime nears.
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, makeSession(), 1s)));
        QVERIFY(timeToLive() <= 1'000);
        QTRY_COMPARE(keyOfTheSession(m_server), QByteArray());
        auto loaded = replica.wait(replica.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
        touched = replica.wait(replica.sessions->touch(ticket, 90s));
        MESHSSO_VERIFY_OK(touched);
        QVERIFY(!*touched);
        QCOMPARE(keyOfTheSession(m_server), QByteArray());
    }

    void doesNotComeBack_whenARefreshSavesWhatWasSignedOut()
    {
        Replica one(m_server);
        Replica two(m_server);
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(one.wait(one.sessions->save(ticket, makeSession(), 60s)));
        MESHSSO_VERIFY_OK(two.wait(two.sessions->remove(ticket)));
        auto saved = one.wait(one.sessions->save(ticket, makeSession(), 60s));
        MESHSSO_VERIFY_OK(saved);
        QVERIFY(!*saved);
        auto loaded = one.wait(one.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
    }

    void endsWhatWasRevoked_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("by the provider's session") << int(Revocation::Kind::ProviderSession);
        QTest::newRow("by subject") << int(Revocation::Kind::Subject);
        QTest::newRow("by our session") << int(Revocation::Kind::Session);
    }

    void endsWhatWasRevoked()
    {
        QFETCH(int, kind);
        Replica one(m_server);
        Replica two(m_server);
        const auto ticket = makeTicket();
        const auto session = makeSession("alice", "sid-1");
        MESHSSO_VERIFY_OK(one.wait(one.sessions->save(ticket, session, 60s)));
        const auto other = makeTicket();
        MESHSSO_VERIFY_OK(one.wait(one.sessions->save(other, makeSession("bob", "sid-2"), 60s)));
        const auto kindOf = static_cast<Revocation::Kind>(kind);
        const auto value = kindOf == Revocation::Kind::Subject           ? session.subject
                           : kindOf == Revocation::Kind::ProviderSession ? session.providerSession
                                                                         : session.id;
        MESHSSO_VERIFY_OK(two.wait(two.channel->publish(makeRevocation(kindOf, value, two.clock.now()))));
        auto loaded = one.wait(one.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
        if (kindOf != Revocation::Kind::Session) {
            auto touched = one.wait(one.sessions->touch(ticket, 60s));
            MESHSSO_VERIFY_OK(touched);
            QVERIFY(!*touched);
        }
        // Nor may it be written again by a replica that was refreshing it.
        MESHSSO_VERIFY_OK(one.wait(one.sessions->save(ticket, session, 60s)));
        loaded = one.wait(one.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
        loaded = one.wait(one.sessions->load(other));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->has_value());
    }

    void letsTheUserInAgain_afterASignOutEverywhere()
    {
        Replica replica(m_server);
        const auto now = replica.clock.now();
        MESHSSO_VERIFY_OK(replica.wait(
            replica.channel->publish(makeRevocation(Revocation::Kind::Subject, "alice", now - 10s))));
        const auto ticket = makeTicket();
        auto session = makeSession("alice", "sid-3");
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, session, 60s)));
        auto loaded = replica.wait(replica.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->has_value());
        // A later one counts, and one that was on its way for long does not take it back.
        MESHSSO_VERIFY_OK(replica.wait(
            replica.channel->publish(makeRevocation(Revocation::Kind::Subject, "alice", now + 10s))));
        MESHSSO_VERIFY_OK(replica.wait(
            replica.channel->publish(makeRevocation(Revocation::Kind::Subject, "alice", now - 20s))));
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, session, 60s)));
        loaded = replica.wait(replica.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
    }

    void removesMoreSessionsThanOneReplyHolds()
    {
        Replica replica(m_server);
        // As 1,200 logins of a script would leave behind, some of them ended long ago.
        QStringList script{"EVAL",
                           "for i=1,1200 do redis.call('ZADD',KEYS[1],1000+i,'tag'..i) "
                           "if i%2==0 then redis.call('SET','meshsso:session:{tag'..i..'}','x') end end",
                           "1"};
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(makeTicket(), makeSession("script", ""), 60s)));
        const auto index = m_server.command({"KEYS", "meshsso:index:sub:*"});
        m_server.command(script << index);
        MESHSSO_VERIFY_OK(replica.wait(replica.channel->publish(
            makeRevocation(Revocation::Kind::Subject, "script", replica.clock.now()))));
        QCOMPARE(keyOfTheSession(m_server), QByteArray());
        QCOMPARE(m_server.command({"EXISTS", index}), QByteArray("0"));
    }

    void keepsPrefixesApart()
    {
        auto config = configFor(m_server);
        Replica one(settingsFor(config));
        config.keyPrefix = "other:";
        Replica two(settingsFor(config));
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(one.wait(one.sessions->save(ticket, makeSession(), 60s)));
        auto loaded = two.wait(two.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
    }

    void keepsDatabasesApart()
    {
        auto config = configFor(m_server);
        Replica one(settingsFor(config));
        config.database = 5;
        Replica two(settingsFor(config));
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(two.wait(two.sessions->save(ticket, makeSession(), 60s)));
        auto loaded = one.wait(one.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
        loaded = two.wait(two.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->has_value());
    }

    void carriesMany_fromSeveralThreads()
    {
        Replica replica(m_server);
        std::atomic<int> found{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                RunLoop loop;
                const auto sessions = replica.service->makeSessions(loop, Replica::issuer, Replica::lifetime);
                for (int i = 0; i < 50; ++i) {
                    const auto ticket = makeTicket();
                    auto session = makeSession();
                    session.accessToken.assign(3'000, 'x');
                    auto saved = loop.runUntilDone(sessions->save(ticket, session, 60s));
                    auto loaded = loop.runUntilDone(sessions->load(ticket));
                    if (saved && loaded && *loaded && **loaded == session)
                        ++found;
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(found.load(), 200);
        const auto stats = replica.service->status().stats;
        QCOMPARE(stats.failures, std::uint64_t{0});
        QCOMPARE(stats.waiting, std::size_t{0});
        QVERIFY(stats.commands >= 200 * 7); // three to save, four to load
    }

    void forgetsWhoDoesNotWaitAnyMore()
    {
        Replica replica(m_server);
        for (int i = 0; i < 20; ++i) {
            bool isDone = false;
            auto task = replica.sessions->load(makeTicket());
            task.start([&](const Result<std::optional<session::Session>>&) { isDone = true; });
            {
                const auto dropped = std::move(task);
            }
            QVERIFY(!isDone);
        }
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->load(makeTicket())));
        QTRY_COMPARE(replica.service->status().stats.waiting, std::size_t{0});
    }

private:
    RedisServer m_server;
};

QTEST_GUILESS_MAIN(RedisSessionStoreTest)
#include "tst_RedisSessionStore.moc"
