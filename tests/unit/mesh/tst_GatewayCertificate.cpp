#include "mesh/GatewayCertificate.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <sys/stat.h>

using namespace meshsso;
using namespace meshsso::mesh;

namespace {

struct Scene
{
    Scene()
    {
        project.gateway.address = "sso.example.com";
        project.gateway.tls.authorityCertificateFile = "ca/ca.crt";
        project.gateway.tls.authorityKeyFile = "ca/ca.key";
    }

    Result<GatewayCertificate> obtain() { return obtainCertificate(project, path(), clock); }
    std::filesystem::path path() const { return folder.path().toStdString(); }
    unsigned mode(const char* file) const
    {
        struct stat status = {};
        return ::stat((path() / file).c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
    }
    QByteArray read(const char* file) const
    {
        QFile f(folder.filePath(file));
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
    void write(const char* file, const QByteArray& text) const
    {
        QFile f(folder.filePath(file));
        QVERIFY(f.open(QIODevice::WriteOnly));
        f.write(text);
    }

    QTemporaryDir folder;
    project::SsoProject project;
    test::FixedClock clock;
};

} // namespace

class GatewayCertificateTest : public QObject
{
    Q_OBJECT

private slots:
    void selfSigned_isMadeOnce_andKept()
    {
        Scene scene;
        QCOMPARE(existingCertificate(scene.project, scene.path(), scene.clock).error().code,
                 ErrorCode::NotFound);
        QVERIFY(gatewayTrust(scene.project, scene.path()).empty());
        const auto made = scene.obtain();
        QVERIFY(made.has_value());
        QCOMPARE(made->note, std::string("made a certificate for sso.example.com"));
        QVERIFY(!hasErrors(made->findings));
        QCOMPARE(made->certificateFile, scene.path() / "tls/gateway.crt");
        QCOMPARE(scene.mode("tls"), 0700U);
        QCOMPARE(scene.mode("tls/gateway.key"), 0600U);
        QCOMPARE(scene.mode("tls/gateway.crt"), 0644U);
        const auto again = scene.obtain();
        QVERIFY(again && again->note.empty());
        QCOMPARE(again->material.certificatePem, made->material.certificatePem);
        QCOMPARE(gatewayTrust(scene.project, scene.path()), made->material.certificatePem);
    }

    void badOne_isReplaced()
    {
        Scene scene;
        const auto first = scene.obtain();
        scene.project.gateway.address = "other.example.com";
        const auto second = scene.obtain();
        QVERIFY(second && second->note.starts_with("made a new certificate, because"));
        QVERIFY(second->material.certificatePem != first->material.certificatePem);
        scene.clock.advance(std::chrono::hours(24 * 400));
        const auto third = scene.obtain();
        QVERIFY(third && third->material.certificatePem != second->material.certificatePem);
        scene.write("tls/gateway.key", "garbage");
        const auto fourth = scene.obtain();
        QVERIFY(fourth && fourth->material.certificatePem != third->material.certificatePem);
    }

    void renewal_replacesAGoodOne()
    {
        Scene scene;
        const auto first = scene.obtain();
        const auto second = renewCertificate(scene.project, scene.path(), scene.clock);
        QVERIFY(first && second);
        QVERIFY(first->material.certificatePem != second->material.certificatePem);
        QCOMPARE(scene.obtain()->material.certificatePem, second->material.certificatePem);
    }

    void operatorsFiles_areReadAndChecked_neverWritten()
    {
        Scene scene;
        QVERIFY(scene.obtain().has_value());
        scene.project.gateway.tls.source = project::TlsSource::Files;
        scene.project.gateway.tls.certificateFile = "mine.crt";
        scene.project.gateway.tls.keyFile = "mine.key";
        QCOMPARE(scene.obtain().error().code, ErrorCode::NotFound);
        scene.write("mine.crt", scene.read("tls/gateway.crt"));
        scene.write("mine.key", scene.read("tls/gateway.key"));
        QVERIFY(scene.obtain().has_value());
        scene.project.gateway.address = "other.example.com";
        const auto refused = scene.obtain();
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(scene.read("mine.crt"), scene.read("tls/gateway.crt"));
        QCOMPARE(renewCertificate(scene.project, scene.path(), scene.clock).error().code,
                 ErrorCode::InvalidArgument);
    }

    void ownAuthority_signs()
    {
        Scene scene;
        scene.project.gateway.tls.source = project::TlsSource::Authority;
        QCOMPARE(scene.obtain().error().code, ErrorCode::NotFound);
        const auto authority = makeAuthority(scene.project, scene.path(), scene.clock);
        QVERIFY(authority.has_value());
        QCOMPARE(scene.mode("ca/ca.key"), 0600U);
        const auto made = scene.obtain();
        QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
        QVERIFY(!hasErrors(made->findings));
        QCOMPARE(gatewayTrust(scene.project, scene.path()), authority->certificatePem);
        const auto chain = crypto::describeChain(made->material.certificatePem);
        QVERIFY(chain.has_value());
        QCOMPARE(chain->size(), 2U);
        QVERIFY(!chain->front().selfSigned && !chain->front().isAuthority);
        QVERIFY(chain->back().selfSigned && chain->back().isAuthority);
        QCOMPARE(chain->front().issuer, chain->back().subject);
        QVERIFY(chain->front().subject != chain->back().subject);
        QVERIFY(chain->front().notAfter <= chain->back().notAfter);
        QCOMPARE(made->material.certificatePem.find(made->material.keyPem.reveal()), std::string::npos);
    }

    void authorityForAnAddress_signs()
    {
        Scene scene;
        scene.project.gateway.address = "192.0.2.10";
        scene.project.gateway.tls.source = project::TlsSource::Authority;
        QVERIFY(makeAuthority(scene.project, scene.path(), scene.clock).has_value());
        const auto made = scene.obtain();
        QVERIFY(made && !hasErrors(made->findings));
    }

    void authority_isNeverOverwritten()
    {
        Scene scene;
        QVERIFY(makeAuthority(scene.project, scene.path(), scene.clock).has_value());
        const auto before = scene.read("ca/ca.key");
        QCOMPARE(makeAuthority(scene.project, scene.path(), scene.clock).error().code, ErrorCode::Conflict);
        QVERIFY(QFile::remove(scene.folder.filePath("ca/ca.crt")));
        QCOMPARE(makeAuthority(scene.project, scene.path(), scene.clock).error().code, ErrorCode::Conflict);
        QCOMPARE(scene.read("ca/ca.key"), before);
        scene.project.gateway.tls.authorityKeyFile.clear();
        QCOMPARE(makeAuthority(scene.project, scene.path(), scene.clock).error().code,
                 ErrorCode::InvalidArgument);
    }

    void unwritableFolder_isAnIoError()
    {
        Scene scene;
        scene.write("tls", "a file where the folder should be");
        const auto made = renewCertificate(scene.project, scene.path(), scene.clock);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::IoError);
    }

    void chain_isDescribed_orRefused()
    {
        QCOMPARE(crypto::describeChain("nothing").error().code, ErrorCode::ParseError);
        Scene scene;
        const auto pem = scene.obtain()->material.certificatePem;
        std::string many;
        for (int i = 0; i < 21; ++i)
            many += pem;
        QVERIFY(!crypto::describeChain(many));
        QCOMPARE(crypto::describeChain(pem)->front().names, std::vector<std::string>{"sso.example.com"});
    }
};

QTEST_APPLESS_MAIN(GatewayCertificateTest)
#include "tst_GatewayCertificate.moc"
