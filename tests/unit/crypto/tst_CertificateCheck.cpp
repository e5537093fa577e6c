#include "crypto/Certificate.h"
#include "support/FaultyCertificate.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::crypto;
using test::FaultyCertificate;
using test::TestSigner;

namespace {

constexpr std::int64_t now = 1'800'000'000;
constexpr std::int64_t day = 86'400;

const TestSigner& key()
{
    static const auto signer = TestSigner::ec("leaf");
    return signer;
}

const TestSigner& rootKey()
{
    static const auto signer = TestSigner::ec("root");
    return signer;
}

const TestSigner& middleKey()
{
    static const auto signer = TestSigner::ec("middle");
    return signer;
}

FaultyCertificate leafFor(const std::string& names)
{
    FaultyCertificate certificate;
    certificate.extensions = {{"basicConstraints", "critical,CA:FALSE"}, {"extendedKeyUsage", "serverAuth"}};
    if (!names.empty())
        certificate.extensions.emplace_back("subjectAltName", names);
    return certificate;
}

FaultyCertificate authority(const std::string& name)
{
    FaultyCertificate certificate;
    certificate.commonName = name;
    certificate.extensions = {{"basicConstraints", "critical,CA:TRUE"}, {"keyUsage", "critical,keyCertSign"}};
    return certificate;
}

std::string goodLeaf()
{
    return leafFor("DNS:sso.example.com").sign(key(), middleKey(), "middle");
}

std::string middle()
{
    return authority("middle").sign(middleKey(), rootKey(), "root");
}

std::string root()
{
    return authority("root").signBySelf(rootKey());
}

std::string codesOf(const Findings& findings)
{
    std::string codes;
    for (const auto& finding : findings) {
        codes += codes.empty() ? "" : " ";
        codes += std::string(severityName(finding.severity)) + ":" + finding.code;
    }
    return codes;
}

Findings check(const std::string& pem, const std::string& keyPem,
               std::string_view address = "sso.example.com", std::int64_t at = now)
{
    return checkCertificate(pem, SecretString(keyPem), address, test::FixedClock(at), "gateway.tls");
}

} // namespace

class CertificateCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<std::string>("pem");
        QTest::addColumn<std::string>("keyPem");
        QTest::addColumn<std::string>("codes");
        const auto row = [](const char* name, const std::string& pem, const std::string& keyPem,
                            const char* codes) {
            QTest::newRow(name) << pem << keyPem << std::string(codes);
        };
        const auto leaf = goodLeaf();
        const auto keyPem = key().privatePem();

        row("nothing, leaf alone", leaf, keyPem, "");
        row("nothing, leaf and issuer", leaf + middle(), keyPem, "");
        row("nothing, whole chain", leaf + middle() + root(), keyPem, "");
        row("nothing, text around it", "subject=leaf\n" + leaf + "\nissuer:\n" + middle() + "\n", keyPem, "");
        row("self-signed", leafFor("DNS:sso.example.com").signBySelf(key()), keyPem, "info:tls.self-signed");

        row("key of another", leaf, TestSigner::ec().privatePem(), "error:tls.key-mismatch");
        row("key of another type", leaf, TestSigner::ed25519().privatePem(), "error:tls.key-mismatch");
        row("no key", leaf, "", "error:tls.unreadable");
        row("public key instead", leaf, key().publicPem(), "error:tls.unreadable");
        row("certificate instead of the key", leaf, leaf, "error:tls.unreadable");
        row("oversized key", leaf, std::string(257 * 1024, ' '), "error:tls.unreadable");

        row("no certificate", "", keyPem, "error:tls.unreadable");
        row("key instead of the certificate", keyPem, keyPem, "error:tls.unreadable");
        row("certificate cut short", leaf.substr(0, leaf.size() / 2), keyPem, "error:tls.unreadable");
        row("second certificate broken",
            leaf + "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" + middle(), keyPem,
            "error:tls.unreadable");
        row("oversized", leaf + std::string(257 * 1024, '\n'), keyPem, "error:tls.unreadable");
        std::string many;
        for (int i = 0; i < 21; ++i)
            many += leaf;
        row("too many", many, keyPem, "error:tls.unreadable");

        row("issuer first", middle() + leaf, keyPem,
            "error:tls.chain-order error:tls.chain-order error:tls.name-mismatch");
        row("issuer left out", leaf + root(), keyPem, "error:tls.chain-order");
        row("root before issuer", leaf + root() + middle(), keyPem, "error:tls.chain-order");
        row("leaf twice", leaf + leaf, keyPem, "error:tls.chain-order");
        row("issuer's name under another key", leaf + authority("middle").sign(rootKey(), rootKey(), "root"),
            keyPem, "error:tls.chain-order");

        auto timed = leafFor("DNS:sso.example.com");
        const auto at = [&](std::int64_t from, std::int64_t to) {
            timed.notBefore = from;
            timed.notAfter = to;
            return timed.sign(key(), middleKey(), "middle");
        };
        row("expired", at(now - 10 * day, now - 1), keyPem, "error:tls.expired");
        row("expires this second", at(now - 10 * day, now), keyPem, "error:tls.expired");
        row("expires in a second", at(now - 10 * day, now + 1), keyPem, "warning:tls.expires-soon");
        row("expires in under 30 days", at(now - 10 * day, now + 30 * day - 1), keyPem,
            "warning:tls.expires-soon");
        row("expires in 30 days", at(now - 10 * day, now + 30 * day), keyPem, "");
        row("valid from this second", at(now, now + 90 * day), keyPem, "");
        row("valid from the next second", at(now + 1, now + 90 * day), keyPem, "error:tls.not-yet-valid");
        auto oldMiddle = authority("middle");
        oldMiddle.notAfter = now - day;
        row("issuer expired", leaf + oldMiddle.sign(middleKey(), rootKey(), "root"), keyPem,
            "error:tls.expired");

        static const auto weak = TestSigner::rsa("weak", 1024);
        static const auto strong = TestSigner::rsa("strong", 2048);
        row("RSA 1024", leafFor("DNS:sso.example.com").sign(weak, middleKey(), "middle"), weak.privatePem(),
            "error:tls.weak-key");
        row("RSA 2048", leafFor("DNS:sso.example.com").sign(strong, middleKey(), "middle"),
            strong.privatePem(), "");
        const auto ed = TestSigner::ed25519();
        row("Ed25519", leafFor("DNS:sso.example.com").sign(ed, middleKey(), "middle"), ed.privatePem(), "");
        auto sha1 = leafFor("DNS:sso.example.com");
        sha1.digest = "SHA1";
        row("SHA-1", sha1.sign(key(), middleKey(), "middle"), keyPem, "error:tls.weak-signature");
        auto sha1Root = authority("root");
        sha1Root.digest = "SHA1";
        row("SHA-1 on the root only", leaf + middle() + sha1Root.signBySelf(rootKey()), keyPem, "");

        auto forClients = leafFor("");
        forClients.extensions = {{"extendedKeyUsage", "clientAuth"},
                                 {"subjectAltName", "DNS:sso.example.com"}};
        row("for clients only", forClients.sign(key(), middleKey(), "middle"), keyPem,
            "error:tls.not-for-servers");
        auto forAny = forClients;
        forAny.extensions.front().second = "anyExtendedKeyUsage";
        row("for any use", forAny.sign(key(), middleKey(), "middle"), keyPem, "");
    }
    void finds()
    {
        QFETCH(const std::string, pem);
        QFETCH(const std::string, keyPem);
        QFETCH(const std::string, codes);
        const auto findings = check(pem, keyPem);
        QCOMPARE(codesOf(findings), codes);
        for (const auto& finding : findings) {
            QCOMPARE(finding.where, std::string("gateway.tls"));
            QVERIFY(!finding.why.empty() && !finding.fix.empty());
        }
    }

    void comparesNames_data()
    {
        QTest::addColumn<std::string>("names");
        QTest::addColumn<std::string>("address");
        QTest::addColumn<bool>("isCovered");
        const auto row = [](const char* names, const char* address, bool isCovered) {
            QTest::addRow("%s for %s", names, address)
                << std::string(names) << std::string(address) << isCovered;
        };
        row("DNS:sso.example.com", "sso.example.com", true);
        row("DNS:sso.example.com", "SSO.Example.COM", true);
        row("DNS:other.example.com,DNS:sso.example.com", "sso.example.com", true);
        row("DNS:sso.example.com", "example.com", false);
        row("DNS:sso.example.com", "xsso.example.com", false);
        row("DNS:sso.example.com", "a.sso.example.com", false);
        row("DNS:*.example.com", "sso.example.com", true);
        row("DNS:*.example.com", "example.com", false);
        row("DNS:*.example.com", "a.b.example.com", false);
        row("DNS:s*.example.com", "sso.example.com", false);
        row("DNS:*.com", "example.com", false);
        row("DNS:a.*.example.com", "a.b.example.com", false);
        row("IP:203.0.113.7", "203.0.113.7", true);
        row("IP:203.0.113.7", "203.0.113.8", false);
        row("DNS:203.0.113.7", "203.0.113.7", false);
        row("DNS:sso.example.com", "203.0.113.7", false);
        row("IP:203.0.113.7", "sso.example.com", false);
        row("IP:2001:db8::1", "2001:db8::1", true);
        row("IP:2001:db8::1", "2001:0db8:0:0::1", true);
        row("IP:2001:db8::1", "2001:db8::2", false);
        row("DNS:sso.example.com", "not a name", false);
        row("DNS:sso.example.com", "", false);
        row("", "leaf", false); // the common name does not count
    }
    void comparesNames()
    {
        QFETCH(const std::string, names);
        QFETCH(const std::string, address);
        QFETCH(const bool, isCovered);
        const auto findings =
            check(leafFor(names).sign(key(), middleKey(), "middle"), key().privatePem(), address);
        QCOMPARE(codesOf(findings), std::string(isCovered ? "" : "error:tls.name-mismatch"));
    }

    void saysThatTheKeyIsEncrypted()
    {
        const std::string encrypted =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n";
        const auto findings = check(goodLeaf(), encrypted);
        QCOMPARE(codesOf(findings), std::string("error:tls.unreadable"));
        QVERIFY(findings.front().why.find("passphrase") != std::string::npos);
    }

    void neverShowsTheKey()
    {
        const auto keyPem = TestSigner::ec().privatePem();
        const auto text = test::describe(check(goodLeaf(), keyPem));
        QVERIFY(text.find(keyPem.substr(40, 20)) == std::string::npos);
    }

    void readsWhatACertificateSays()
    {
        auto certificate = leafFor("DNS:sso.example.com,IP:203.0.113.7,IP:2001:db8::1");
        certificate.commonName = "B\xc3\xbcro";
        const auto info = readCertificate(certificate.sign(key(), middleKey(), "middle") + middle());
        MESHSSO_VERIFY_OK(info);
        QCOMPARE(info->subject, std::string("CN=B\xc3\xbcro"));
        QCOMPARE(info->issuer, std::string("CN=middle"));
        QCOMPARE(info->names, (std::vector<std::string>{"sso.example.com", "203.0.113.7", "2001:db8::1"}));
        QCOMPARE(toUnixSeconds(info->notBefore), certificate.notBefore);
        QCOMPARE(toUnixSeconds(info->notAfter), certificate.notAfter);
        QCOMPARE(info->sha256Fingerprint.size(), std::size_t(95));
        QVERIFY(!info->selfSigned);
        QVERIFY(readCertificate(root())->selfSigned);
    }

    void refusesToRead_whatIsNoCertificate()
    {
        for (const auto& text : {std::string(), std::string("hello"), key().privatePem(), key().publicPem()})
            MESHSSO_VERIFY_FAILS(readCertificate(text), ErrorCode::ParseError);
    }
};

QTEST_APPLESS_MAIN(CertificateCheckTest)
#include "tst_CertificateCheck.moc"
