#include "ConfigSamples.h"
#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::serverconfig;
using namespace meshsso::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const Finding* find(const Findings& findings, std::string_view code)
{
    const auto at =
        std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.code == code; });
    return at == findings.end() ? nullptr : &*at;
}

} // namespace

/// Where sessions are kept, how Redis is reached, and what several replicas need.
class RedisConfigCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data()
    {
        const auto row = acceptedRows();
        row("sessions in Redis", [](auto& c) { c = redisConfig(); });
        row("Redis on this machine, in clear", [](auto& c) {
            c = redisConfig();
            c.redis.url = "redis://127.0.0.1:6379";
        });
        row("Redis behind sentinels", [](auto& c) {
            c = redisConfig();
            c.redis.url = "rediss://mymaster";
            c.redis.sentinels = {"sentinel-0.redis:26379", "[2001:db8::1]:26379", "192.0.2.1"};
        });
        row("Redis Cluster", [](auto& c) {
            c = redisConfig();
            c.redis.cluster = true;
        });
        row("Redis for revocations only", [](auto& c) {
            c = redisConfig();
            c.session.store = SessionStoreKind::Cookie;
            c.session.replicas = 3;
        });
        row("replicas, rotation and Redis", [](auto& c) {
            c = redisConfig();
            c.session.replicas = 3;
            c.session.rotatesRefreshTokens = true;
        });
        row("rotation, one replica", [](auto& c) { c.session.rotatesRefreshTokens = true; });
    }

    void accepts()
    {
        QFETCH(ConfigChange, change);
        auto config = goodConfig();
        change(config);
        verifyAccepted(config);
    }

    void refuses_data()
    {
        const auto row = refusedRows();
        row("Redis store without Redis", "server.redis-missing", "session.store",
            [](auto& c) { c.session.store = SessionStoreKind::Redis; });
        row("Redis settings without address", "server.redis-missing", "redis.url",
            [](auto& c) { c.redis.keyPrefix = "a:"; });
        row("replicas that rotate, without Redis", "server.redis-required", "session.store", [](auto& c) {
            c.session.replicas = 2;
            c.session.rotatesRefreshTokens = true;
        });
        row("replicas that rotate, with Redis only for revocations", "server.redis-required", "session.store",
            [](auto& c) {
                c = redisConfig();
                c.session.store = SessionStoreKind::Cookie;
                c.session.replicas = 2;
                c.session.rotatesRefreshTokens = true;
            });
        for (const char* url : {"redis.example.com:6379", "http://redis.example.com", "redis://",
                                "rediss://u:p@redis.example.com", "rediss://:p@redis.example.com",
                                "rediss://redis.example.com:6379/1", "rediss://redis.example.com?db=1",
                                "rediss://redis.example.com:99999", "rediss://a b",
                                "REDISS://redis.example.com", "rediss://redis.example.com//"})
            row(std::string("Redis address ") + url, "server.redis-url", "redis.url", [url](auto& c) {
                c = redisConfig();
                c.redis.url = url;
            });
        row("master's name with port", "server.redis-url", "redis.url", [](auto& c) {
            c = redisConfig();
            c.redis.sentinels = {"sentinel-0.redis:26379"};
        });
        for (const char* sentinel : {"", "redis://sentinel:26379", "sentinel:0", "u@sentinel", "a/b"})
            row(std::string("sentinel ") + sentinel, "server.redis-url", "redis.sentinels[1]",
                [sentinel](auto& c) {
                    c = redisConfig();
                    c.redis.url = "rediss://mymaster";
                    c.redis.sentinels = {"sentinel-0.redis:26379", sentinel};
                });
        row("sentinels of a cluster", "server.redis-mode", "redis.cluster", [](auto& c) {
            c = redisConfig();
            c.redis.url = "rediss://mymaster";
            c.redis.sentinels = {"sentinel-0.redis:26379"};
            c.redis.cluster = true;
        });
        row("database of a cluster", "server.redis-mode", "redis.database", [](auto& c) {
            c = redisConfig();
            c.redis.cluster = true;
            c.redis.database = 1;
        });
        row("Redis authority without TLS", "server.redis-mode", "redis.caFile", [](auto& c) {
            c = redisConfig();
            c.redis.url = "redis://127.0.0.1";
            c.redis.caFile = "/etc/meshsso/ca/redis.crt";
        });
        row("Redis user without password", "server.secret-missing", "redis.password", [](auto& c) {
            c = redisConfig();
            c.redis.password = {};
        });
        row("Redis password in the keychain", "server.secret-kind", "redis.password", [](auto& c) {
            c = redisConfig();
            c.redis.password = {secrets::SecretRef::Kind::Keychain, "x"};
        });
        for (const char* name : {"a b", "a\nb"})
            row(std::string("Redis user ") + name, "server.redis-name", "redis.username", [name](auto& c) {
                c = redisConfig();
                c.redis.username = name;
            });
        for (const char* prefix : {"", "a b:", "{a}:", "a*", "a?", "[a]", "a\\", "a\n"})
            row(std::string("Redis key prefix ") + prefix, "server.redis-name", "redis.keyPrefix",
                [prefix](auto& c) {
                    c = redisConfig();
                    c.redis.keyPrefix = prefix;
                });
        row("Redis database 65536", "server.limit-range", "redis.database", [](auto& c) {
            c = redisConfig();
            c.redis.database = 65536;
        });
        row("Redis 49ms", "server.limit-range", "redis.timeout", [](auto& c) {
            c = redisConfig();
            c.redis.timeout = milliseconds(49);
        });
        row("Redis 11s", "server.limit-range", "redis.timeout", [](auto& c) {
            c = redisConfig();
            c.redis.timeout = seconds(11);
        });
    }

    void refuses()
    {
        QFETCH(ConfigChange, change);
        QFETCH(std::string, code);
        QFETCH(std::string, where);
        auto config = goodConfig();
        change(config);
        verifyRefused(config, code, where);
    }

    void warns_data()
    {
        const auto row = warnedRows();
        row("Redis password in clear", "server.redis-clear", [](auto& c) {
            c = redisConfig();
            c.redis.url = "redis://redis.example.com";
        });
        row("replicas without Redis", "server.revocation-local", [](auto& c) { c.session.replicas = 2; });
    }

    void warns()
    {
        QFETCH(ConfigChange, change);
        QFETCH(std::string, code);
        auto config = goodConfig();
        change(config);
        verifyWarned(config, code);
    }

    void saysHowFarALogoutReaches_withoutRedis()
    {
        const auto alone = checkServerConfig(goodConfig());
        const auto* finding = find(alone, "server.revocation-local");
        QVERIFY2(finding, describe(alone).c_str());
        QVERIFY(finding->severity == Severity::Info);
        QVERIFY(finding->why.find("this process alone") != std::string::npos);

        auto config = goodConfig();
        config.session.replicas = 3;
        const auto several = checkServerConfig(config);
        finding = find(several, "server.revocation-local");
        QVERIFY2(finding, describe(several).c_str());
        QVERIFY(finding->severity == Severity::Warning);
        QVERIFY(finding->why.find("the other 2 of 3") != std::string::npos);
        QVERIFY(finding->why.find("its next refresh") != std::string::npos);
        config.session.keep = {"access_token", "id_token"};
        QVERIFY(find(checkServerConfig(config), "server.revocation-local")->why.find("ends by itself") !=
                std::string::npos);

        QVERIFY(!find(checkServerConfig(redisConfig()), "server.revocation-local"));
    }

    void neverShowsAPassword_thatStandsInTheAddressOfRedis()
    {
        auto config = redisConfig();
        for (const char* url :
             {"rediss://user:s3cr3t@redis.example.com", "s3cr3t@redis", "redis://s3cr3t?x"}) {
            config.redis.url = url;
            const auto findings = checkServerConfig(config);
            QVERIFY(hasErrors(findings));
            QVERIFY2(describe(findings).find("s3cr3t") == std::string::npos, url);
        }
    }
};

QTEST_APPLESS_MAIN(RedisConfigCheckTest)
#include "tst_RedisConfigCheck.moc"
