#include "FileWatch.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <fstream>

using meshsso::authserver::FileWatch;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const char* text)
{
    std::ofstream(path) << text;
}

/// A change is told at the second look that sees it.
bool settles(FileWatch& watch)
{
    return !watch.hasChanged() && watch.hasChanged() && !watch.hasChanged();
}

} // namespace

class FileWatchTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsOfEachChange_once()
    {
        const QTemporaryDir folder;
        const auto file = fs::path(folder.path().toStdString()) / "server.yaml";
        const auto later = file.parent_path() / "secret";
        write(file, "a");
        FileWatch watch({file, later});
        QVERIFY(!watch.hasChanged());
        write(file, "ab");
        QVERIFY(settles(watch));
        write(later, "now it is there");
        QVERIFY(settles(watch));
        fs::remove(later);
        QVERIFY(settles(watch));
    }

    void waits_whileAFileIsBeingWritten()
    {
        const QTemporaryDir folder;
        const auto file = fs::path(folder.path().toStdString()) / "server.yaml";
        write(file, "a");
        FileWatch watch({file});
        write(file, "ab");
        QVERIFY(!watch.hasChanged());
        write(file, "abc");
        QVERIFY(!watch.hasChanged());
        QVERIFY(watch.hasChanged());
    }

    void sees_thatAVolumeWasExchanged()
    {
        // As the kubelet does: server.yaml -> ..data/server.yaml, ..data -> ..2026_1, then ..data is renamed
        // over.
        const QTemporaryDir folder;
        const auto root = fs::path(folder.path().toStdString());
        for (const auto* version : {"..2026_1", "..2026_2"}) {
            fs::create_directory(root / version);
            write(root / version / "server.yaml", "same size");
        }
        fs::create_directory_symlink("..2026_1", root / "..data");
        fs::create_symlink("..data/server.yaml", root / "server.yaml");
        FileWatch watch({root / "server.yaml"});
        QVERIFY(!watch.hasChanged());
        fs::create_directory_symlink("..2026_2", root / "..data_tmp");
        fs::rename(root / "..data_tmp", root / "..data");
        QVERIFY(settles(watch));
    }

    void sees_whatChangedWhileItWasRead()
    {
        const QTemporaryDir folder;
        const auto file = fs::path(folder.path().toStdString()) / "server.yaml";
        write(file, "a");
        FileWatch watch({file});
        write(file, "ab");
        QVERIFY(!watch.hasChanged());
        QVERIFY(watch.hasChanged());
        write(file, "abc"); // after it was told, before the reader says what it read
        watch.follow({file});
        QVERIFY(settles(watch));
    }
};

QTEST_APPLESS_MAIN(FileWatchTest)
#include "tst_FileWatch.moc"
