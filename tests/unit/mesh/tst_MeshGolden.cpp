#include "mesh/MeshCompiler.h"
#include "project/ProjectFile.h"
#include "support/TestPrinters.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QtTest/QtTest>
#include <map>

using namespace meshsso;
using namespace meshsso::mesh;

namespace {

const QString goldenFolder = QStringLiteral(MESHSSO_TEST_DATA "/golden/");

using Files = std::map<std::string, std::string>;

std::string readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

Files readFolder(const QString& folder)
{
    Files files;
    QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const auto path = it.next();
        files[QDir(folder).relativeFilePath(path).toStdString()] = readFile(path);
    }
    return files;
}

/// An export and its findings, as the golden folder keeps them.
Files compile(const project::SsoProject& project, std::string& error)
{
    ExportOptions options;
    options.target = project.clusters.target;
    options.outputDirectory = "/srv/meshsso";
    const auto set = compileResources(project, options);
    if (!set) {
        error = set.error().toString();
        return {};
    }
    Files files;
    for (const auto& file : set->files)
        files[file.path] = file.content;
    files["findings.txt"] = test::describe(set->findings);
    return files;
}

} // namespace

/// Compares what each project of tests/data/golden compiles to with the files beside it, byte for byte. After
/// a change that is meant, run with MESHSSO_REFRESH_GOLDEN=1 and read the difference.
class MeshGoldenTest : public QObject
{
    Q_OBJECT

private slots:
    void matches_data()
    {
        QTest::addColumn<QString>("folder");
        for (const auto& name : QDir(goldenFolder).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QTest::newRow(qPrintable(name)) << goldenFolder + name;
    }

    void matches()
    {
        QFETCH(QString, folder);
        const auto loaded = project::parseProject(readFile(folder + "/project.yaml"), "project.yaml");
        QVERIFY2(!hasErrors(loaded.findings), test::describe(loaded.findings).c_str());
        std::string error;
        const auto made = compile(loaded.project, error);
        QVERIFY2(error.empty(), error.c_str());

        const auto expectedFolder = folder + "/expected";
        if (qEnvironmentVariableIsSet("MESHSSO_REFRESH_GOLDEN"))
            refresh(expectedFolder, made);
        const auto expected = readFolder(expectedFolder);
        for (const auto& [path, content] : expected)
            QVERIFY2(made.contains(path), ("no longer exported: " + path).c_str());
        for (const auto& [path, content] : made) {
            const auto golden = expected.find(path);
            QVERIFY2(golden != expected.end(), ("not in the golden folder: " + path).c_str());
            QVERIFY2(golden->second == content, (path + " differs; it is now:\n" + content).c_str());
        }
    }

    void isTheSameTwice_data() { matches_data(); }

    void isTheSameTwice()
    {
        QFETCH(QString, folder);
        const auto loaded = project::parseProject(readFile(folder + "/project.yaml"), "project.yaml");
        std::string error;
        QVERIFY(compile(loaded.project, error) == compile(loaded.project, error));
        QVERIFY2(error.empty(), error.c_str());
    }

private:
    static void refresh(const QString& folder, const Files& files)
    {
        QDir(folder).removeRecursively();
        for (const auto& [path, content] : files) {
            const auto target = folder + "/" + QString::fromStdString(path);
            QVERIFY(QDir().mkpath(QFileInfo(target).path()));
            QFile file(target);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content.data(), static_cast<qint64>(content.size()));
        }
    }
};

QTEST_APPLESS_MAIN(MeshGoldenTest)
#include "tst_MeshGolden.moc"
