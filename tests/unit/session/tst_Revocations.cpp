#include "session/Revocations.h"
#include "support/FixedClock.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;
using session::Revocation;
using session::Revocations;

namespace {

session::Session makeSession(TimePoint createdAt)
{
    session::Session session;
    session.id = "session-1";
    session.subject = "alice";
    session.providerSession = "sid-1";
    session.createdAt = createdAt;
    return session;
}

constexpr const char* issuer = "https://sso.example.com/realms/a";

} // namespace

class RevocationsTest : public QObject
{
    Q_OBJECT

private slots:
    void endsWhatItNames_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("issuer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isRevoked");
        const auto sid = static_cast<int>(Revocation::Kind::ProviderSession);
        const auto sub = static_cast<int>(Revocation::Kind::Subject);
        const auto own = static_cast<int>(Revocation::Kind::Session);
        QTest::newRow("sid") << sid << issuer << "sid-1" << true;
        QTest::newRow("another sid") << sid << issuer << "sid-2" << false;
        QTest::newRow("sub") << sub << issuer << "alice" << true;
        QTest::newRow("another sub") << sub << issuer << "bob" << false;
        QTest::newRow("session") << own << issuer << "session-1" << true;
        QTest::newRow("another issuer's sub") << sub << "https://sso.example.com/realms/b"
                                              << "alice" << false;
        QTest::newRow("a sub that looks like the sid") << sub << issuer << "sid-1" << false;
        QTest::newRow("a sid that looks like the sub") << sid << issuer << "alice" << false;
        QTest::newRow("empty sid") << sid << issuer << "" << false;
    }
    void endsWhatItNames()
    {
        QFETCH(int, kind);
        QFETCH(QString, issuer);
        QFETCH(QString, value);
        QFETCH(bool, isRevoked);
        FixedClock clock;
        Revocations revocations(clock);
        const auto session = makeSession(clock.now());
        QVERIFY(!revocations.isRevoked(::issuer, session));
        revocations.add({static_cast<Revocation::Kind>(kind), issuer.toStdString(), value.toStdString(),
                         clock.now(), clock.now() + 1h});
        QCOMPARE(revocations.isRevoked(::issuer, session), isRevoked);
    }

    void sparesLaterLogins_ofThatUser()
    {
        FixedClock clock;
        Revocations revocations(clock);
        revocations.add({Revocation::Kind::Subject, issuer, "alice", clock.now(), clock.now() + 8h});
        QVERIFY(revocations.isRevoked(issuer, makeSession(clock.now())));
        QVERIFY(!revocations.isRevoked(issuer, makeSession(clock.now() + 1s)));
    }

    void neverShrinks_whenToldLate()
    {
        FixedClock clock;
        Revocations revocations(clock);
        const auto now = clock.now();
        revocations.add({Revocation::Kind::Subject, issuer, "alice", now + 60s, now + 8h});
        revocations.add({Revocation::Kind::Subject, issuer, "alice", now, now + 1h});
        QVERIFY(revocations.isRevoked(issuer, makeSession(now + 30s)));
        QCOMPARE(revocations.count(), std::size_t{1});
    }

    void forgets_whatCanEndNothingAnyMore()
    {
        FixedClock clock;
        Revocations revocations(clock);
        revocations.add({Revocation::Kind::Session, issuer, "a", {}, clock.now() + 1h});
        clock.advance(2h);
        revocations.add({Revocation::Kind::Session, issuer, "b", {}, clock.now() + 1h});
        QCOMPARE(revocations.count(), std::size_t{1});
    }

    void isConfirmed_withoutAChannel()
    {
        FixedClock clock;
        Revocations revocations(clock);
        QVERIFY(revocations.isConfirmed({}, clock.now() + 24h));
    }

    void isNotConfirmed_onceTheChannelIsSilent()
    {
        FixedClock clock;
        Revocations revocations(clock);
        revocations.expectChannel();
        const auto now = clock.now();
        QVERIFY(!revocations.isConfirmed({}, now));
        revocations.heard(now);
        QVERIFY(revocations.isConfirmed({}, now + 29s));
        QVERIFY(!revocations.isConfirmed({}, now + 30s));
        // Loaded later than that, it is as fresh as the store.
        QVERIFY(revocations.isConfirmed(now + 10s, now + 39s));
        QVERIFY(!revocations.isConfirmed(now + 10s, now + 40s));
        revocations.heard(now - 29s);
        QVERIFY(revocations.isConfirmed({}, now + 29s));
    }

    void isConfirmed_noLonger_whereTheClockIsPutBack()
    {
        FixedClock clock;
        Revocations revocations(clock);
        revocations.expectChannel();
        const auto before = clock.now();
        revocations.heard(before);
        const auto now = before - 1h;
        QVERIFY(!revocations.isConfirmed({}, now));
        QVERIFY(!revocations.isConfirmed(before, now));
        revocations.heard(now);
        QVERIFY(revocations.isConfirmed({}, now + 29s));
        QVERIFY(!revocations.isConfirmed({}, now + 30s));
    }

    void tellsItsListener()
    {
        FixedClock clock;
        Revocations revocations(clock);
        std::vector<std::string> heard;
        revocations.onAdded([&](const Revocation& revocation) { heard.push_back(revocation.value); });
        revocations.add({Revocation::Kind::Session, issuer, "a", {}, clock.now() + 1h});
        QVERIFY(heard == std::vector<std::string>{"a"});
    }

    void letsANameBeClaimedOnce()
    {
        FixedClock clock;
        Revocations revocations(clock);
        QVERIFY(revocations.claimOnce("a", clock.now() + 1min));
        QVERIFY(!revocations.claimOnce("a", clock.now() + 1h));
        QVERIFY(revocations.claimOnce("b", clock.now() + 1min));
        revocations.unclaim("b");
        QVERIFY(revocations.claimOnce("b", clock.now() + 1min));
        clock.advance(59s);
        QVERIFY(!revocations.claimOnce("a", clock.now() + 1min));
        clock.advance(1s);
        QVERIFY(revocations.claimOnce("a", clock.now() + 1min));
    }

    void saysFromWhenASessionIsNew()
    {
        FixedClock clock;
        Revocations revocations(clock);
        QVERIFY(revocations.firstSecondAfter(issuer, "alice") == TimePoint{});
        Revocation revocation{Revocation::Kind::Subject, issuer, "alice", clock.now() + 300ms,
                              clock.now() + 1h};
        revocations.add(revocation);
        const auto first = revocations.firstSecondAfter(issuer, "alice");
        QVERIFY(first > revocation.before);
        QVERIFY(first <= revocation.before + 1s);
        QVERIFY(!revocations.isRevoked(issuer, makeSession(first)));
        QVERIFY(revocations.isRevoked(issuer, makeSession(first - 1s)));
        QVERIFY(revocations.firstSecondAfter(issuer, "bob") == TimePoint{});
        QVERIFY(revocations.firstSecondAfter("https://other.example.com", "alice") == TimePoint{});
    }
};

QTEST_APPLESS_MAIN(RevocationsTest)
#include "tst_Revocations.moc"
