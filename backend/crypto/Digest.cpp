#include "crypto/Digest.h"

#include "crypto/OpenSslHandles.h"

#include <cstdlib>

namespace meshsso::crypto {
namespace {

std::string digest(const DigestHandle& type, std::string_view bytes)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    // Only a broken or missing OpenSSL gets here without a digest, and then nothing could be trusted any
    // more.
    if (!type || EVP_Digest(bytes.data(), bytes.size(), asBytes(out), &size, type.get(), nullptr) != 1)
        std::abort();
    out.resize(size);
    return out;
}

} // namespace

std::string sha256(std::string_view bytes)
{
    static const DigestHandle type(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    return digest(type, bytes);
}

std::string sha384(std::string_view bytes)
{
    static const DigestHandle type(EVP_MD_fetch(nullptr, "SHA384", nullptr));
    return digest(type, bytes);
}

std::string sha512(std::string_view bytes)
{
    static const DigestHandle type(EVP_MD_fetch(nullptr, "SHA512", nullptr));
    return digest(type, bytes);
}

} // namespace meshsso::crypto
