#include "support/RedisServer.h"

#include "support/FreePort.h"

#include <QElapsedTimer>
#include <QFile>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

#ifdef __SANITIZE_THREAD__
// Processes are started with vfork, which ThreadSanitizer takes for a fork that threads would not survive.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options()
{
    return "die_after_fork=0";
}
#endif

namespace meshsso::test {
namespace {

constexpr int startMillis = 30'000;

void writeFile(const QString& path, const QByteArray& content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

} // namespace

RedisServer::RedisServer() : RedisServer(Options{}) {}

RedisServer::RedisServer(Options options) : m_options(std::move(options)), m_port(freePort())
{
    QStringList lines{"bind 127.0.0.1 127.0.0.2", "unixsocket " + m_folder.filePath("socket"),
                      "logfile " + m_folder.filePath("log"), "dir " + m_folder.path()};
    // One user for this class, so that tests may do with the others what they like.
    lines << "user operator on nopass ~* &* +@all";
    if (!m_options.isSentinel)
        lines << "save \"\""
              << "repl-diskless-sync-delay 0";
    if (m_options.certificate) {
        writeFile(m_folder.filePath("certificate"),
                  QByteArray::fromStdString(m_options.certificate->certificatePem));
        writeFile(m_folder.filePath("key"), QByteArray::fromStdString(m_options.certificate->keyPem));
        lines << "port 0"
              << "tls-port " + QString::number(m_port) << "tls-cert-file " + m_folder.filePath("certificate")
              << "tls-key-file " + m_folder.filePath("key")
              << "tls-ca-cert-file " + m_folder.filePath("certificate") << "tls-auth-clients no";
    } else {
        lines << "port " + QString::number(m_port);
    }
    lines += m_options.lines;
    writeFile(m_folder.filePath("redis.conf"), lines.join('\n').toUtf8() + "\n");
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

RedisServer::~RedisServer()
{
    kill();
}

bool RedisServer::start()
{
    QStringList arguments{m_folder.filePath("redis.conf")};
    if (m_options.isSentinel)
        arguments << "--sentinel";
    m_process.start("redis-server", arguments);
    if (!m_process.waitForStarted())
        return false;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < startMillis && !m_process.waitForFinished(15)) {
        if (QFile::exists(m_folder.filePath("socket")) && command({"PING"}) == "PONG")
            return true;
    }
    qWarning("redis-server: %s%s", m_process.readAll().constData(), log().constData());
    return false;
}

void RedisServer::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
    QFile::remove(m_folder.filePath("socket"));
}

void RedisServer::pause()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP);
}

void RedisServer::resume()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT);
}

QString RedisServer::address() const
{
    return "127.0.0.1:" + QString::number(m_port);
}

QByteArray RedisServer::command(const QStringList& words) const
{
    const QStringList arguments{
        "-s", m_folder.filePath("socket"), "--raw", "--no-auth-warning", "--user", "operator", "--pass",
        "any"};
    QProcess client;
    client.start("redis-cli", arguments + words);
    if (!client.waitForFinished())
        client.kill();
    auto out = client.readAllStandardOutput() + client.readAllStandardError();
    return out.trimmed();
}

QByteArray RedisServer::log() const
{
    QFile file(m_folder.filePath("log"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace meshsso::test
