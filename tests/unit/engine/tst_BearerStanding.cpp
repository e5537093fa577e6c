#include "BearerFixture.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionReason;
using namespace std::chrono_literals;

/// How long a token stands: until it expires, its key goes, or its user is signed out.
class BearerStandingTest : public QObject
{
    Q_OBJECT

private slots:
    void forgetsWhatItKnew_whenTheTokenExpires()
    {
        BearerServer server;
        const auto token = server.token();
        QCOMPARE(server.call(token).status, 200);
        server.clock.advance(329s);
        QCOMPARE(server.call(token).status, 200);
        server.clock.advance(1s);
        const auto answer = server.call(token);
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.header("www-authenticate").find("expired") != std::string::npos);
    }

    void forgetsWhatItKnew_whenTheKeyIsRemoved()
    {
        BearerServer server;
        const auto token = server.token();
        QCOMPARE(server.call(token).status, 200);
        server.provider.publishedSigner = bearerEcSigner();
        server.store().setKeys(std::nullopt, *crypto::JwkSet::parse(bearerEcSigner().jwks()),
                               server.clock.now());
        QCOMPARE(server.call(token).status, 401);
        QVERIFY(server.telemetry.lastReason == DecisionReason::BearerInvalid);
    }

    void fetchesKeysOnce_forAKeyThatIsNotKnown()
    {
        BearerServer server;
        const auto next = TestSigner::rsa("key-2");
        server.provider.publishedSigner = next;
        const auto token = next.sign(server.provider.accessClaims());
        QCOMPARE(server.call(token).status, 200);
        QCOMPARE(server.provider.keyFetches, 1);
        QCOMPARE(server.call(token).status, 200);
        // Strangers' keys do not drive requests to the provider.
        auto claims = server.provider.accessClaims();
        claims["iat"] = toUnixSeconds(server.clock.now()) - 60;
        for (int i = 0; i < 20; ++i) {
            const auto stranger = TestSigner::ec("stranger-" + std::to_string(i));
            QCOMPARE(server.call(stranger.sign(claims)).status, 401);
        }
        QCOMPARE(server.provider.keyFetches, 1);
    }

    void saysTryLater_whenAKeyMayHaveComeSinceTheLastFetch()
    {
        BearerServer server;
        server.clock.advance(60s);
        QCOMPARE(server.call(TestSigner::ec("stranger").sign(server.provider.accessClaims())).status, 401);
        QCOMPARE(server.provider.keyFetches, 1);
        server.clock.advance(5s);
        const auto next = TestSigner::ec("key-2");
        server.provider.publishedSigner = next;
        const auto token = next.sign(server.provider.accessClaims());
        const auto answer = server.call(token);
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after") && !answer.has("www-authenticate"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::BearerKeyUnknown);
        // What strangers can bring about raises no alarm.
        QVERIFY(server.logText().find("\"warning\"") == std::string::npos);
        QCOMPARE(server.call(token, "/public").status, 200);
        const auto now = toUnixSeconds(server.clock.now());
        for (const auto iat :
             {now - 60, now + 60, std::numeric_limits<std::int64_t>::max(),
              std::numeric_limits<std::int64_t>::min()}) { // older than the keys, or not true
            auto claims = server.provider.accessClaims();
            claims["iat"] = iat;
            QCOMPARE(server.call(next.sign(claims)).status, 401);
        }
        QCOMPARE(server.provider.keyFetches, 1);
        server.clock.advance(5s);
        QCOMPARE(server.call(token).status, 200);
        QCOMPARE(server.provider.keyFetches, 2);
    }

    void saysTryLater_whenKeysCannotBeFetched()
    {
        BearerServer server;
        const auto next = TestSigner::ec("key-2");
        server.provider.publishedSigner = next;
        server.provider.keysError = Error{ErrorCode::Unreachable, "down", ""};
        const auto token = next.sign(server.provider.accessClaims());
        QCOMPARE(server.call(token).status, 503);
        QCOMPARE(server.provider.keyFetches, 1);
        QCOMPARE(server.call(token).status, 503);
        server.provider.keysError.reset();
        server.clock.advance(engine::KeyTurns::interval);
        QCOMPARE(server.call(token).status, 200);
    }

    void saysTryLater_whenTheKeysAreLate()
    {
        BearerServer server;
        const auto next = TestSigner::ec("late");
        server.provider.publishedSigner = next;
        server.provider.holdKeyFetches = true;
        const auto token = next.sign(server.provider.accessClaims());
        const auto pending = server.begin(
            "GET", "/_check/app", {{"Host", EngineFixture::host}, {"Authorization", "Bearer " + token}});
        QVERIFY(!pending->done);
        QCOMPARE(server.timers.fire(server.settings().config().checkTimeout), 1);
        QVERIFY(pending->done);
        QCOMPARE(Answer::parse(pending->writer.bytes()).status, 503);
        // The fetch went on: the next one has them.
        server.provider.release();
        QCOMPARE(server.call(token).status, 200);
        QCOMPARE(server.provider.keyFetches, 1);
    }

    void fetchesTheOtherIssuersKeysThere()
    {
        BearerServer server;
        const auto next = TestSigner::ec("other-2");
        server.bearerIssuer.publishedSigner = next;
        auto claims = server.provider.accessClaims();
        claims["iss"] = "https://other.example.com";
        claims["aud"] = "partner-api";
        claims["azp"] = "partner";
        QCOMPARE(server.call(next.sign(claims, "at+jwt")).status, 200);
        QCOMPARE(server.bearerIssuer.keyFetches, 1);
        QCOMPARE(server.provider.keyFetches, 0);
    }

    void saysTryLater_whenTheIssuerIsNotKnownYet()
    {
        BearerServer server;
        server.store().setProvider(nullptr);
        const auto answer = server.call(server.token());
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::ProviderUnknown);
    }

    void refusesThoseWhoWereSignedOut_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("secondsAfterIssue");
        QTest::addColumn<QString>("issuer");
        QTest::addColumn<int>("status");
        using Kind = session::Revocation::Kind;
        const QString subject = "8d7a1c1e-0000-4000-8000-000000000001";
        const QString issuer = FakeIdentityProvider::issuer;
        const auto row = [](const char* name, Kind kind, const QString& value, int after, const QString& of,
                            int status) {
            QTest::newRow(name) << static_cast<int>(kind) << value << after << of << status;
        };
        row("session", Kind::ProviderSession, "provider-session", 0, issuer, 401);
        row("another session", Kind::ProviderSession, "another", 0, issuer, 200);
        row("session of another issuer", Kind::ProviderSession, "provider-session", 0,
            "https://other.example.com", 200);
        row("user", Kind::Subject, subject, 0, issuer, 401);
        row("user, later", Kind::Subject, subject, 60, issuer, 401);
        row("user, before the token", Kind::Subject, subject, -1, issuer, 200);
        row("another user", Kind::Subject, "x", 60, issuer, 200);
        row("no id of ours", Kind::Session, "", 0, issuer, 200);
    }
    void refusesThoseWhoWereSignedOut()
    {
        QFETCH(int, kind);
        QFETCH(QString, value);
        QFETCH(int, secondsAfterIssue);
        QFETCH(QString, issuer);
        QFETCH(int, status);
        BearerServer server;
        const auto token = server.token();
        QCOMPARE(server.call(token).status, 200);
        session::Revocation revocation;
        revocation.kind = static_cast<session::Revocation::Kind>(kind);
        revocation.value = value.toStdString();
        revocation.issuer = issuer.toStdString();
        revocation.before = server.clock.now() + std::chrono::seconds(secondsAfterIssue);
        revocation.until = server.clock.now() + 1h;
        server.revocations.add(revocation);
        QCOMPARE(server.call(token).status, status);
        if (status == 401)
            QVERIFY(server.telemetry.lastReason == DecisionReason::SessionRevoked);
    }

    void saysTryLater_whenRevocationsMayHaveBeenMissed()
    {
        BearerServer server;
        server.revocations.expectChannel();
        server.revocations.heard(server.clock.now());
        const auto token = server.token();
        QCOMPARE(server.call(token).status, 200);
        server.clock.advance(session::Revocations::maxSilence);
        QCOMPARE(server.call(token).status, 503);
        QVERIFY(server.telemetry.lastReason == DecisionReason::StoreUnavailable);
        QCOMPARE(server.call(token, "/public").status, 200);
    }
};

QTEST_APPLESS_MAIN(BearerStandingTest)
#include "tst_BearerStanding.moc"
