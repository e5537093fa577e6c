#include "core/RunLoop.h"
#include "secrets/LocalSecretStores.h"
#include "secrets/SecretFileMode.h"
#include "support/TestPrinters.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <sys/stat.h>
#include <unistd.h>

using namespace meshsso;
using namespace meshsso::secrets;
using Kind = SecretRef::Kind;

namespace {

Result<std::string> readFrom(SecretStore& store, const SecretRef& ref)
{
    RunLoop loop;
    auto value = loop.runUntilDone(store.read(ref));
    if (!value)
        return fail(value.error());
    return std::string(value->reveal());
}

Result<void> writeTo(SecretStore& store, const SecretRef& ref, const std::string& value)
{
    RunLoop loop;
    return loop.runUntilDone(store.write(ref, SecretString(value)));
}

Result<void> removeFrom(SecretStore& store, const SecretRef& ref)
{
    RunLoop loop;
    return loop.runUntilDone(store.remove(ref));
}

unsigned modeOf(const QString& path)
{
    struct stat status = {};
    return ::stat(path.toUtf8().constData(), &status) == 0 ? status.st_mode & 07777U : 0U;
}

void writeFile(const QString& path, const QByteArray& content, unsigned mode)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(content);
    file.close();
    QCOMPARE(::chmod(path.toUtf8().constData(), mode), 0);
}

} // namespace

class LocalSecretStoresTest : public QObject
{
    Q_OBJECT

private slots:
    void environment_readsAndNeverWrites()
    {
        EnvironmentSecretStore store;
        const SecretRef ref{Kind::Environment, "MESHSSO_TEST_SECRET"};
        qunsetenv("MESHSSO_TEST_SECRET");
        MESHSSO_VERIFY_FAILS(readFrom(store, ref), ErrorCode::NotFound);
        qputenv("MESHSSO_TEST_SECRET", "");
        MESHSSO_VERIFY_FAILS(readFrom(store, ref), ErrorCode::NotFound);
        qputenv("MESHSSO_TEST_SECRET", "hunter2");
        QCOMPARE(readFrom(store, ref).value(), std::string("hunter2"));
        MESHSSO_VERIFY_FAILS(writeTo(store, ref, "x"), ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(removeFrom(store, ref), ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "x"}), ErrorCode::Unsupported);
        qunsetenv("MESHSSO_TEST_SECRET");
    }

    void memory_keepsForTheSession()
    {
        MemorySecretStore store;
        const SecretRef ref{Kind::Memory, "a"};
        MESHSSO_VERIFY_FAILS(readFrom(store, ref), ErrorCode::NotFound);
        MESHSSO_VERIFY_OK(writeTo(store, ref, "one"));
        MESHSSO_VERIFY_OK(writeTo(store, ref, "two"));
        QCOMPARE(readFrom(store, ref).value(), std::string("two"));
        MESHSSO_VERIFY_OK(removeFrom(store, ref));
        MESHSSO_VERIFY_FAILS(removeFrom(store, ref), ErrorCode::NotFound);
        MESHSSO_VERIFY_FAILS(writeTo(store, {Kind::File, "a"}, "x"), ErrorCode::Unsupported);
    }

    void composite_asksTheStoreOfTheKind()
    {
        CompositeSecretStore store;
        store.add(Kind::Memory, std::make_shared<MemorySecretStore>());
        const SecretRef ref{Kind::Memory, "a"};
        MESHSSO_VERIFY_OK(writeTo(store, ref, "one"));
        QCOMPARE(readFrom(store, ref).value(), std::string("one"));
        MESHSSO_VERIFY_OK(removeFrom(store, ref));
        const auto missing = readFrom(store, {Kind::Keychain, "k"});
        MESHSSO_VERIFY_FAILS(missing, ErrorCode::Unsupported);
        QCOMPARE(missing.error().context, std::string("keychain:k"));
        MESHSSO_VERIFY_FAILS(readFrom(store, {}), ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(writeTo(store, {}, "x"), ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(removeFrom(store, {}), ErrorCode::Unsupported);
    }

    void file_keepsWhatWasWritten_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("text") << QByteArray("hunter2");
        QTest::newRow("ends in line feed") << QByteArray("hunter2\n");
        QTest::newRow("ends in two") << QByteArray("hunter2\n\n");
        QTest::newRow("only a line feed") << QByteArray("\n");
        QTest::newRow("binary") << QByteArray("\0\x01\xff", 3);
        QTest::newRow("64 KiB") << QByteArray(64 * 1024, 'x');
    }
    void file_keepsWhatWasWritten()
    {
        QFETCH(QByteArray, value);
        QTemporaryDir folder;
        FileSecretStore store(folder.path().toStdString());
        const SecretRef ref{Kind::File, "deep/er/secret"};
        MESHSSO_VERIFY_OK(writeTo(store, ref, value.toStdString()));
        if (value.size() == 64 * 1024)
            QCOMPARE(readFrom(store, ref)->size(), std::size_t{64 * 1024});
        else
            QCOMPARE(readFrom(store, ref).value(), value.toStdString());
        QCOMPARE(modeOf(folder.filePath("deep/er/secret")), 0600U);
        QCOMPARE(modeOf(folder.filePath("deep/er")), 0700U);
        QCOMPARE(modeOf(folder.filePath("deep")), 0700U);
        MESHSSO_VERIFY_OK(removeFrom(store, ref));
        MESHSSO_VERIFY_FAILS(removeFrom(store, ref), ErrorCode::NotFound);
        MESHSSO_VERIFY_FAILS(readFrom(store, ref), ErrorCode::NotFound);
    }

    void file_ignoresOneTrailingLineFeed()
    {
        QTemporaryDir folder;
        writeFile(folder.filePath("a"), "hunter2\n", 0600);
        writeFile(folder.filePath("b"), "\n", 0600);
        writeFile(folder.filePath("c"), "", 0600);
        FileSecretStore store(folder.path().toStdString());
        QCOMPARE(readFrom(store, {Kind::File, "a"}).value(), std::string("hunter2"));
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "b"}), ErrorCode::NotFound);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "c"}), ErrorCode::NotFound);
        QCOMPARE(readFrom(store, {Kind::File, folder.filePath("a").toStdString()}).value(),
                 std::string("hunter2"));
    }

    void file_refuses_whenOthersMayRead_data()
    {
        QTest::addColumn<unsigned>("mode");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("0600") << 0600U << true;
        QTest::newRow("0400") << 0400U << true;
        QTest::newRow("0640") << 0640U << false;
        QTest::newRow("0604") << 0604U << false;
        QTest::newRow("0644") << 0644U << false;
        QTest::newRow("0620") << 0620U << false;
        QTest::newRow("0666") << 0666U << false;
    }
    void file_refuses_whenOthersMayRead()
    {
        QFETCH(unsigned, mode);
        QFETCH(bool, accepted);
        QTemporaryDir folder;
        writeFile(folder.filePath("real"), "hunter2", mode);
        QVERIFY(QFile::link("real", folder.filePath("link")));
        // Lenient needs a read-only volume too, and a temporary folder is none.
        for (const bool lenient : {false, true}) {
            FileSecretStore store(folder.path().toStdString(), lenient);
            for (const auto* name : {"real", "link"}) {
                const auto value = readFrom(store, {Kind::File, name});
                if (accepted) {
                    MESHSSO_VERIFY_OK(value);
                    continue;
                }
                MESHSSO_VERIFY_FAILS(value, ErrorCode::Forbidden);
                QVERIFY(value.error().toString().find("chmod 600") != std::string::npos);
                QVERIFY(value.error().toString().find("hunter2") == std::string::npos);
            }
        }
    }

    void mode_isLenient_onReadOnlyVolumesOnly()
    {
        MESHSSO_VERIFY_OK(checkSecretFileMode(0100644, true, true));
        MESHSSO_VERIFY_OK(checkSecretFileMode(0100600, false, false));
        MESHSSO_VERIFY_FAILS(checkSecretFileMode(0100644, true, false), ErrorCode::Forbidden);
        MESHSSO_VERIFY_FAILS(checkSecretFileMode(0100644, false, true), ErrorCode::Forbidden);
    }

    void file_tightensTheMode_whenOverwriting()
    {
        QTemporaryDir folder;
        writeFile(folder.filePath("a"), "old", 0644);
        FileSecretStore store(folder.path().toStdString());
        MESHSSO_VERIFY_OK(writeTo(store, {Kind::File, "a"}, "new"));
        QCOMPARE(modeOf(folder.filePath("a")), 0600U);
        QCOMPARE(readFrom(store, {Kind::File, "a"}).value(), std::string("new"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"a"});
    }

    void file_refuses_whatIsNotAFile()
    {
        QTemporaryDir folder;
        FileSecretStore store(folder.path().toStdString());
        QCOMPARE(::mkfifo(folder.filePath("pipe").toUtf8().constData(), 0600), 0);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "pipe"}), ErrorCode::IoError);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "."}), ErrorCode::IoError);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "none/a"}), ErrorCode::NotFound);
        QVERIFY(QFile::link("nowhere", folder.filePath("dangling")));
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "dangling"}), ErrorCode::NotFound);
        MESHSSO_VERIFY_FAILS(writeTo(store, {Kind::File, "pipe"}, "x"), ErrorCode::IoError);
        writeFile(folder.filePath("a"), "x", 0600);
        MESHSSO_VERIFY_FAILS(writeTo(store, {Kind::File, "a/b"}, "x"), ErrorCode::IoError);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "a/b"}), ErrorCode::NotFound);
        writeFile(folder.filePath("big"), QByteArray(64 * 1024 + 1, 'x'), 0600);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "big"}), ErrorCode::TooLarge);
        MESHSSO_VERIFY_FAILS(writeTo(store, {Kind::File, "c"}, std::string(64 * 1024 + 1, 'x')),
                             ErrorCode::InvalidArgument);
        MESHSSO_VERIFY_FAILS(writeTo(store, {Kind::File, "c"}, ""), ErrorCode::InvalidArgument);
        for (const auto kind : {Kind::None, Kind::Environment, Kind::Keychain, Kind::Memory}) {
            MESHSSO_VERIFY_FAILS(readFrom(store, {kind, "a"}), ErrorCode::Unsupported);
            MESHSSO_VERIFY_FAILS(writeTo(store, {kind, "a"}, "x"), ErrorCode::Unsupported);
            MESHSSO_VERIFY_FAILS(removeFrom(store, {kind, "a"}), ErrorCode::Unsupported);
        }
    }
};

QTEST_APPLESS_MAIN(LocalSecretStoresTest)
#include "tst_LocalSecretStores.moc"
