#include "ConfigSamples.h"

#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

namespace meshsso::test {

using serverconfig::ServerConfig;

ServerConfig goodConfig()
{
    ServerConfig config;
    config.provider.issuer = "https://sso.example.com/realms/test";
    config.provider.clientId = "gateway";
    config.provider.clientSecret = {secrets::SecretRef::Kind::File, "/run/secrets/client"};
    config.session.cookieSecrets = {{secrets::SecretRef::Kind::Environment, "COOKIE_SECRET"}};
    config.allowedHosts = {"app.example.com"};
    return config;
}

ServerConfig redisConfig()
{
    auto config = goodConfig();
    config.session.store = serverconfig::SessionStoreKind::Redis;
    config.redis.url = "rediss://redis.example.com:6379";
    config.redis.username = "meshsso";
    config.redis.password = {secrets::SecretRef::Kind::File, "/run/secrets/redis"};
    return config;
}

Findings graver(Findings findings)
{
    std::erase_if(findings, [](const Finding& f) { return f.severity == Severity::Info; });
    return findings;
}

void verifyAccepted(const ServerConfig& config)
{
    const auto findings = graver(serverconfig::checkServerConfig(config));
    QVERIFY2(findings.empty(), describe(findings).c_str());
}

void verifyRefused(const ServerConfig& config, const std::string& code, const std::string& where)
{
    const auto findings = serverconfig::checkServerConfig(config);
    const bool isFound = std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
        return f.code == code && f.where == where && f.severity == Severity::Error && !f.why.empty() &&
               !f.fix.empty();
    });
    QVERIFY2(isFound, describe(findings).c_str());
}

void verifyWarned(const ServerConfig& config, const std::string& code)
{
    const auto findings = graver(serverconfig::checkServerConfig(config));
    QVERIFY2(findings.size() == 1, describe(findings).c_str());
    QCOMPARE(findings.front().code, code);
    QVERIFY(findings.front().severity == Severity::Warning);
}

std::function<void(const std::string&, const char*, const std::string&, ConfigChange)> refusedRows()
{
    QTest::addColumn<ConfigChange>("change");
    QTest::addColumn<std::string>("code");
    QTest::addColumn<std::string>("where");
    return [](const std::string& name, const char* code, const std::string& where, ConfigChange change) {
        QTest::newRow(name.c_str()) << std::move(change) << std::string(code) << where;
    };
}

std::function<void(const std::string&, ConfigChange)> acceptedRows()
{
    QTest::addColumn<ConfigChange>("change");
    return [](const std::string& name, ConfigChange change) {
        QTest::newRow(name.c_str()) << std::move(change);
    };
}

std::function<void(const std::string&, const char*, ConfigChange)> warnedRows()
{
    QTest::addColumn<ConfigChange>("change");
    QTest::addColumn<std::string>("code");
    return [](const std::string& name, const char* code, ConfigChange change) {
        QTest::newRow(name.c_str()) << std::move(change) << std::string(code);
    };
}

} // namespace meshsso::test
