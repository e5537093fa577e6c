#include "Programs.h"

#include <QFile>
#include <QtTest/QtTest>

namespace meshsso::test {

std::string Programs::add(const QString& name, const QByteArray& script)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("#!/bin/sh\n" + script + "\n");
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    file.close();
    return file.fileName().toStdString();
}

QByteArray Programs::read(const QString& name) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool isGone(int pid)
{
    return pid > 0 && QTest::qWaitFor(
                          [pid] {
                              QFile status(QString("/proc/%1/stat").arg(pid));
                              return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z ");
                          },
                          30'000);
}

int awaitNumber(const Programs& programs, const QString& name)
{
    int number = 0;
    (void)QTest::qWaitFor(
        [&] {
            // Whole lines only: the rest may still be on its way.
            const auto text = programs.read(name);
            number = text.endsWith('\n') ? text.trimmed().toInt() : 0;
            return number != 0;
        },
        30'000);
    return number;
}

} // namespace meshsso::test
