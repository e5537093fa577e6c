#include "crypto/Certificate.h"
#include "support/FaultyCertificate.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <memory>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

using namespace meshsso;
using namespace meshsso::crypto;
using test::FaultyCertificate;
using test::TestSigner;

namespace {

const test::FixedClock theClock;

std::shared_ptr<X509> parsed(const std::string& pem)
{
    BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
    BIO_free(memory);
    return {certificate, X509_free};
}

CertificateAndKey authority(int days = 1000, bool isAuthority = true)
{
    auto made = makeSelfSigned({{"ca.example.com"}, days, isAuthority}, theClock);
    if (!made)
        qFatal("%s", made.error().toString().c_str());
    return std::move(*made);
}

/// OpenSSL's own verdict, as a browser that trusts the root would come to.
std::string verdict(const std::string& leafPem, const std::string& rootPem, const char* host)
{
    const auto leaf = parsed(leafPem);
    const auto root = parsed(rootPem);
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, root.get());
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, leaf.get(), nullptr);
    X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER);
    auto* parameters = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(parameters, toUnixSeconds(theClock.now()));
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set1_host(parameters, host, 0);
    const bool good = X509_verify_cert(context) == 1;
    const std::string text = good ? "" : X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    return text;
}

} // namespace

Q_DECLARE_METATYPE(CertificateRequest)

class CertificateMakerTest : public QObject
{
    Q_OBJECT

private slots:
    void makesASelfSignedCertificate()
    {
        const auto made = makeSelfSigned(
            {{"sso.example.com", "*.apps.example.com", "203.0.113.7", "2001:db8::1"}, 397}, theClock);
        MESHSSO_VERIFY_OK(made);
        for (const char* address : {"sso.example.com", "a.apps.example.com", "203.0.113.7", "2001:db8::1"}) {
            const auto findings =
                checkCertificate(made->certificatePem, made->keyPem, address, theClock, "here");
            QVERIFY2(findings.size() == 1 && findings.front().code == "tls.self-signed",
                     test::describe(findings).c_str());
        }
        const auto info = readCertificate(made->certificatePem);
        MESHSSO_VERIFY_OK(info);
        QVERIFY(info->selfSigned);
        QCOMPARE(info->subject, std::string("CN=sso.example.com"));
        QCOMPARE(info->names.size(), std::size_t(4));
        QVERIFY(info->notBefore <= theClock.now());
        QCOMPARE(toUnixSeconds(info->notAfter), toUnixSeconds(theClock.now()) + 397 * 86'400);
        QVERIFY(made->keyPem.reveal().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    }

    void hasTheRightExtensions()
    {
        const auto leaf = parsed(makeSelfSigned({{"sso.example.com"}}, theClock)->certificatePem);
        QCOMPARE(X509_get_version(leaf.get()), static_cast<long>(X509_VERSION_3));
        QCOMPARE(X509_check_ca(leaf.get()), 0);
        QCOMPARE(X509_get_key_usage(leaf.get()), std::uint32_t(KU_DIGITAL_SIGNATURE));
        QCOMPARE(X509_get_extended_key_usage(leaf.get()), std::uint32_t(XKU_SSL_SERVER));
        QVERIFY(X509_get0_subject_key_id(leaf.get()) != nullptr);
        QVERIFY(X509_get0_authority_key_id(leaf.get()) != nullptr);
        const auto ca = parsed(authority().certificatePem);
        QCOMPARE(X509_check_ca(ca.get()), 1);
        QCOMPARE(X509_get_key_usage(ca.get()), std::uint32_t(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
        QCOMPARE(X509_get_extended_key_usage(ca.get()), UINT32_MAX);
    }

    void hasFreshKeyAndSerial_everyTime()
    {
        const auto a = authority();
        const auto b = authority();
        QVERIFY(a.keyPem.reveal() != b.keyPem.reveal());
        const auto* serialA = X509_get0_serialNumber(parsed(a.certificatePem).get());
        QVERIFY(serialA != nullptr);
        const auto first = parsed(a.certificatePem);
        const auto second = parsed(b.certificatePem);
        QVERIFY(ASN1_INTEGER_cmp(X509_get0_serialNumber(first.get()), X509_get0_serialNumber(second.get())) !=
                0);
        BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(first.get()), nullptr);
        QCOMPARE(BN_num_bits(number), 128);
        QVERIFY(!BN_is_negative(number));
        BN_free(number);
    }

    void signsUnderAnAuthority()
    {
        const auto ca = authority();
        const auto made = makeSigned({{"sso.example.com"}, 90}, ca, theClock);
        MESHSSO_VERIFY_OK(made);
        QVERIFY(made->certificatePem.ends_with(ca.certificatePem));
        const auto findings =
            checkCertificate(made->certificatePem, made->keyPem, "sso.example.com", theClock, "here");
        QVERIFY2(findings.empty(), test::describe(findings).c_str());
        QCOMPARE(verdict(made->certificatePem, ca.certificatePem, "sso.example.com"), std::string());
        QVERIFY(!verdict(made->certificatePem, ca.certificatePem, "other.example.com").empty());
        QVERIFY(!verdict(made->certificatePem, authority().certificatePem, "sso.example.com").empty());
        QCOMPARE(readCertificate(made->certificatePem)->issuer, std::string("CN=ca.example.com"));
    }

    void signsUnderAnAuthority_withAnRsaKeyAndNoIdentifier()
    {
        const auto key = TestSigner::rsa();
        FaultyCertificate certificate;
        certificate.commonName = "old";
        certificate.extensions = {{"basicConstraints", "critical,CA:TRUE"}};
        const CertificateAndKey ca{certificate.signBySelf(key), SecretString(key.privatePem())};
        const auto made = makeSigned({{"sso.example.com"}, 90}, ca, theClock);
        MESHSSO_VERIFY_OK(made);
        const auto findings =
            checkCertificate(made->certificatePem, made->keyPem, "sso.example.com", theClock, "here");
        QVERIFY2(findings.empty(), test::describe(findings).c_str());
    }

    void endsNoLaterThanItsAuthority()
    {
        const auto ca = authority(10);
        const auto made = makeSigned({{"sso.example.com"}, 90}, ca, theClock);
        MESHSSO_VERIFY_OK(made);
        QCOMPARE(toUnixSeconds(readCertificate(made->certificatePem)->notAfter),
                 toUnixSeconds(theClock.now()) + 10 * 86'400);
    }

    void makesAnAuthority_thatSignsServersOnly()
    {
        const auto middle = makeSigned({{"middle.example.com"}, 90, true}, authority(), theClock);
        MESHSSO_VERIFY_OK(middle);
        const auto leaf = makeSigned({{"sso.example.com"}, 30}, *middle, theClock);
        MESHSSO_VERIFY_OK(leaf);
        const auto findings =
            checkCertificate(leaf->certificatePem, leaf->keyPem, "sso.example.com", theClock, "here");
        QVERIFY2(!hasErrors(findings), test::describe(findings).c_str());
        MESHSSO_VERIFY_FAILS(makeSigned({{"x.example.com"}, 30, true}, *middle, theClock),
                             ErrorCode::InvalidArgument);
    }

    void putsALongName_intoTheAltNameOnly()
    {
        const auto name = std::string(60, 'a') + ".example.com";
        const auto made = makeSigned({{name}, 30}, authority(), theClock);
        MESHSSO_VERIFY_OK(made);
        QCOMPARE(readCertificate(made->certificatePem)->subject, std::string());
        QCOMPARE(readCertificate(made->certificatePem)->names, std::vector<std::string>{name});
        MESHSSO_VERIFY_FAILS(makeSelfSigned({{name}, 30}, theClock), ErrorCode::InvalidArgument);
        MESHSSO_VERIFY_FAILS(makeSigned({{name}, 30, true}, authority(), theClock),
                             ErrorCode::InvalidArgument);
    }

    void refusesARequest_data()
    {
        QTest::addColumn<CertificateRequest>("request");
        const auto row = [](const char* label, std::vector<std::string> names, int days = 30) {
            CertificateRequest request;
            request.names = std::move(names);
            request.validityDays = days;
            QTest::newRow(label) << request;
        };
        row("no names", {});
        row("empty name", {""});
        row("too many names", std::vector<std::string>(101, "a.example.com"));
        row("blank in a name", {"a b.example.com"});
        row("another extension smuggled in", {"a.example.com,DNS:evil.example.com"});
        row("section reference", {"@section"});
        row("line feed", {"a.example.com\nDNS:evil.example.com"});
        row("port", {"a.example.com:443"});
        row("URL", {"https://a.example.com"});
        row("second name bad", {"a.example.com", "b_c.example.com"});
        row("wildcard alone", {"*"});
        row("wildcard inside", {"a.*.example.com"});
        row("partial wildcard", {"a*.example.com"});
        row("wildcard twice", {"*.*.example.com"});
        row("0 days", {"a.example.com"}, 0);
        row("negative days", {"a.example.com"}, -1);
        row("over ten years", {"a.example.com"}, 3651);
    }
    void refusesARequest()
    {
        QFETCH(const CertificateRequest, request);
        MESHSSO_VERIFY_FAILS(makeSelfSigned(request, theClock), ErrorCode::InvalidArgument);
        MESHSSO_VERIFY_FAILS(makeSigned(request, authority(), theClock), ErrorCode::InvalidArgument);
    }

    void refusesAnAuthority()
    {
        const CertificateRequest request{{"sso.example.com"}, 30};
        const auto ca = authority();
        const auto refuse = [&](const std::string& pem, const SecretString& key, const Clock& clock) {
            const auto made = makeSigned(request, {pem, key}, clock);
            return !made && made.error().code == ErrorCode::InvalidArgument;
        };
        QVERIFY(refuse("", ca.keyPem, theClock));
        QVERIFY(refuse(ca.certificatePem, SecretString(), theClock));
        QVERIFY(refuse(ca.certificatePem, authority().keyPem, theClock));
        const auto leaf = authority(1000, false);
        QVERIFY(refuse(leaf.certificatePem, leaf.keyPem, theClock));
        test::FixedClock later;
        later.advance(std::chrono::hours(24 * 1001));
        QVERIFY(refuse(ca.certificatePem, ca.keyPem, later));
        test::FixedClock earlier;
        earlier.advance(-std::chrono::hours(1));
        QVERIFY(refuse(ca.certificatePem, ca.keyPem, earlier));
        const auto key = TestSigner::ec();
        FaultyCertificate noSigning;
        noSigning.extensions = {{"basicConstraints", "critical,CA:TRUE"},
                                {"keyUsage", "critical,digitalSignature"}};
        QVERIFY(refuse(noSigning.signBySelf(key), SecretString(key.privatePem()), theClock));
    }
};

QTEST_APPLESS_MAIN(CertificateMakerTest)
#include "tst_CertificateMaker.moc"
