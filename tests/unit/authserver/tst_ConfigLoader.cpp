#include "ConfigLoader.h"
#include "grpc/GrpcFrontend.h"
#include "support/TestPrinters.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QtTest>

using namespace meshsso;
using authserver::BuildFeatures;

/// What loading finds beyond the configuration's own check.
class ConfigLoaderTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write("cookie-secret", "cGxhbnRlZC1jb29raWUtc2VjcmV0LTAwMDAwMDAwMDA\n");
        write("client-secret", "planted-client-secret");
    }

    void refusesGrpc_whereTheBuildHasNone_data()
    {
        QTest::addColumn<int>("grpcPort");
        QTest::addColumn<bool>("hasGrpc");
        QTest::addColumn<bool>("isRefused");
        QTest::newRow("wanted and there") << 4181 << true << false;
        QTest::newRow("wanted and missing") << 4181 << false << true;
        QTest::newRow("any port, missing") << 0 << false << true;
        QTest::newRow("not wanted, missing") << -1 << false << false;
    }
    void refusesGrpc_whereTheBuildHasNone()
    {
        QFETCH(int, grpcPort);
        QFETCH(bool, hasGrpc);
        QFETCH(bool, isRefused);
        const auto loaded = load("listen:\n  grpcPort: " + QByteArray::number(grpcPort) + "\n", {hasGrpc});
        QVERIFY2(loaded.isUsable() != isRefused, test::describe(loaded.findings).c_str());
        const auto found = std::find_if(loaded.findings.begin(), loaded.findings.end(),
                                        [](const auto& f) { return f.code == "server.grpc-missing"; });
        QCOMPARE(found != loaded.findings.end(), isRefused);
        if (!isRefused)
            return;
        QCOMPARE(found->severity, Severity::Error);
        QCOMPARE(found->where, std::string("listen.grpcPort"));
        QVERIFY(!found->fix.empty());
    }

    void knowsWhatItsOwnBuildHas()
    {
        QCOMPARE(BuildFeatures::ofThisBuild().hasGrpc, grpcapi::GrpcFrontend::isBuiltIn());
        const auto loaded =
            authserver::loadConfig(writeConfig("listen:\n  grpcPort: 4181\n").toStdString(), m_random);
        QCOMPARE(loaded.isUsable(), grpcapi::GrpcFrontend::isBuiltIn());
    }

private:
    void write(const QString& name, const QByteArray& content) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        // Secrets that others may read are refused.
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    QString writeConfig(const QByteArray& extra) const
    {
        write("server.yaml", R"(apiVersion: meshsso/v1
kind: AuthServerConfig
provider:
  issuer: https://sso.example.com/realms/test
  clientId: test-client
  clientSecret: "file:client-secret"
session:
  cookieSecrets: ["file:cookie-secret"]
allowedHosts: [app.example.com]
)" + extra);
        return m_folder->filePath("server.yaml");
    }
    authserver::LoadedConfig load(const QByteArray& extra, BuildFeatures build) const
    {
        return authserver::loadConfig(writeConfig(extra).toStdString(), m_random, build);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<SecureRandom> m_random = std::make_shared<SystemRandom>();
};

QTEST_APPLESS_MAIN(ConfigLoaderTest)
#include "tst_ConfigLoader.moc"
