#include "redis/RedisSettings.h"
#include "support/TestPrinters.h"

#include <QTemporaryFile>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::redis;
using serverconfig::RedisConfig;

class RedisSettingsTest : public QObject
{
    Q_OBJECT

private slots:
    void readsAServer()
    {
        RedisConfig config;
        config.url = "redis://redis.example.com";
        config.username = "meshsso";
        config.database = 3;
        const auto settings = RedisSettings::create(config, SecretString("secret"));
        MESHSSO_VERIFY_OK(settings);
        QCOMPARE((*settings)->addresses.size(), std::size_t{1});
        QCOMPARE((*settings)->addresses[0].toString(), std::string("redis.example.com:6379"));
        QVERIFY(!(*settings)->access->tls);
        QCOMPARE((*settings)->access->username, std::string("meshsso"));
        QVERIFY((*settings)->masterName.empty());
        QCOMPARE((*settings)->database, 3);
    }

    void readsTls()
    {
        RedisConfig config;
        config.url = "rediss://[::1]:7000/";
        const auto settings = RedisSettings::create(config, {});
        MESHSSO_VERIFY_OK(settings);
        QVERIFY((*settings)->access->tls);
        QCOMPARE((*settings)->addresses[0].toString(), std::string("[::1]:7000"));
    }

    void readsSentinels()
    {
        RedisConfig config;
        config.url = "redis://mymaster";
        config.sentinels = {"s1.example.com", "s2.example.com:5000"};
        const auto settings = RedisSettings::create(config, {});
        MESHSSO_VERIFY_OK(settings);
        QCOMPARE((*settings)->masterName, std::string("mymaster"));
        QCOMPARE((*settings)->addresses[0].toString(), std::string("s1.example.com:26379"));
        QCOMPARE((*settings)->addresses[1].toString(), std::string("s2.example.com:5000"));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("field");
        QTest::newRow("empty") << ""
                               << "redis.url";
        QTest::newRow("no scheme") << "redis.example.com:6379"
                                   << "redis.url";
        QTest::newRow("other scheme") << "http://redis.example.com"
                                      << "redis.url";
        QTest::newRow("no host") << "redis://"
                                 << "redis.url";
        QTest::newRow("with a password") << "redis://:secret@redis.example.com"
                                         << "redis.url";
        QTest::newRow("with a user") << "redis://user:secret@redis.example.com:6379"
                                     << "redis.url";
        QTest::newRow("with a path") << "redis://redis.example.com:6379/0"
                                     << "redis.url";
        QTest::newRow("port 0") << "redis://redis.example.com:0"
                                << "redis.url";
        QTest::newRow("port too big") << "redis://redis.example.com:65536"
                                      << "redis.url";
        QTest::newRow("port a word") << "redis://redis.example.com:6379x"
                                     << "redis.url";
        QTest::newRow("no port after the colon") << "redis://redis.example.com:"
                                                 << "redis.url";
        QTest::newRow("bare v6") << "redis://::1"
                                 << "redis.url";
        QTest::newRow("v6 not closed") << "redis://[::1"
                                       << "redis.url";
        QTest::newRow("v6 and more") << "redis://[::1]6379"
                                     << "redis.url";
        QTest::newRow("line feed") << "redis://redis.example.com\n"
                                   << "redis.url";
        QTest::newRow("blank") << "redis://redis example.com"
                               << "redis.url";
    }

    void refuses()
    {
        QFETCH(QString, url);
        QFETCH(QString, field);
        RedisConfig config;
        config.url = url.toStdString();
        const auto settings = RedisSettings::create(config, {});
        MESHSSO_VERIFY_FAILS(settings, ErrorCode::ParseError);
        QCOMPARE(settings.error().context, field.toStdString());
        // A password that was put there must not come back in a message.
        QVERIFY(settings.error().toString().find("secret") == std::string::npos);
    }

    void refusesWhatDoesNotGoTogether()
    {
        const auto contextOf = [](const RedisConfig& config) {
            const auto settings = RedisSettings::create(config, {});
            return settings ? std::string("accepted") : settings.error().context;
        };
        RedisConfig good;
        good.url = "redis://redis.example.com";
        QCOMPARE(contextOf(good), std::string("accepted"));
        auto config = good;
        config.cluster = true;
        config.database = 1;
        QCOMPARE(contextOf(config), std::string("redis.database"));
        config = good;
        config.url = "redis://mymaster";
        config.sentinels = {"s1.example.com"};
        config.cluster = true;
        QCOMPARE(contextOf(config), std::string("redis.cluster"));
        config.cluster = false;
        config.sentinels = {"s1.example.com", "user@s2.example.com"};
        QCOMPARE(contextOf(config), std::string("redis.sentinels[1]"));
        config.sentinels = {"s1.example.com"};
        config.url = "redis://mymaster:6379";
        QCOMPARE(contextOf(config), std::string("redis.url"));
        config = good;
        config.keyPrefix = "a{b}:";
        QCOMPARE(contextOf(config), std::string("redis.keyPrefix"));
        config = good;
        config.username = "meshsso";
        QCOMPARE(contextOf(config), std::string("redis.password"));
    }

    void refusesAnAuthorityThatIsNone()
    {
        RedisConfig config;
        config.url = "rediss://redis.example.com";
        config.caFile = "/nowhere/ca.pem";
        MESHSSO_VERIFY_FAILS(RedisSettings::create(config, {}), ErrorCode::IoError);
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write("not a certificate\n");
        file.flush();
        config.caFile = file.fileName().toStdString();
        const auto settings = RedisSettings::create(config, {});
        MESHSSO_VERIFY_FAILS(settings, ErrorCode::IoError);
        QVERIFY(settings.error().context.find("redis.caFile") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(RedisSettingsTest)
#include "tst_RedisSettings.moc"
