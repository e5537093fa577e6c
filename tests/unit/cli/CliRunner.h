#pragma once

#include "core/Json.h"

#include <QMap>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace meshsso::test {

/// How a run of meshssoctl ended.
struct CliResult
{
    int exitCode = -1; ///< -1: it crashed or did not end within 30 s
    QString out;
    QString err;

    /// Both, for greps and failure messages.
    QString all() const { return out + err; }
    /// Standard output as one JSON object; an empty one if it is not.
    json::object document() const;
};

/// Runs the built meshssoctl in a folder of its own, with an environment that holds nothing of the tester's.
class CliRunner
{
public:
    CliRunner();

    CliResult run(const QStringList& arguments, const QByteArray& input = {}) const;
    void setEnvironment(const QString& name, const QString& value) { m_environment[name] = value; }

    QString path(const QString& name) const { return m_folder.filePath(name); }
    QString read(const QString& name) const;
    void write(const QString& name, const QString& text, bool isSecret = false) const;
    bool exists(const QString& name) const;
    /// The permission bits, such as 0600.
    int mode(const QString& name) const;
    /// Runs init with the sandbox template and these further arguments; it must succeed.
    void initSandbox(const QStringList& arguments = {}) const;

private:
    QTemporaryDir m_folder;
    QMap<QString, QString> m_environment;
};

} // namespace meshsso::test
