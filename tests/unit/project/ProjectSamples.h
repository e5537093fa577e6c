#pragma once

#include "project/ProjectFile.h"

#include <QFile>
#include <QString>
#include <string>

namespace meshsso::test {

/// The text of tests/data/project/<name>.yaml.
inline std::string sampleText(const QString& name)
{
    QFile file(QStringLiteral(MESHSSO_TEST_DATA "/project/%1.yaml").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// A sample as it is read, findings or not.
inline project::SsoProject sampleProject(const QString& name)
{
    return project::parseProject(sampleText(name), "sample.yaml").project;
}

} // namespace meshsso::test
