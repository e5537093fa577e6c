#include "RedisFixture.h"

#include <QFile>
#include <QtTest/QtTest>

namespace meshsso::test {

using namespace std::chrono_literals;

serverconfig::RedisConfig configFor(const RedisServer& server)
{
    serverconfig::RedisConfig config;
    config.url = "redis://" + server.address().toStdString();
    config.timeout = 10s;
    return config;
}

serverconfig::RedisConfig hastyConfigFor(const RedisServer& server)
{
    auto config = configFor(server);
    config.timeout = 400ms;
    return config;
}

std::shared_ptr<redis::RedisSettings> settingsFor(const serverconfig::RedisConfig& config,
                                                  const std::string& password)
{
    auto settings = redis::RedisSettings::create(config, SecretString(password));
    if (!settings)
        qFatal("%s", settings.error().toString().c_str());
    (*settings)->connectTimeout = 300ms;
    (*settings)->keepAlive = 100ms;
    (*settings)->longPoll = 100ms;
    (*settings)->lockLife = 60s; // nobody loses a lock because the machine is busy
    return *settings;
}

Replica::Replica(const RedisServer& server) : Replica(settingsFor(configFor(server))) {}

Replica::Replica(std::shared_ptr<redis::RedisSettings> settings)
    : logger(Log::toSink(clock, LogLevel::Debug,
                         [this](std::string_view line) {
                             const std::lock_guard lock(m_mutex);
                             m_log.append(line).append("\n");
                         })),
      service(std::make_unique<redis::RedisService>(
          std::move(settings), redis::RedisService::Shared{revocations, random, clock, *logger}, lifetime)),
      sessions(service->makeSessions(loop, issuer, lifetime)), channel(service->makeRevocations(loop))
{
}

bool Replica::waitForNews(std::chrono::milliseconds patience)
{
    const auto now = clock.now();
    return QTest::qWaitFor([&] { return service->status().lastHeard > now; },
                           static_cast<int>(patience.count()));
}

bool Replica::waitForAnswer()
{
    return QTest::qWaitFor([&] { return wait(sessions->load(makeTicket())).has_value(); }, 30'000);
}

std::string Replica::log() const
{
    const std::lock_guard lock(m_mutex);
    return m_log;
}

QStringList aclLine(const QString& password)
{
    QFile file(MESHSSO_SOURCE_DIR "/README.md");
    if (!file.open(QIODevice::ReadOnly))
        qFatal("README.md is not there");
    auto text = QString::fromUtf8(file.readAll());
    text.remove(0, text.indexOf("ACL SETUSER meshsso "));
    text.truncate(text.indexOf("```"));
    return text.replace("PASSWORD", password).simplified().split(' ');
}

session::SessionTicket makeTicket()
{
    SystemRandom random;
    return {random.bytes(16), random.bytes(32)};
}

session::Session makeSession(const std::string& subject, const std::string& providerSession)
{
    SystemRandom random;
    session::Session session;
    session.id = random.token(16);
    session.accessToken = "planted-access-token";
    session.refreshToken = "planted-refresh-token";
    session.subject = subject;
    session.username = subject + "@example.com";
    session.roles = {"reader"};
    session.providerSession = providerSession;
    // What is kept has whole seconds.
    session.createdAt = fromUnixSeconds(toUnixSeconds(SystemClock().now()));
    session.lastSeen = session.createdAt;
    session.accessExpires = session.createdAt + 300s;
    return session;
}

session::Revocation makeRevocation(session::Revocation::Kind kind, const std::string& value, TimePoint now)
{
    session::Revocation revocation;
    revocation.kind = kind;
    revocation.issuer = Replica::issuer;
    revocation.value = value;
    revocation.before = now;
    revocation.until = now + Replica::lifetime;
    return revocation;
}

} // namespace meshsso::test
