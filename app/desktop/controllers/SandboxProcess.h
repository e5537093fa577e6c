#pragma once

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QTimer>
#include <chrono>

namespace meshsso::desktop {

/// The sandbox's script as a child process: lines of JSON come out of it, commands go in, and the end of its
/// standard input tells it to stop everything it started; so it stops when this program dies, too.
class SandboxProcess final : public QObject
{
    Q_OBJECT
public:
    explicit SandboxProcess(QObject* parent = nullptr);
    /// Does not wait: the script sees the end of its input and cleans up behind us.
    ~SandboxProcess() override;

    void start(const QString& script, const QStringList& arguments);
    /// A line to the script, without its end.
    void send(const QByteArray& line);
    /// Asks the script to end; after the grace period everything in its process group is killed.
    void stop();
    void setGrace(std::chrono::milliseconds grace) { m_kill.setInterval(grace); }
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

signals:
    /// A line of its standard output.
    void event(const QByteArray& line);
    /// A line of its standard error, for people.
    void said(const QString& line);
    /// It ended, or could not be started; exitCode -1 then, or when a signal ended it.
    void ended(int exitCode);

private:
    void readLines(QProcess::ProcessChannel channel);
    void end(int exitCode);

    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
    QTimer m_kill;
    qint64 m_group = 0; ///< of the script and of all it starts
    bool m_hasEnded = false;
};

} // namespace meshsso::desktop
