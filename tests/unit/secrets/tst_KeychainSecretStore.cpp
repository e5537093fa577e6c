#include "secrets/keychain/KeychainSecretStore.h"
#include "support/TestPrinters.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <cstdio>

using namespace meshsso;
using namespace meshsso::secrets;
using namespace std::chrono_literals;
using Kind = SecretRef::Kind;

namespace {

constexpr int skipped = 77;
constexpr const char* roleVariable = "MESHSSO_KEYCHAIN_TEST";

template<class T>
T runTask(Task<T> task)
{
    std::optional<T> result;
    task.start([&](T value) { result.emplace(std::move(value)); });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), 60'000); }();
    return result ? std::move(*result) : T(fail(ErrorCode::Internal, "the task never ended"));
}

Result<std::string> readFrom(SecretStore& store, const SecretRef& ref)
{
    auto value = runTask(store.read(ref));
    if (!value)
        return fail(value.error());
    return std::string(value->reveal());
}

} // namespace

/// Runs where a session bus and an unlocked gnome-keyring are.
class KeychainTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatWasWritten_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("text") << QByteArray("hunter2");
        QTest::newRow("several lines") << QByteArray("a\nb\n");
        QTest::newRow("UTF-8") << QByteArray("p\xc3\xa4ssword");
        QTest::newRow("blanks around") << QByteArray("  a  ");
        QTest::newRow("4 KiB") << QByteArray(4096, 'x');
    }
    void keepsWhatWasWritten()
    {
        QFETCH(QByteArray, value);
        KeychainSecretStore store;
        const SecretRef ref{Kind::Keychain, std::string("meshsso/test/") + QTest::currentDataTag()};
        MESHSSO_VERIFY_OK(runTask(store.write(ref, SecretString("older"))));
        MESHSSO_VERIFY_OK(runTask(store.write(ref, SecretString(value.toStdString()))));
        const auto back = readFrom(store, ref);
        MESHSSO_VERIFY_OK(back);
        QVERIFY(*back == value.toStdString());
        MESHSSO_VERIFY_OK(runTask(store.remove(ref)));
        MESHSSO_VERIFY_FAILS(readFrom(store, ref), ErrorCode::NotFound);
    }

    void saysNotFound_whenThereIsNoEntry()
    {
        KeychainSecretStore store;
        const SecretRef ref{Kind::Keychain, "meshsso/nobody"};
        const auto value = readFrom(store, ref);
        MESHSSO_VERIFY_FAILS(value, ErrorCode::NotFound);
        QCOMPARE(value.error().context, std::string("keychain:meshsso/nobody"));
        MESHSSO_VERIFY_FAILS(runTask(store.remove(ref)), ErrorCode::NotFound);
    }

    void refuses_otherKindsAndEmptySecrets()
    {
        KeychainSecretStore store;
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::File, "x"}), ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(runTask(store.write({Kind::File, "x"}, SecretString("a"))),
                             ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(runTask(store.remove({Kind::File, "x"})), ErrorCode::Unsupported);
        for (const auto& value : {std::string(), std::string("\xff"), std::string("a\0b", 3)})
            MESHSSO_VERIFY_FAILS(runTask(store.write({Kind::Keychain, "x"}, SecretString(value))),
                                 ErrorCode::InvalidArgument);
    }

    void survives_beingDropped()
    {
        KeychainSecretStore store;
        bool completed = false;
        {
            auto task = store.read({Kind::Keychain, "meshsso/dropped"});
            task.start([&](Result<SecretString>) { completed = true; });
        }
        QTest::qWait(300);
        QVERIFY(!completed);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::Keychain, "meshsso/nobody"}), ErrorCode::NotFound);
    }

    void saysTimeout_whenTheTimeIsUp()
    {
        KeychainSecretStore store(0ms);
        MESHSSO_VERIFY_FAILS(readFrom(store, {Kind::Keychain, "meshsso/nobody"}), ErrorCode::Timeout);
        QTest::qWait(300);
    }

    void saysForbidden_whenLocked()
    {
        KeychainSecretStore store;
        const SecretRef ref{Kind::Keychain, "meshsso/locked"};
        MESHSSO_VERIFY_OK(runTask(store.write(ref, SecretString("hunter2"))));
        const int code =
            QProcess::execute("dbus-send", {"--session", "--print-reply", "--dest=org.freedesktop.secrets",
                                            "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                                            "array:objpath:/org/freedesktop/secrets/collection/login"});
        QCOMPARE(code, 0);
        const auto value = readFrom(store, ref);
        MESHSSO_VERIFY_FAILS(value, ErrorCode::Forbidden);
        QVERIFY2(value.error().message.find("locked") != std::string::npos, value.error().message.c_str());
        MESHSSO_VERIFY_FAILS(runTask(store.write(ref, SecretString("x"))), ErrorCode::Forbidden);
        MESHSSO_VERIFY_FAILS(runTask(store.remove(ref)), ErrorCode::Forbidden);
    }
};

/// Runs where there is no session bus at all, as on a build machine.
class NoKeychainTest : public QObject
{
    Q_OBJECT

private slots:
    void saysThatThereIsNone()
    {
        KeychainSecretStore store(1min);
        const SecretRef ref{Kind::Keychain, "meshsso/x"};
        QElapsedTimer timer;
        timer.start();
        const auto value = readFrom(store, ref);
        MESHSSO_VERIFY_FAILS(value, ErrorCode::Unsupported);
        QVERIFY2(value.error().message.find("env: or file:") != std::string::npos,
                 value.error().message.c_str());
        MESHSSO_VERIFY_FAILS(runTask(store.write(ref, SecretString("hunter2"))), ErrorCode::Unsupported);
        MESHSSO_VERIFY_FAILS(runTask(store.remove(ref)), ErrorCode::Unsupported);
        QVERIFY(timer.elapsed() < 50'000);
        // Above all, nothing was written in clear.
        QProcess grep;
        grep.start("grep", {"-r", "hunter2", qEnvironmentVariable("HOME")});
        QVERIFY(grep.waitForFinished());
        QCOMPARE(grep.exitCode(), 1);
    }
};

namespace {

/// Runs this program again in a home of its own; its exit code.
int runInside(const QString& role, const QString& program, const QStringList& arguments)
{
    QTemporaryDir home;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(roleVariable, role);
    environment.insert("HOME", home.path());
    environment.insert("XDG_DATA_HOME", home.filePath("data"));
    environment.insert("XDG_CONFIG_HOME", home.filePath("config"));
    environment.insert("XDG_CACHE_HOME", home.filePath("cache"));
    environment.insert("XDG_RUNTIME_DIR", home.filePath("run"));
    QDir(home.path()).mkdir("run");
    QFile::setPermissions(home.filePath("run"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    for (const auto* name : {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP",
                             "DESKTOP_SESSION", "GNOME_KEYRING_CONTROL"})
        environment.remove(name);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(100'000)) {
        process.kill();
        process.waitForFinished();
        return 1;
    }
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 1;
}

int runOutside(const QString& self)
{
    if (const int failed = runInside("none", self, {}))
        return failed;
    for (const auto* tool : {"dbus-run-session", "dbus-send", "gnome-keyring-daemon"}) {
        if (QStandardPaths::findExecutable(tool).isEmpty()) {
            std::printf(
                "SKIP: %s is not installed (Debian: dbus, gnome-keyring), so no real keychain was tried\n",
                tool);
            return skipped;
        }
    }
    const QString script =
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$0\"";
    return runInside("real", "dbus-run-session", {"--", "sh", "-c", script, self});
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const auto role = qEnvironmentVariable(roleVariable);
    if (role == "real") {
        KeychainTest test;
        return QTest::qExec(&test, argc, argv);
    }
    if (role == "none") {
        NoKeychainTest test;
        return QTest::qExec(&test, argc, argv);
    }
    return runOutside(QCoreApplication::applicationFilePath());
}

#include "tst_KeychainSecretStore.moc"
