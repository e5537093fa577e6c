#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace meshsso::test {

/// The server's program with a configuration of its own, as an operator starts it.
class ServerProcess
{
public:
    /// Writes secrets and a configuration for that issuer; extra is appended to the YAML.
    explicit ServerProcess(const QString& issuer = "https://sso.example.com/realms/test",
                           const QString& extra = {});
    ~ServerProcess();

    /// Starts it, again after its end, and waits until it listens; false if it does not.
    bool start();
    /// Runs it to its end with other arguments.
    struct Outcome
    {
        int exitCode = -1;
        QByteArray out;
        QByteArray err;
    };
    static Outcome run(const QStringList& arguments);
    /// Its healthcheck, tried again as orchestrators do: it waits for two seconds only.
    Outcome healthcheck() const;

    struct Response
    {
        int status = 0;
        QByteArray head;
        QByteArray body;
    };
    Response get(const QByteArray& target, const QByteArray& headerLines = {}, int port = 0,
                 const QByteArray& host = "app.example.com") const;
    /// Asks until that status comes; false after so long.
    bool waitForStatus(const QByteArray& target, int status, int seconds = 20) const;
    /// SIGTERM, and its exit code.
    int terminate();

    /// Sends it a signal.
    void signal(int number) const;
    /// Asks for the log until it holds the text that often; false after half a minute.
    bool waitForLog(const QByteArray& text, int times = 1);
    /// Replaces text in the configuration file, as an editor would: all of the file at once. The text must be
    /// there.
    void editConfig(const QByteArray& text, const QByteArray& replacement) const;
    /// Replaces one of the files beside it.
    void writeBeside(const QString& name, const QByteArray& content) const;

    QString configFile() const { return m_folder.filePath("server.yaml"); }
    int port() const { return m_port; }
    int metricsPort() const { return m_metricsPort; }
    QByteArray log();
    QByteArray clientSecret() const { return "planted-client-secret-7f1c"; }
    QByteArray cookieSecret() const { return m_cookieSecret; }

private:
    QTemporaryDir m_folder;
    QByteArray m_cookieSecret;
    QProcess m_process;
    QByteArray m_log;
    int m_port = 0;
    int m_metricsPort = 0;
};

} // namespace meshsso::test
