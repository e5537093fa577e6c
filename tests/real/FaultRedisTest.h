#pragma once

#include "FaultFixture.h"
#include "support/RedisServer.h"

#include <QObject>
#include <optional>

namespace meshsso::test {

/// Sessions in Redis, two servers that share them, and refresh tokens that Keycloak takes only once.
class FaultRedisTest : public QObject
{
    Q_OBJECT

public:
    explicit FaultRedisTest(Sandbox& sandbox);

private slots:
    void initTestCase();
    void cleanup();
    void endsTheSession_atTheOtherReplicaToo();
    void refreshesOnce_overBothReplicas();
    void keepsSessions_overAKilledRedis();
    void answersInTime_whileRedisStalls();
    void tellsBrowsersWhenToComeBack_whileRedisIsAway();
    void asksToSignIn_afterRedisWasFlushed();
    void keepsSessions_whileRedisTakesNothing_data();
    void keepsSessions_whileRedisTakesNothing();

private:
    int askedReplica(const Browser& browser, bool isScript = false);
    /// Waits until the replica, which may not have noticed that Redis is there again, loads a session.
    bool replicaReachesRedis();
    /// True if the replica says "later" to a page and to a script, and sends nobody anywhere.
    bool replicaAsksToComeLater(const Browser& browser);

    Sandbox& m_sandbox;
    RedisServer m_redis;
    std::optional<FaultFixture> m_fixture;
    std::string m_replica;
};

} // namespace meshsso::test
