#include "ContractTest.h"

#include <QFile>
#include <QTemporaryDir>

using namespace meshsso;
using test::answer;

/// Whom an HttpClient trusts, and where it connects.
class tst_HttpClientTls : public ContractTest
{
    Q_OBJECT

private slots:
    void failsWithTlsError_whenCertificateIsNotTrusted()
    {
        m_server = std::make_unique<test::ScriptedHttpServer>(test::makeTestCertificate());
        m_server->on("/", answer(200));
        const auto result10 = get("/");
        MESHSSO_VERIFY_FAILS(result10, ErrorCode::TlsError);
        QVERIFY(m_server->requests().empty());
    }

    void failsWithTlsError_whenNameDiffers()
    {
        const auto certificate = test::makeTestCertificate();
        m_server = std::make_unique<test::ScriptedHttpServer>(certificate);
        m_server->on("/", answer(200));
        const auto result11 = getFromName("other.example", certificate.certificatePem);
        MESHSSO_VERIFY_FAILS(result11, ErrorCode::TlsError);
        QVERIFY(m_server->requests().empty());
    }

    void failsWithTlsError_whenPeerSpeaksPlainHttp()
    {
        const auto client = makeClient();
        net::HttpRequest request;
        request.url = "https" + m_server->url("/").substr(4);
        m_server->on("/", answer(200));
        const auto response = exchange(*client, request);
        MESHSSO_VERIFY_FAILS(response, ErrorCode::TlsError);
    }

    void trustsCertificate_whenGivenAsTextOrFile()
    {
        const auto certificate = test::makeTestCertificate();
        m_server = std::make_unique<test::ScriptedHttpServer>(certificate);
        m_server->on("/", answer(200, "hello"));
        net::HttpRequest request;
        request.url = m_server->url("/");
        net::HttpClientOptions options;
        options.caPem = certificate.certificatePem;
        const auto byText = exchange(*makeClient(options), request);
        MESHSSO_VERIFY_OK(byText);
        QCOMPARE(byText->body, std::string("hello"));

        QTemporaryDir directory;
        QFile file(directory.filePath("ca.pem"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(certificate.certificatePem));
        file.close();
        options.caPem.clear();
        options.caFile = file.fileName().toStdString();
        const auto result6 = exchange(*makeClient(options), request);
        MESHSSO_VERIFY_OK(result6);
        // The other client's trust, and its kept connections, are not this one's.
        const auto result12 = exchange(*makeClient(), request);
        MESHSSO_VERIFY_FAILS(result12, ErrorCode::TlsError);
    }

    void acceptsAnyCertificate_whenVerificationIsOff()
    {
        m_server = std::make_unique<test::ScriptedHttpServer>(test::makeTestCertificate());
        m_server->on("/", answer(200, "hello"));
        net::HttpClientOptions options;
        options.verifyTls = false;
        net::HttpRequest request;
        request.url = m_server->url("/");
        const auto result7 = exchange(*makeClient(options), request);
        MESHSSO_VERIFY_OK(result7);
    }

    void refusesAllRequests_whenAuthorityFileIsMissingOrEmpty()
    {
        net::HttpRequest request;
        request.url = m_server->url("/");
        net::HttpClientOptions options;
        options.caFile = "/nowhere/ca.pem";
        const auto result13 = exchange(*makeClient(options), request);
        MESHSSO_VERIFY_FAILS(result13, ErrorCode::IoError);
        options.caFile.clear();
        options.caPem = "no certificate";
        const auto result14 = exchange(*makeClient(options), request);
        MESHSSO_VERIFY_FAILS(result14, ErrorCode::InvalidArgument);
    }

    void connectsElsewhere_whenToldSo()
    {
        const auto certificate = test::makeTestCertificate();
        m_server = std::make_unique<test::ScriptedHttpServer>(certificate);
        m_server->on("/", answer(200));
        const auto result8 = getFromName("localhost", certificate.certificatePem);
        MESHSSO_VERIFY_OK(result8);
        QVERIFY(m_server->requests().at(0).find("ost: localhost:7443\r\n") != std::string::npos);
    }

private:
    Result<net::HttpResponse> getFromName(const std::string& name, const std::string& caPem)
    {
        net::HttpClientOptions options;
        options.caPem = caPem;
        options.connectTo = {{name, 7443, "127.0.0.1", static_cast<std::uint16_t>(m_server->port())}};
        net::HttpRequest request;
        request.url = "https://" + name + ":7443/";
        return exchange(*makeClient(options), request);
    }
};

QTEST_GUILESS_MAIN(tst_HttpClientTls)
#include "tst_HttpClientTls.moc"
