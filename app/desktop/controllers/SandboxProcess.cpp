#include "desktop/controllers/SandboxProcess.h"

#include <csignal>
#include <unistd.h>

namespace meshsso::desktop {

namespace {

constexpr qsizetype maxLine = 64 * 1024;

// QProcess kills what it started when it dies, which would leave the script's own children behind. So it
// starts this shell, in a process group of its own, and the script is the shell's child.
constexpr const char* wrapper = "bash \"$0\" \"$@\" <&0 & wait \"$!\"";

} // namespace

SandboxProcess::SandboxProcess(QObject* parent) : QObject(parent)
{
    m_kill.setSingleShot(true);
    m_kill.setInterval(std::chrono::seconds(20));
    m_process.setChildProcessModifier([] { ::setpgid(0, 0); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this,
            [this] { readLines(QProcess::StandardOutput); });
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { readLines(QProcess::StandardError); });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        readLines(QProcess::StandardOutput);
        readLines(QProcess::StandardError);
        end(status == QProcess::NormalExit ? code : -1);
    });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(-1);
    });
    connect(&m_kill, &QTimer::timeout, this, [this] {
        if (m_group > 0)
            ::kill(static_cast<pid_t>(-m_group), SIGKILL);
    });
}

SandboxProcess::~SandboxProcess()
{
    m_process.disconnect(this);
    m_process.closeWriteChannel();
}

void SandboxProcess::start(const QString& script, const QStringList& arguments)
{
    m_process.start(QStringLiteral("bash"),
                    QStringList{QStringLiteral("-c"), QString::fromLatin1(wrapper), script} + arguments);
    m_group = m_process.processId();
}

void SandboxProcess::send(const QByteArray& line)
{
    m_process.write(line + '\n');
}

void SandboxProcess::stop()
{
    if (!isRunning() || m_kill.isActive())
        return;
    m_process.closeWriteChannel();
    m_kill.start();
}

void SandboxProcess::readLines(QProcess::ProcessChannel channel)
{
    const bool isOutput = channel == QProcess::StandardOutput;
    QByteArray& buffer = isOutput ? m_output : m_errors;
    buffer += isOutput ? m_process.readAllStandardOutput() : m_process.readAllStandardError();
    qsizetype at = 0;
    while ((at = buffer.indexOf('\n')) >= 0) {
        const QByteArray line = buffer.left(at).trimmed();
        buffer.remove(0, at + 1);
        if (line.isEmpty())
            continue;
        if (isOutput)
            emit event(line);
        else
            emit said(QString::fromUtf8(line));
    }
    if (buffer.size() > maxLine)
        buffer.clear(); // no line of ours; a runaway writer must not fill our memory
}

void SandboxProcess::end(int exitCode)
{
    if (m_hasEnded)
        return;
    m_hasEnded = true;
    m_kill.stop();
    emit ended(exitCode);
}

} // namespace meshsso::desktop
