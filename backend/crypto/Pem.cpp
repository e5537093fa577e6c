#include "crypto/Pem.h"

#include <openssl/pem.h>
#include <openssl/pemerr.h>

namespace meshsso::crypto {
namespace {

constexpr std::size_t maxCertificates = 20;

BioHandle memoryOf(std::string_view text)
{
    return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// OpenSSL would otherwise ask for a passphrase on the terminal.
int refusePassphrase(char*, int, int, void*)
{
    return -1;
}

std::string_view contentsOf(BIO* memory)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory, &data);
    return size > 0 ? std::string_view(data, static_cast<std::size_t>(size)) : std::string_view();
}

} // namespace

Result<std::vector<X509Handle>> readPemCertificates(std::string_view pem)
{
    const ErrorQueueGuard guard;
    if (pem.size() > maxPemBytes)
        return fail(ErrorCode::TooLarge, "the certificate file is larger than 256 KiB");
    const auto memory = memoryOf(pem);
    std::vector<X509Handle> certificates;
    while (X509Handle next{PEM_read_bio_X509(memory.get(), nullptr, refusePassphrase, nullptr)}) {
        if (certificates.size() == maxCertificates)
            return fail(ErrorCode::TooLarge, "the certificate file holds more than 20 certificates");
        certificates.push_back(std::move(next));
    }
    // The loop ends with the text, or at a certificate that cannot be read.
    const bool reachedEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (certificates.empty())
        return fail(ErrorCode::ParseError, "no PEM certificate (-----BEGIN CERTIFICATE-----) can be read");
    if (!reachedEnd)
        return fail(ErrorCode::ParseError,
                    "certificate " + std::to_string(certificates.size() + 1) + " of the file cannot be read");
    return certificates;
}

PkeyHandle readPemPublicKey(std::string_view pem)
{
    const ErrorQueueGuard guard;
    if (pem.size() > maxPemBytes)
        return nullptr;
    return PkeyHandle(PEM_read_bio_PUBKEY(memoryOf(pem).get(), nullptr, refusePassphrase, nullptr));
}

Result<PkeyHandle> readPemPrivateKey(const SecretString& pem)
{
    const ErrorQueueGuard guard;
    const auto text = pem.reveal();
    if (text.size() > maxPemBytes)
        return fail(ErrorCode::TooLarge, "the key file is larger than 256 KiB");
    PkeyHandle key(PEM_read_bio_PrivateKey(memoryOf(text).get(), nullptr, refusePassphrase, nullptr));
    if (key)
        return key;
    if (text.find("ENCRYPTED") != std::string_view::npos)
        return fail(ErrorCode::ParseError, "the private key is protected by a passphrase");
    return fail(ErrorCode::ParseError, "no PEM private key (-----BEGIN PRIVATE KEY-----) can be read");
}

std::string toPem(X509* certificate)
{
    const BioHandle memory(BIO_new(BIO_s_mem()));
    if (!memory || PEM_write_bio_X509(memory.get(), certificate) != 1)
        return {};
    return std::string(contentsOf(memory.get()));
}

SecretString toPem(EVP_PKEY* privateKey)
{
    // Secure memory BIOs wipe what they free and what they outgrow.
    const BioHandle memory(BIO_new(BIO_s_secmem()));
    if (!memory ||
        PEM_write_bio_PKCS8PrivateKey(memory.get(), privateKey, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return {};
    return SecretString(std::string(contentsOf(memory.get())));
}

} // namespace meshsso::crypto
