#pragma once

#include <QString>
#include <QTemporaryDir>
#include <string>

namespace meshsso::test {

/// A folder for programs that a test writes.
class Programs
{
public:
    /// Writes an executable shell script; returns its path.
    std::string add(const QString& name, const QByteArray& script);
    /// A file in the folder, which a script may write.
    std::string path(const QString& name) const { return m_folder.filePath(name).toStdString(); }
    /// What it holds, or empty.
    QByteArray read(const QString& name) const;

private:
    QTemporaryDir m_folder;
};

/// True once no process of that id runs any more; waits 30 s at most. An orphan that nobody reaps, as in a
/// container without init, does not run.
bool isGone(int pid);
/// The number that a script writes into the file; waits 30 s at most for it. 0 if it never comes.
int awaitNumber(const Programs& programs, const QString& name);

} // namespace meshsso::test
