#include "core/AtomicFile.h"
#include "support/TestPrinters.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

using namespace meshsso;

class AtomicFileTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    static unsigned modeOf(const std::filesystem::path& path)
    {
        struct stat status = {};
        return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0U;
    }

private slots:
    void writesNewFile_underTheUmask()
    {
        const auto old = ::umask(027);
        const auto written = writeFileAtomically(path("new"), "text");
        ::umask(old);
        MESHSSO_VERIFY_OK(written);
        QCOMPARE(modeOf(path("new")), 0640U);
        QCOMPARE(readWholeFile(path("new"), 100).value(), std::string("text"));
    }

    void keepsOrSetsTheMode()
    {
        MESHSSO_VERIFY_OK(writeFileAtomically(path("m"), "a", {0644, false, false}));
        QCOMPARE(modeOf(path("m")), 0644U);
        MESHSSO_VERIFY_OK(writeFileAtomically(path("m"), "b", {0600, true, false}));
        QCOMPARE(modeOf(path("m")), 0644U);
        MESHSSO_VERIFY_OK(writeFileAtomically(path("m"), "c", {0600, false, false}));
        QCOMPARE(modeOf(path("m")), 0600U);
        QCOMPARE(readWholeFile(path("m"), 100).value(), std::string("c"));
    }

    void makesParents_onlyWhenAsked()
    {
        MESHSSO_VERIFY_FAILS(writeFileAtomically(path("x/y/z"), "a"), ErrorCode::IoError);
        MESHSSO_VERIFY_OK(writeFileAtomically(path("x/y/z"), "a", {0600, false, true}));
        QCOMPARE(modeOf(path("x")), 0700U);
    }

    void leavesTheOldFile_whenTheNewDoesNotFit()
    {
        MESHSSO_VERIFY_OK(writeFileAtomically(path("full"), "old"));
        std::signal(SIGXFSZ, SIG_IGN);
        struct rlimit before = {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        struct rlimit limit = before;
        limit.rlim_cur = 1000;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
        const auto written = writeFileAtomically(path("full"), std::string(100'000, 'x'));
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        MESHSSO_VERIFY_FAILS(written, ErrorCode::IoError);
        QCOMPARE(readWholeFile(path("full"), 100).value(), std::string("old"));
        QVERIFY(QDir(m_folder.path()).entryList({".full.*"}, QDir::Files | QDir::Hidden).isEmpty());
    }

    void refusesToReplace_whatIsNotAFile()
    {
        MESHSSO_VERIFY_FAILS(writeFileAtomically(m_folder.path().toStdString(), "a"), ErrorCode::IoError);
    }

    void reads_upToTheLimit()
    {
        MESHSSO_VERIFY_OK(writeFileAtomically(path("ten"), "0123456789"));
        MESHSSO_VERIFY_OK(readWholeFile(path("ten"), 10));
        MESHSSO_VERIFY_FAILS(readWholeFile(path("ten"), 9), ErrorCode::TooLarge);
        MESHSSO_VERIFY_FAILS(readWholeFile(path("none"), 9), ErrorCode::NotFound);
        MESHSSO_VERIFY_FAILS(readWholeFile(m_folder.path().toStdString(), 9), ErrorCode::IoError);
    }

    void replacesALinksTarget_orTheLink()
    {
        MESHSSO_VERIFY_OK(writeFileAtomically(path("target"), "old"));
        std::filesystem::create_symlink("target", path("link"));
        MESHSSO_VERIFY_OK(writeFileAtomically(path("link"), "through"));
        QVERIFY(std::filesystem::is_symlink(path("link")));
        QCOMPARE(readWholeFile(path("target"), 100).value(), std::string("through"));

        AtomicFileOptions options;
        options.followLinks = false;
        MESHSSO_VERIFY_OK(writeFileAtomically(path("link"), "instead", options));
        QVERIFY(!std::filesystem::is_symlink(path("link")));
        QCOMPARE(readWholeFile(path("link"), 100).value(), std::string("instead"));
        QCOMPARE(readWholeFile(path("target"), 100).value(), std::string("through"));
    }
};

QTEST_APPLESS_MAIN(AtomicFileTest)
#include "tst_AtomicFile.moc"
