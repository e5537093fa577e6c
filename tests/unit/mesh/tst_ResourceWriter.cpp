#include "mesh/MeshCompiler.h"
#include "support/TestPrinters.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <sys/stat.h>

using namespace meshsso;
using namespace meshsso::mesh;

namespace {

ResourceSet setOf(std::vector<ResourceFile> files)
{
    ResourceSet set;
    set.files = std::move(files);
    return set;
}

} // namespace

class ResourceWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void writesFiles_secretOnesForTheOwnerOnly()
    {
        const auto written =
            writeResources(setOf({{"a.yaml", "a: 1\n"}, {"w/s.yaml", "s: 1\n", true}}), path());
        MESHSSO_VERIFY_OK(written);
        QCOMPARE(*written, (std::vector<std::string>{"a.yaml", "w/s.yaml"}));
        QCOMPARE(content("a.yaml"), std::string("a: 1\n"));
        QCOMPARE(mode("w/s.yaml"), 0600u);
        QCOMPARE(mode("a.yaml") & 0600u, 0600u);
        QVERIFY(!exists("w/.s.yaml.new"));
    }

    void removesWhatAnEarlierExportWrote_andNothingElse()
    {
        MESHSSO_VERIFY_OK(
            writeResources(setOf({{"a.yaml", "1"}, {"old/b.yaml", "2"}, {"old/c.yaml", "3"}}), path()));
        put("old/mine.txt", "mine");
        MESHSSO_VERIFY_OK(writeResources(setOf({{"a.yaml", "new"}}), path()));
        QCOMPARE(content("a.yaml"), std::string("new"));
        QVERIFY(!exists("old/b.yaml"));
        QVERIFY(exists("old/mine.txt"));
        QVERIFY(QFile::remove(QString::fromStdString((path() / "old/mine.txt").string())));
        put("old/c.yaml", "somebody's");
        MESHSSO_VERIFY_OK(writeResources(setOf({{"a.yaml", "new"}}), path()));
        QVERIFY(exists("old/c.yaml"));
    }

    void removesFoldersItEmpties()
    {
        MESHSSO_VERIFY_OK(writeResources(setOf({{"x/y/b.yaml", "2"}}), path()));
        MESHSSO_VERIFY_OK(writeResources(setOf({{"a.yaml", "1"}}), path()));
        QVERIFY(!exists("x"));
    }

    void refuses_whenAForeignFileIsInTheWay()
    {
        put("a.yaml", "somebody's");
        MESHSSO_VERIFY_FAILS(writeResources(setOf({{"0.yaml", "0"}, {"a.yaml", "1"}}), path()),
                             ErrorCode::Conflict);
        QCOMPARE(content("a.yaml"), std::string("somebody's"));
        QVERIFY(!exists("0.yaml"));
    }

    void refuses_whenALinkIsInTheWay()
    {
        put("target", "keep");
        QVERIFY(QFile::link(QStringLiteral("target"), QString::fromStdString((path() / "a.yaml").string())));
        MESHSSO_VERIFY_FAILS(writeResources(setOf({{"a.yaml", "1"}}), path()), ErrorCode::Conflict);
        QCOMPARE(content("target"), std::string("keep"));
    }

    void refuses_pathsOutsideTheFolder_data()
    {
        QTest::addColumn<std::string>("outside");
        for (const char* outside : {"", "../a", "/tmp/a", "a/../../b", "./a", "a//b", "a/../b"})
            QTest::newRow(outside) << std::string(outside);
    }

    void refuses_pathsOutsideTheFolder()
    {
        QFETCH(std::string, outside);
        MESHSSO_VERIFY_FAILS(writeResources(setOf({{outside, "x"}}), path()), ErrorCode::InvalidArgument);
    }

    void doesNotFollowAManifestOutOfTheFolder()
    {
        QTemporaryDir elsewhere;
        const auto victim = elsewhere.filePath("victim");
        QFile file(victim);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const auto relative = std::filesystem::relative(victim.toStdString(), path()).string();
        put(".meshsso-export", relative + "\n" + victim.toStdString() + "\n");
        MESHSSO_VERIFY_OK(writeResources(setOf({{"a.yaml", "1"}}), path()));
        QVERIFY(QFile::exists(victim));
    }

    void finishes_afterARunThatWasCutShort()
    {
        MESHSSO_VERIFY_OK(writeResources(setOf({{"a.yaml", "1"}}), path()));
        put(".b.yaml.a1B2c3", "half");
        MESHSSO_VERIFY_OK(writeResources(setOf({{"a.yaml", "1"}, {"b.yaml", "2"}}), path()));
        QCOMPARE(content("b.yaml"), std::string("2"));
        QVERIFY(!exists(".b.yaml.a1B2c3"));
    }

    void reportsAFolderThatCannotBe()
    {
        put("file", "x");
        MESHSSO_VERIFY_FAILS(writeResources(setOf({{"a.yaml", "1"}}), path() / "file"), ErrorCode::IoError);
    }

private:
    std::filesystem::path path() const { return m_folder->path().toStdString(); }

    bool exists(const std::string& name) const { return std::filesystem::exists(path() / name); }

    std::string content(const std::string& name) const
    {
        QFile file(QString::fromStdString((path() / name).string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string("(none)");
    }

    void put(const std::string& name, const std::string& text) const
    {
        QFile file(QString::fromStdString((path() / name).string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.data(), static_cast<qint64>(text.size()));
    }

    unsigned mode(const std::string& name) const
    {
        struct stat status
        {
        };
        return ::stat((path() / name).c_str(), &status) == 0 ? status.st_mode & 0777u : 0u;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(ResourceWriterTest)
#include "tst_ResourceWriter.moc"
