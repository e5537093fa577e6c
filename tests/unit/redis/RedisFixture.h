#pragma once

#include "core/RunLoop.h"
#include "redis/RedisService.h"
#include "support/RedisServer.h"

#include <QElapsedTimer>
#include <atomic>
#include <mutex>
#include <string>

namespace meshsso::test {

/// The system's clock, moved by as much as the test says. Thread-safe.
class MovedClock final : public Clock
{
public:
    TimePoint now() const override { return SystemClock().now() + m_by.load(); }
    void advance(std::chrono::seconds by) { m_by = m_by.load() + by; }

private:
    std::atomic<std::chrono::seconds> m_by{std::chrono::seconds(0)};
};

/// How the tests' replicas reach that server: like an operator's, but with more patience, so that a busy
/// machine is not taken for a Redis that hangs.
serverconfig::RedisConfig configFor(const RedisServer& server);
/// The same with little patience, for a Redis that does hang. While it does not, it may seem to:
/// waitForAnswer().
serverconfig::RedisConfig hastyConfigFor(const RedisServer& server);
std::shared_ptr<redis::RedisSettings> settingsFor(const serverconfig::RedisConfig& config,
                                                  const std::string& password = {});

/// What a call may take that is not to wait for long: this machine may be busy.
constexpr std::chrono::seconds notHanging{10};

/// What one replica of our server has of Redis: a worker's store and channel, the process' revocations.
class Replica
{
    // The Redis thread writes here until the service below has ended.
    mutable std::mutex m_mutex;
    std::string m_log;

public:
    static constexpr const char* issuer = "https://sso.example.com/realms/test";
    static constexpr std::chrono::hours lifetime{12};

    explicit Replica(const RedisServer& server);
    explicit Replica(std::shared_ptr<redis::RedisSettings> settings);

    template<class T>
    T wait(Task<T> task)
    {
        QElapsedTimer timer;
        timer.start();
        auto result = loop.runUntilDone(std::move(task));
        lastWait = std::chrono::milliseconds(timer.elapsed());
        return result;
    }
    /// Whether the feed was heard of what was asked since this was called; waits for it.
    bool waitForNews(std::chrono::milliseconds patience = std::chrono::seconds(30));
    /// Whether Redis answers; asks until it does.
    bool waitForAnswer();
    std::string log() const;

    MovedClock clock;
    SystemRandom random;
    RunLoop loop;
    session::Revocations revocations{clock};
    std::unique_ptr<Log> logger;
    std::unique_ptr<redis::RedisService> service;
    std::unique_ptr<session::SessionStore> sessions;
    std::unique_ptr<session::RevocationChannel> channel;
    std::chrono::milliseconds lastWait{0};
};

/// How README.md tells operators to make our user "meshsso", as words of a command.
QStringList aclLine(const QString& password);

/// A ticket as the browser would have.
session::SessionTicket makeTicket();
/// A session that began now, with a token that is easily found again where it must not be.
session::Session makeSession(const std::string& subject = "alice",
                             const std::string& providerSession = "sid-1");
session::Revocation makeRevocation(session::Revocation::Kind kind, const std::string& value, TimePoint now);

} // namespace meshsso::test
