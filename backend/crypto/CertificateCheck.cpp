#include "crypto/Certificate.h"

#include "core/Text.h"
#include "crypto/CertificateFacts.h"
#include "crypto/Pem.h"

#include <array>
#include <cstdio>

namespace meshsso::crypto {
namespace {

constexpr std::chrono::hours soon{30 * 24};
constexpr int minRsaBits = 2048;
constexpr int minCurveBits = 253; // what OpenSSL calls Ed25519; P-256 has 256

std::string dayOf(TimePoint time)
{
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
    std::array<char, 32> text{};
    static_cast<void>(std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                                    static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day())));
    return text.data();
}

std::string fingerprintOf(const X509* certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1)
        return {};
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += i == 0 ? "" : ":";
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

/// One operator's certificate file, looked at from every side.
class Checker
{
public:
    Checker(const std::vector<X509Handle>& chain, std::string_view address, TimePoint now,
            std::string_view where)
        : m_chain(chain), m_address(address), m_now(now), m_where(where)
    {
    }

    void checkKey(EVP_PKEY* key);
    void checkOrder();
    void checkValidity();
    void checkName();
    void checkStrength();
    void checkUse();
    void noteSelfSigned();
    Findings take() { return std::move(m_findings); }

private:
    void add(std::string code, Severity severity, std::string why, std::string fix)
    {
        m_findings.push_back({std::move(code), severity, m_where, std::move(why), std::move(fix)});
    }
    X509* leaf() const { return m_chain.front().get(); }
    /// "the certificate" or "certificate 2 of the chain (CN=...)".
    std::string label(std::size_t index) const;

    const std::vector<X509Handle>& m_chain;
    std::string_view m_address;
    TimePoint m_now;
    std::string m_where;
    Findings m_findings;
};

std::string Checker::label(std::size_t index) const
{
    if (index == 0)
        return "the certificate";
    return "certificate " + std::to_string(index + 1) + " of the file (" +
           nameText(X509_get_subject_name(m_chain[index].get())) + ")";
}

void Checker::checkKey(EVP_PKEY* key)
{
    const ErrorQueueGuard guard;
    if (X509_check_private_key(leaf(), key) == 1)
        return;
    for (std::size_t i = 1; i < m_chain.size(); ++i) {
        if (X509_check_private_key(m_chain[i].get(), key) != 1)
            continue;
        add("tls.chain-order", Severity::Error,
            "the key belongs to " + label(i) + ", but the server's certificate must come first",
            "Put the server's certificate first in the file, then its issuers in order.");
        return;
    }
    add("tls.key-mismatch", Severity::Error, "the private key does not belong to the certificate",
        "Give the key that the certificate was requested with, or request a new certificate.");
}

void Checker::checkOrder()
{
    for (std::size_t i = 0; i + 1 < m_chain.size(); ++i) {
        if (isIssuedBy(m_chain[i].get(), m_chain[i + 1].get()))
            continue;
        add("tls.chain-order", Severity::Error,
            label(i) + " was not issued by " + label(i + 1) + ", which follows it",
            "Order the file: the server's certificate, then the one that issued it, and so on towards the "
            "root.");
        return;
    }
}

void Checker::checkValidity()
{
    for (std::size_t i = 0; i < m_chain.size(); ++i) {
        const auto begin = timeOf(X509_get0_notBefore(m_chain[i].get()));
        const auto end = timeOf(X509_get0_notAfter(m_chain[i].get()));
        if (m_now < begin) {
            add("tls.not-yet-valid", Severity::Error, label(i) + " is valid only from " + dayOf(begin),
                "Check this machine's clock, or wait, or request a certificate that is valid now.");
        } else if (m_now >= end) {
            add("tls.expired", Severity::Error, label(i) + " expired on " + dayOf(end),
                "Renew the certificate.");
        } else if (end - m_now < soon) {
            add("tls.expires-soon", Severity::Warning, label(i) + " expires on " + dayOf(end),
                "Renew the certificate before that day.");
        }
    }
}

void Checker::checkName()
{
    if (covers(leaf(), m_address))
        return;
    const auto names = subjectAltNames(leaf());
    const auto why =
        names.empty() ? std::string("the certificate has no subject alternative name; browsers do not look"
                                    " at the common name")
                      : "the certificate is for " + join(names, ", ") + ", not for " + std::string(m_address);
    add("tls.name-mismatch", Severity::Error, why,
        "Request a certificate whose subject alternative name holds " + std::string(m_address) + ".");
}

void Checker::checkStrength()
{
    for (std::size_t i = 0; i < m_chain.size(); ++i) {
        auto* certificate = m_chain[i].get();
        auto* key = X509_get0_pubkey(certificate);
        const int bits = key ? EVP_PKEY_get_bits(key) : 0;
        const bool isRsa = key && (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1);
        if (!key || EVP_PKEY_is_a(key, "DSA") == 1 || bits < (isRsa ? minRsaBits : minCurveBits)) {
            add("tls.weak-key", Severity::Error,
                label(i) + " has a key that browsers refuse (" + std::to_string(bits) + " bits)",
                "Use an EC P-256 key, or RSA with at least 2048 bits.");
        }
        int digest = NID_undef;
        // Nobody relies on a root's signature over itself.
        if (!isSelfSigned(certificate) &&
            X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr) == 1 &&
            (digest == NID_sha1 || digest == NID_md5)) {
            add("tls.weak-signature", Severity::Error,
                label(i) + " is signed with SHA-1 or MD5, which browsers refuse",
                "Have the certificate signed with SHA-256.");
        }
    }
}

void Checker::checkUse()
{
    const ErrorQueueGuard guard;
    // All bits if the extension is missing, which means any use.
    if ((X509_get_extended_key_usage(leaf()) & (XKU_SSL_SERVER | XKU_ANYEKU)) == 0) {
        add("tls.not-for-servers", Severity::Error, "the certificate's extended key usage lacks serverAuth",
            "Request a certificate for a TLS server.");
    }
}

void Checker::noteSelfSigned()
{
    if (isSelfSigned(leaf())) {
        add("tls.self-signed", Severity::Info,
            "the certificate is signed by itself, so browsers warn until it is trusted by hand",
            "Fine for a trial. For users, take a certificate from an authority they trust already.");
    }
}

Findings unreadable(const Error& error, std::string_view where, std::string fix)
{
    return {{"tls.unreadable", Severity::Error, std::string(where), error.message, std::move(fix)}};
}

CertificateInfo describe(X509* certificate)
{
    CertificateInfo info;
    info.subject = nameText(X509_get_subject_name(certificate));
    info.issuer = nameText(X509_get_issuer_name(certificate));
    info.names = subjectAltNames(certificate);
    info.notBefore = timeOf(X509_get0_notBefore(certificate));
    info.notAfter = timeOf(X509_get0_notAfter(certificate));
    info.sha256Fingerprint = fingerprintOf(certificate);
    info.selfSigned = isSelfSigned(certificate);
    info.isAuthority = X509_check_ca(certificate) == 1;
    return info;
}

} // namespace

Result<CertificateInfo> readCertificate(std::string_view pem)
{
    const auto certificates = readPemCertificates(pem);
    if (!certificates)
        return fail(ErrorCode::ParseError, certificates.error().message);
    return describe(certificates->front().get());
}

Result<std::vector<CertificateInfo>> describeChain(std::string_view pem)
{
    const auto certificates = readPemCertificates(pem);
    if (!certificates)
        return fail(certificates.error());
    std::vector<CertificateInfo> chain;
    for (const auto& certificate : *certificates)
        chain.push_back(describe(certificate.get()));
    return chain;
}

Findings checkCertificate(std::string_view certificatePem, const SecretString& keyPem,
                          std::string_view address, const Clock& clock, std::string_view where)
{
    const auto chain = readPemCertificates(certificatePem);
    if (!chain)
        return unreadable(chain.error(), where,
                          "Give a PEM file with the server's certificate and its issuers.");
    Checker checker(*chain, address, clock.now(), where);
    const auto key = readPemPrivateKey(keyPem);
    if (key)
        checker.checkKey(key->get());
    checker.checkOrder();
    checker.checkValidity();
    checker.checkName();
    checker.checkStrength();
    checker.checkUse();
    checker.noteSelfSigned();
    auto findings = checker.take();
    if (!key) {
        auto more = unreadable(key.error(), where,
                               "Give the certificate's private key as PEM, without a passphrase.");
        findings.insert(findings.begin(), std::move(more.front()));
    }
    return findings;
}

} // namespace meshsso::crypto
