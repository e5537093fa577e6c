#include "RedisFixture.h"
#include "redis/RevocationEntry.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;
using session::Revocation;

namespace {

/// One that only exists to be cut off and let in again.
std::shared_ptr<redis::RedisSettings> settingsOfACutUser(const RedisServer& server)
{
    server.command({"ACL", "SETUSER", "cut", "reset", "on", ">secret", "~*", "&*", "+@all"});
    auto config = configFor(server);
    config.username = "cut";
    return settingsFor(config, "secret");
}

void cutOff(const RedisServer& server)
{
    server.command({"ACL", "SETUSER", "cut", "off"});
    server.command({"CLIENT", "KILL", "USER", "cut"});
}

void letIn(const RedisServer& server)
{
    server.command({"ACL", "SETUSER", "cut", "on"});
}

redis::RedisReply fieldsOf(const std::vector<std::string>& words)
{
    redis::RedisReply reply;
    reply.type = redis::RedisReply::Type::Array;
    for (const auto& word : words) {
        redis::RedisReply element;
        element.type = redis::RedisReply::Type::Text;
        element.text = word;
        reply.elements.push_back(element);
    }
    return reply;
}

} // namespace

class RedisRevocationsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_server.start()); }
    void init() { m_server.command({"FLUSHALL"}); }

    void isHeardByTheOtherReplicas()
    {
        Replica one(m_server);
        Replica two(m_server);
        Replica three(m_server);
        QVERIFY(two.waitForNews() && three.waitForNews());
        const auto session = makeSession("alice", "sid-1");
        MESHSSO_VERIFY_OK(one.wait(one.channel->publish(
            makeRevocation(Revocation::Kind::ProviderSession, "sid-1", one.clock.now()))));
        for (auto* replica : {&one, &two, &three})
            QTRY_VERIFY(replica->revocations.isRevoked(Replica::issuer, session));
        QVERIFY(!two.revocations.isRevoked("https://other.example.com", session));
        QVERIFY(!two.revocations.isRevoked(Replica::issuer, makeSession("alice", "sid-2")));
    }

    void isHeardByWhoStartsLater()
    {
        Replica one(m_server);
        for (int i = 0; i < 30; ++i)
            MESHSSO_VERIFY_OK(one.wait(one.channel->publish(makeRevocation(
                Revocation::Kind::ProviderSession, "sid-" + std::to_string(i), one.clock.now()))));
        // Over already: not worth keeping.
        auto old = makeRevocation(Revocation::Kind::ProviderSession, "sid-old", one.clock.now());
        old.until = one.clock.now() - 1s;
        MESHSSO_VERIFY_OK(one.wait(one.channel->publish(old)));
        Replica late(m_server);
        QVERIFY(late.waitForNews());
        for (int i = 0; i < 30; ++i)
            QVERIFY(
                late.revocations.isRevoked(Replica::issuer, makeSession("x", "sid-" + std::to_string(i))));
        QCOMPARE(late.revocations.count(), std::size_t{30});
    }

    void readsAllOfALongList()
    {
        Replica one(m_server);
        MESHSSO_VERIFY_OK(one.wait(
            one.channel->publish(makeRevocation(Revocation::Kind::ProviderSession, "sid", one.clock.now()))));
        const auto now = toUnixSeconds(one.clock.now());
        m_server.command(
            {"EVAL",
             "for i=1,2500 do redis.call('XADD','meshsso:revocations','*','kind','0','issuer',ARGV[1],"
             "'value','sid-'..i,'before','0','until',ARGV[2]) end",
             "0", Replica::issuer, QString::number((now + 3600) * 1000)});
        Replica late(m_server);
        QVERIFY(late.waitForNews());
        QCOMPARE(late.revocations.count(), std::size_t{2501});
    }

    void catchesUp_afterItWasCutOff()
    {
        Replica one(m_server);
        Replica cut(settingsOfACutUser(m_server));
        QVERIFY(cut.waitForNews());
        QVERIFY(cut.service->status().isReachable);
        cutOff(m_server);
        QTRY_VERIFY(!cut.service->status().isReachable);
        const auto session = makeSession("alice", "sid-1");
        MESHSSO_VERIFY_OK(one.wait(
            one.channel->publish(makeRevocation(Revocation::Kind::Subject, "alice", one.clock.now() + 1s))));
        QVERIFY(!cut.revocations.isRevoked(Replica::issuer, session));
        letIn(m_server);
        QTRY_VERIFY(cut.revocations.isRevoked(Replica::issuer, session));
        QTRY_VERIFY(cut.service->status().isReachable);
        QVERIFY(cut.log().find("secret") == std::string::npos);
    }

    void confirmsNothing_whenTheListWasNotHeardForLong()
    {
        const auto settings = settingsOfACutUser(m_server);
        cutOff(m_server); // so that it cannot have heard anything yet
        Replica cut(settings);
        QVERIFY(!cut.revocations.isConfirmed({}, cut.clock.now()));
        letIn(m_server);
        QVERIFY(cut.waitForNews());
        QVERIFY(cut.revocations.isConfirmed({}, cut.clock.now()));
        cutOff(m_server);
        QTRY_VERIFY(!cut.service->status().isReachable);
        const auto lastHeard = cut.service->status().lastHeard;
        const auto loadedAt = lastHeard - 5s;
        QVERIFY(cut.revocations.isConfirmed(loadedAt, cut.clock.now()));
        QVERIFY(cut.revocations.isConfirmed(loadedAt, lastHeard + 29s));
        QVERIFY(!cut.revocations.isConfirmed(loadedAt, lastHeard + 30s));
        cut.clock.advance(31s);
        QVERIFY(!cut.revocations.isConfirmed(loadedAt, cut.clock.now()));
        letIn(m_server);
        QTRY_VERIFY(cut.revocations.isConfirmed(loadedAt, cut.clock.now()));
    }

    void staysConfirmed_whileThereIsNoNews()
    {
        Replica replica(m_server);
        QVERIFY(replica.waitForNews());
        for (int i = 0; i < 2; ++i) {
            replica.clock.advance(29s);
            QVERIFY(replica.waitForNews());
            QVERIFY(replica.revocations.isConfirmed({}, replica.clock.now()));
        }
    }

    void goesOn_whenRedisWasEmptied()
    {
        Replica one(m_server);
        Replica two(m_server);
        MESHSSO_VERIFY_OK(one.wait(one.channel->publish(
            makeRevocation(Revocation::Kind::ProviderSession, "sid-1", one.clock.now()))));
        QTRY_VERIFY(two.revocations.isRevoked(Replica::issuer, makeSession("alice", "sid-1")));
        m_server.command({"FLUSHALL"});
        MESHSSO_VERIFY_OK(one.wait(one.channel->publish(
            makeRevocation(Revocation::Kind::ProviderSession, "sid-2", one.clock.now()))));
        QTRY_VERIFY(two.revocations.isRevoked(Replica::issuer, makeSession("alice", "sid-2")));
        QVERIFY(two.revocations.isRevoked(Replica::issuer, makeSession("alice", "sid-1")));
    }

    void isNotAlive_whenAnotherThingHasTheListsName()
    {
        m_server.command({"SET", "meshsso:revocations", "x"});
        Replica replica(m_server);
        MESHSSO_VERIFY_FAILS(replica.wait(replica.channel->publish(makeRevocation(
                                 Revocation::Kind::ProviderSession, "sid-1", replica.clock.now()))),
                             ErrorCode::PeerError);
        QVERIFY(!replica.service->status().isReachable);
        QVERIFY(!replica.revocations.isConfirmed({}, replica.clock.now()));
        m_server.command({"DEL", "meshsso:revocations"});
        QTRY_VERIFY(replica.service->status().isReachable);
    }

    void claimsANameOnce_overAllReplicas()
    {
        Replica one(m_server);
        Replica two(m_server);
        const auto until = one.clock.now() + 60s;
        const auto claim = [&](Replica& replica, const std::string& name, TimePoint end) {
            return replica.wait(replica.channel->claimOnce(name, end));
        };
        const auto isClaimed = [&](Replica& replica, const std::string& name) {
            const auto claimed = replica.wait(replica.channel->isClaimed(name));
            return claimed && *claimed;
        };
        QVERIFY(!isClaimed(two, "jti-1"));
        auto first = claim(one, "jti-1", until);
        MESHSSO_VERIFY_OK(first);
        QVERIFY(isClaimed(one, "jti-1") && isClaimed(two, "jti-1") && !isClaimed(two, "jti-2"));
        QVERIFY(*first);
        for (auto* replica : {&one, &two, &one}) {
            auto again = claim(*replica, "jti-1", until);
            MESHSSO_VERIFY_OK(again);
            QVERIFY(!*again);
        }
        auto other = claim(two, "jti-2", until);
        MESHSSO_VERIFY_OK(other);
        QVERIFY(*other);
        // One that is over already holds for a moment only.
        auto brief = claim(one, "jti-3", one.clock.now() - 5s);
        MESHSSO_VERIFY_OK(brief);
        QVERIFY(*brief);
        QTRY_COMPARE(m_server.command({"KEYS", "meshsso:once:*"}).split('\n').size(), 2);
        const auto left =
            m_server.command({"PTTL", m_server.command({"KEYS", "meshsso:once:*"}).split('\n')[0]});
        QVERIFY(left.toInt() > 40'000 && left.toInt() <= 60'000);
    }

    void trimsTheListByTime()
    {
        Replica replica(m_server);
        m_server.command(
            {"EVAL",
             "for i=1,1000 do redis.call('XADD','meshsso:revocations',i..'-1','kind','0','value','x',"
             "'until','1') end",
             "0"});
        MESHSSO_VERIFY_OK(replica.wait(replica.channel->publish(
            makeRevocation(Revocation::Kind::ProviderSession, "sid-1", replica.clock.now()))));
        // Whole nodes of a hundred entries go.
        QVERIFY(m_server.command({"XLEN", "meshsso:revocations"}).toInt() <= 101);
        const auto left = m_server.command({"PTTL", "meshsso:revocations"}).toLongLong();
        // As long as an API client's token, and an hour for clocks that differ.
        QVERIFY(left > 24LL * 3'600'000 && left <= 25LL * 3'600'000);
    }

    void keepsTheList_asLongAsItsLongestEntryNeeds()
    {
        Replica replica(m_server);
        auto longest = makeRevocation(Revocation::Kind::Subject, "alice", replica.clock.now());
        longest.until = replica.clock.now() + 72h;
        MESHSSO_VERIFY_OK(replica.wait(replica.channel->publish(longest)));
        MESHSSO_VERIFY_OK(replica.wait(replica.channel->publish(
            makeRevocation(Revocation::Kind::Session, "a session's", replica.clock.now()))));
        QVERIFY(m_server.command({"PTTL", "meshsso:revocations"}).toLongLong() > 72LL * 3'600'000);
    }

    void readsBackWhatItWrote()
    {
        for (const auto kind :
             {Revocation::Kind::ProviderSession, Revocation::Kind::Subject, Revocation::Kind::Session}) {
            const auto revocation =
                makeRevocation(kind, "value\nwith\r\nlines", fromUnixSeconds(1'800'000'000));
            const auto back = redis::fromEntry(fieldsOf(redis::toEntry(revocation)));
            QVERIFY(back.has_value());
            QVERIFY(*back == revocation);
        }
        auto newer = redis::toEntry(
            makeRevocation(Revocation::Kind::Subject, "alice", fromUnixSeconds(1'800'000'000)));
        newer.insert(newer.end(), {"reason", "a field of a later version"});
        QVERIFY(redis::fromEntry(fieldsOf(newer)).has_value());
    }

    void skipsWhatIsNoRevocation_data()
    {
        QTest::addColumn<QStringList>("words");
        const QStringList good{"kind", "1", "issuer", "i", "value", "v", "before", "1000", "until", "2000"};
        const auto with = [&](int place, const QString& word) {
            auto words = good;
            words[place] = word;
            return words;
        };
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("odd") << QStringList{"kind"};
        QTest::newRow("no kind") << good.mid(2);
        QTest::newRow("no until") << good.mid(0, 8);
        QTest::newRow("no value") << with(5, "");
        QTest::newRow("kind 3") << with(1, "3");
        QTest::newRow("kind word") << with(1, "subject");
        QTest::newRow("until word") << with(9, "soon");
        QTest::newRow("until negative") << with(9, "-1");
        QTest::newRow("until out of range") << with(9, "9223372036854775807");
        QTest::newRow("before out of range") << with(7, "99999999999999999999");
        QTest::newRow("before with a blank") << with(7, "10 ");
    }

    void skipsWhatIsNoRevocation()
    {
        QFETCH(QStringList, words);
        std::vector<std::string> texts;
        for (const auto& word : words)
            texts.push_back(word.toStdString());
        QVERIFY(!redis::fromEntry(fieldsOf(texts)).has_value());
    }

private:
    RedisServer m_server;
};

QTEST_GUILESS_MAIN(RedisRevocationsTest)
#include "tst_RedisRevocations.moc"
