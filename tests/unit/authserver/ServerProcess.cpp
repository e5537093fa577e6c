#include "ServerProcess.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QThread>
#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace meshsso::test {
namespace {

void writeFile(const QString& path, const QByteArray& content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

} // namespace

ServerProcess::ServerProcess(const QString& issuer, const QString& extra)
    : m_cookieSecret("cGxhbnRlZC1jb29raWUtc2VjcmV0LTAwMDAwMDAwMDA")
{
    writeFile(m_folder.filePath("cookie-secret"), m_cookieSecret + "\n");
    writeFile(m_folder.filePath("client-secret"), clientSecret());
    const QString yaml = R"(apiVersion: meshsso/v1
kind: AuthServerConfig
listen:
  address: 127.0.0.1
  port: 0
  metricsPort: 0
  metricsAddress: 127.0.0.1
provider:
  issuer: %1
  allowHttp: true
  clientId: test-client
  clientSecret: "file:client-secret"
session:
  cookieSecrets: ["file:cookie-secret"]
allowedHosts: [app.example.com]
logLevel: debug
workers: 2
%2)";
    writeFile(configFile(), yaml.arg(issuer, extra).toUtf8());
}

ServerProcess::~ServerProcess()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

bool ServerProcess::start()
{
    m_log.clear();
    m_process.start(MESHSSO_AUTHSERVER, {"--config", configFile()});
    static const QRegularExpression listening(
        "\"server.listening\".*\"port\":(\\d+),\"metrics_port\":(\\d+)");
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 30'000 && m_process.state() != QProcess::NotRunning) {
        m_process.waitForReadyRead(100);
        m_log += m_process.readAllStandardError();
        const auto match = listening.match(QString::fromUtf8(m_log));
        if (match.hasMatch()) {
            m_port = match.captured(1).toInt();
            m_metricsPort = match.captured(2).toInt();
            return true;
        }
    }
    return false;
}

ServerProcess::Outcome ServerProcess::run(const QStringList& arguments)
{
    QProcess process;
    process.start(MESHSSO_AUTHSERVER, arguments);
    if (!process.waitForFinished(60'000)) {
        process.kill();
        process.waitForFinished();
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

ServerProcess::Outcome ServerProcess::healthcheck() const
{
    Outcome outcome;
    for (int attempt = 0; attempt < 5; ++attempt) {
        outcome = run({"healthcheck", "--config", configFile()});
        if (outcome.exitCode == 0)
            break;
    }
    return outcome;
}

ServerProcess::Response ServerProcess::get(const QByteArray& target, const QByteArray& headerLines, int port,
                                           const QByteArray& host) const
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port ? port : m_port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Response response;
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        const auto request = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" +
                             headerLines + "\r\n";
        QByteArray all;
        char buffer[16 * 1024];
        if (::send(socket, request.data(), static_cast<std::size_t>(request.size()), MSG_NOSIGNAL) ==
            request.size()) {
            for (ssize_t got; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
                all.append(buffer, got);
        }
        const auto end = all.indexOf("\r\n\r\n");
        response.head = all.left(end);
        response.body = all.mid(end + 4);
        response.status = all.mid(9, 3).toInt();
    }
    ::close(socket);
    return response;
}

bool ServerProcess::waitForStatus(const QByteArray& target, int status, int seconds) const
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < seconds * 1000) {
        if (get(target).status == status)
            return true;
        QThread::msleep(50);
    }
    return false;
}

void ServerProcess::signal(int number) const
{
    ::kill(static_cast<pid_t>(m_process.processId()), number);
}

bool ServerProcess::waitForLog(const QByteArray& text, int times)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 30'000) {
        if (log().count(text) >= times)
            return true;
        m_process.waitForReadyRead(50);
    }
    return false;
}

void ServerProcess::editConfig(const QByteArray& text, const QByteArray& replacement) const
{
    QFile file(configFile());
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(configFile()));
    auto content = file.readAll();
    file.close();
    if (!content.contains(text))
        qFatal("%s is not in the configuration", text.constData());
    writeBeside("server.yaml", content.replace(text, replacement));
}

void ServerProcess::writeBeside(const QString& name, const QByteArray& content) const
{
    const auto next = m_folder.filePath(name + ".next");
    writeFile(next, content);
    if (std::rename(qPrintable(next), qPrintable(m_folder.filePath(name))) != 0)
        qFatal("cannot replace %s", qPrintable(name));
}

int ServerProcess::terminate()
{
    signal(SIGTERM);
    if (!m_process.waitForFinished(30'000))
        return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -2;
}

QByteArray ServerProcess::log()
{
    m_process.waitForReadyRead(10);
    m_log += m_process.readAllStandardError();
    return m_log;
}

} // namespace meshsso::test
