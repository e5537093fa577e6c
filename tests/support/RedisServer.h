#pragma once

#include "support/TestCertificate.h"

#include <QByteArray>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <optional>

namespace meshsso::test {

/// A redis-server of our own on a free port and in a folder of its own, without persistence; ends with this
/// object, or with the test's process.
class RedisServer
{
public:
    struct Options
    {
        QStringList lines;                          ///< of redis.conf, after ours
        std::optional<TestCertificate> certificate; ///< speaks TLS, and TLS only, on the port
        bool isSentinel = false;                    ///< then the lines name the master
    };
    RedisServer();
    explicit RedisServer(Options options);
    ~RedisServer();
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    /// Starts it, on the same port as before; false if it does not answer soon.
    bool start();
    /// SIGKILL.
    void kill();
    /// SIGSTOP and SIGCONT: connections stay, answers do not come.
    void pause();
    void resume();

    int port() const { return m_port; }
    /// "127.0.0.1:port"
    QString address() const;
    /// What redis-cli prints, over a Unix socket and as the user that may do everything.
    QByteArray command(const QStringList& words) const;
    QByteArray log() const;

private:
    QTemporaryDir m_folder;
    Options m_options;
    QProcess m_process;
    int m_port;
};

} // namespace meshsso::test
