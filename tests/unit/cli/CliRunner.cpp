#include "CliRunner.h"

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QtTest/QtTest>
#include <sys/stat.h>

namespace meshsso::test {

json::object CliResult::document() const
{
    auto parsed = parseJsonObject(out.toStdString());
    return parsed ? std::move(*parsed) : json::object();
}

CliRunner::CliRunner()
{
    m_environment = {{"PATH", qEnvironmentVariable("PATH")},
                     {"HOME", m_folder.path()},
                     {"TERM", "xterm-256color"},
                     {"TZ", "UTC"},
                     {"no_proxy", "127.0.0.1"}};
}

CliResult CliRunner::run(const QStringList& arguments, const QByteArray& input) const
{
    QProcess process;
    QProcessEnvironment environment;
    for (auto it = m_environment.begin(); it != m_environment.end(); ++it)
        environment.insert(it.key(), it.value());
    // Where the sanitizers of an instrumented build report to must survive.
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LD_LIBRARY_PATH"}) {
        if (qEnvironmentVariableIsSet(name))
            environment.insert(name, qEnvironmentVariable(name));
    }
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_folder.path());
    process.start(MESHSSOCTL, arguments);
    process.write(input);
    process.closeWriteChannel();
    CliResult result;
    if (process.waitForFinished(30'000) && process.exitStatus() == QProcess::NormalExit)
        result.exitCode = process.exitCode();
    result.out = QString::fromUtf8(process.readAllStandardOutput());
    result.err = QString::fromUtf8(process.readAllStandardError());
    return result;
}

QString CliRunner::read(const QString& name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void CliRunner::write(const QString& name, const QString& text, bool isSecret) const
{
    QFile file(path(name));
    QVERIFY2(file.open(QIODevice::WriteOnly | QIODevice::Truncate), qPrintable(name));
    file.write(text.toUtf8());
    file.close();
    if (isSecret)
        QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner));
}

bool CliRunner::exists(const QString& name) const
{
    return QFile::exists(path(name));
}

int CliRunner::mode(const QString& name) const
{
    struct stat status
    {
    };
    return stat(path(name).toUtf8().constData(), &status) == 0 ? static_cast<int>(status.st_mode & 07777U)
                                                               : -1;
}

void CliRunner::initSandbox(const QStringList& arguments) const
{
    const auto result = run(QStringList{"init", "--template", "sandbox"} + arguments);
    QVERIFY2(result.exitCode == 0, qPrintable(result.all()));
}

} // namespace meshsso::test
