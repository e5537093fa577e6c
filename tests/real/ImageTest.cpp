#include "ImageTest.h"

#include "Browser.h"
#include "ContainerImage.h"

#include <QDir>
#include <QFile>
#include <QtTest/QtTest>

namespace meshsso::test {

QStringList ImageTest::command(const QStringList& arguments) const
{
    return confinement(unpackedRoot(m_folder.path()),
                       {{m_folder.filePath("config"), "/etc/meshsso/config"},
                        {m_folder.filePath("secrets"), "/etc/meshsso/secrets"}}) +
           QStringList{"/usr/bin/meshsso-authserver", "--config", "/etc/meshsso/config/authserver.yaml"} +
           arguments;
}

void ImageTest::initTestCase()
{
    const auto missing = missingImageTools();
    QVERIFY2(missing.isEmpty(), qPrintable("./dev test installs what is missing here: " + missing));
    const auto archive = m_folder.filePath("image.oci.tar");
    const auto packed = packImage(archive);
    QVERIFY2(packed.exitCode == 0, packed.output.constData());
    const auto unpacked = unpackImage(archive, m_folder.path());
    QVERIFY2(unpacked.exitCode == 0, unpacked.output.constData());

    // What a pod mounts: the configuration, and of all secrets only the server's.
    QVERIFY(QDir(m_folder.path()).mkpath("config") && QDir(m_folder.path()).mkpath("secrets"));
    QFile config(m_sandbox.folder() + "/authserver.yaml");
    QVERIFY(config.open(QIODevice::ReadOnly));
    QFile mounted(m_folder.filePath("config/authserver.yaml"));
    QVERIFY(mounted.open(QIODevice::WriteOnly));
    const auto text = config.readAll().replace("file:secrets/", "file:/etc/meshsso/secrets/");
    QVERIFY(text.contains("/etc/meshsso/secrets/"));
    QVERIFY(mounted.write(text) == text.size());
    for (const QString name : {"client-secret", "cookie-secret"})
        QVERIFY(QFile::copy(m_sandbox.folder() + "/secrets/" + name, m_folder.filePath("secrets/" + name)));
    QCOMPARE(m_sandbox.stopAuthServer(), 0);
}

void ImageTest::cleanupTestCase()
{
    if (missingImageTools().isEmpty())
        m_sandbox.startAuthServer();
}

void ImageTest::refuses_healthWhileNothingRuns()
{
    QCOMPARE(runTool("bwrap", command({"healthcheck"})).exitCode, 1);
}

void ImageTest::signsIn_throughTheGateway()
{
    m_sandbox.startAuthServer("bwrap", command({}));
    const auto origin = m_sandbox.gatewayOrigin();
    Browser browser(m_sandbox.loop(), m_sandbox.http());
    const auto form = browser.follow(origin + "/headers");
    const auto password = m_sandbox.password("alice");
    const auto page = browser.follow(browser.submitLogin(form, "alice", password.reveal()));
    QVERIFY2(page.status == 200, page.body.substr(0, 500).c_str());
    QVERIFY2(page.body.find("alice@example.com") != std::string::npos, page.body.c_str());
    QCOMPARE(browser.get(origin + "/admin/x").status, 403);
}

void ImageTest::answers_itsHealthcheck()
{
    // It waits for two seconds, and whoever runs an image asks more than once.
    const auto ask = [&](const QStringList& arguments) {
        auto run = runTool("bwrap", command(arguments));
        for (int again = 0; run.exitCode != 0 && again < 3; ++again)
            run = runTool("bwrap", command(arguments));
        return run;
    };
    const auto alive = ask({"healthcheck"});
    QVERIFY2(alive.exitCode == 0, alive.output.constData());
    const auto ready = ask({"healthcheck", "--ready"});
    QVERIFY2(ready.exitCode == 0, ready.output.constData());
}

void ImageTest::ends_onSigterm()
{
    QCOMPARE(m_sandbox.stopWrappedAuthServer(), 0);
}

} // namespace meshsso::test
