#include "support/FaultyCertificate.h"

#include <QtGlobal>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace meshsso::test {
namespace {

void check(bool good, const char* what)
{
    if (!good)
        qFatal("FaultyCertificate: %s failed", what);
}

void addName(X509_NAME* name, const std::string& commonName)
{
    const auto* bytes = reinterpret_cast<const unsigned char*>(commonName.data());
    const int size = static_cast<int>(commonName.size());
    check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, size, -1, 0) == 1, "name");
}

} // namespace

std::string FaultyCertificate::sign(const TestSigner& key, const TestSigner& issuer,
                                    const std::string& issuerName) const
{
    X509* certificate = X509_new();
    check(certificate && X509_set_version(certificate, X509_VERSION_3) == 1, "version");
    check(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1, "serial");
    addName(X509_get_subject_name(certificate), commonName);
    X509_NAME* issuedBy = X509_NAME_new();
    addName(issuedBy, issuerName);
    check(X509_set_issuer_name(certificate, issuedBy) == 1, "issuer");
    X509_NAME_free(issuedBy);
    check(ASN1_TIME_set(X509_getm_notBefore(certificate), notBefore) != nullptr, "notBefore");
    check(ASN1_TIME_set(X509_getm_notAfter(certificate), notAfter) != nullptr, "notAfter");
    check(X509_set_pubkey(certificate, key.handle()) == 1, "key");
    for (const auto& [name, value] : extensions) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
        X509_EXTENSION* extension = X509V3_EXT_nconf(nullptr, &context, name.c_str(), value.c_str());
        check(extension && X509_add_ext(certificate, extension, -1) == 1, name.c_str());
        X509_EXTENSION_free(extension);
    }
    check(X509_sign(certificate, issuer.handle(), EVP_get_digestbyname(digest)) > 0, "X509_sign");
    BIO* memory = BIO_new(BIO_s_mem());
    check(PEM_write_bio_X509(memory, certificate) == 1, "PEM");
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory, &data);
    std::string pem(data, static_cast<std::size_t>(size));
    BIO_free(memory);
    X509_free(certificate);
    return pem;
}

} // namespace meshsso::test
