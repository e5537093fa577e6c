#include "crypto/Sealer.h"

#include "core/Encoding.h"
#include "crypto/OpenSslHandles.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/crypto.h>

namespace meshsso::crypto {
namespace {

constexpr char version = 1;
constexpr std::size_t secretSize = 32;
constexpr std::size_t hintSize = 4;
constexpr std::size_t headerSize = 1 + hintSize;
constexpr std::size_t nonceSize = 12;
constexpr std::size_t tagSize = 16;
constexpr std::size_t overhead = headerSize + nonceSize + tagSize;

using Hint = std::array<char, hintSize>;

/// An AES-256 key that leaves no copy behind.
class CipherKey
{
public:
    CipherKey() = default;
    CipherKey(CipherKey&& other) noexcept : m_bytes(other.m_bytes) { other.wipe(); }
    CipherKey(const CipherKey&) = delete;
    CipherKey& operator=(const CipherKey&) = delete;
    CipherKey& operator=(CipherKey&&) = delete;
    ~CipherKey() { wipe(); }

    unsigned char* data() { return m_bytes.data(); }
    const unsigned char* data() const { return m_bytes.data(); }
    std::size_t size() const { return m_bytes.size(); }

private:
    void wipe() noexcept { OPENSSL_cleanse(m_bytes.data(), m_bytes.size()); }

    std::array<unsigned char, 32> m_bytes{};
};

struct RingKey
{
    Hint hint{};
    CipherKey key;
};

/// RFC 5869 with SHA-256 and no salt: the input is uniformly random already.
bool hkdf(std::string_view secret, std::string_view label, std::string_view purpose, unsigned char* out,
          std::size_t size)
{
    const KdfHandle kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const KdfContextHandle context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
    if (!context)
        return false;
    std::string digest = "SHA256";
    std::string info = "meshsso sealer v1\n" + std::string(label) + "\n" + std::string(purpose);
    std::string input(secret);
    const std::array parameters = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, input.data(), input.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
        OSSL_PARAM_construct_end(),
    };
    const bool good = EVP_KDF_derive(context.get(), out, size, parameters.data()) == 1;
    wipe(input);
    return good;
}

/// One context a thread: making one costs more than opening a small cookie. Null if memory is gone.
EVP_CIPHER_CTX* threadContext()
{
    static thread_local const CipherContextHandle context(EVP_CIPHER_CTX_new());
    return context.get();
}

tl::unexpected<Error> tampered()
{
    return fail(ErrorCode::Tampered,
                "the sealed value does not open: altered, cut short, or sealed with another key");
}

} // namespace

class Sealer::Private
{
public:
    CipherHandle cipher;
    std::vector<RingKey> keys;
    std::shared_ptr<SecureRandom> random;

    /// Decrypts the body into out, which has its size already.
    bool openWith(const CipherKey& key, std::string_view sealed, std::string_view associatedData,
                  std::string& out) const;
};

bool Sealer::Private::openWith(const CipherKey& key, std::string_view sealed, std::string_view associatedData,
                               std::string& out) const
{
    auto* context = threadContext();
    const auto* bytes = asBytes(sealed);
    std::array<unsigned char, tagSize> tag{};
    const auto tagView = sealed.substr(sealed.size() - tagSize);
    std::copy(tagView.begin(), tagView.end(), tag.begin());
    const std::array parameters = {
        OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag.data(), tag.size()),
        OSSL_PARAM_construct_end(),
    };
    int written = 0;
    int last = 0;
    return context &&
           EVP_DecryptInit_ex2(context, cipher.get(), key.data(), bytes + headerSize, parameters.data()) ==
               1 &&
           EVP_DecryptUpdate(context, nullptr, &written, bytes, static_cast<int>(headerSize)) == 1 &&
           (associatedData.empty() || EVP_DecryptUpdate(context, nullptr, &written, asBytes(associatedData),
                                                        static_cast<int>(associatedData.size())) == 1) &&
           (out.empty() || EVP_DecryptUpdate(context, asBytes(out), &written, bytes + headerSize + nonceSize,
                                             static_cast<int>(out.size())) == 1) &&
           EVP_DecryptFinal_ex(context, nullptr, &last) == 1;
}

Sealer::Sealer(std::unique_ptr<Private> d) : m_d(std::move(d)) {}
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer& Sealer::operator=(Sealer&&) noexcept = default;
Sealer::~Sealer() = default;

Result<Sealer> Sealer::create(const std::vector<SecretString>& secrets, std::string_view purpose,
                              std::shared_ptr<SecureRandom> random)
{
    if (secrets.empty())
        return fail(ErrorCode::InvalidArgument, "no cookie secret was given");
    if (purpose.empty() || !random)
        return fail(ErrorCode::Internal, "a sealer needs a purpose and a source of randomness");
    auto d = std::make_unique<Private>();
    d->random = std::move(random);
    d->cipher.reset(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    if (!d->cipher)
        return fail(ErrorCode::Internal, "OpenSSL offers no AES-256-GCM");
    d->keys.reserve(secrets.size());
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        auto secret = base64UrlDecode(secrets[i].reveal());
        const bool fits = secret && secret->size() == secretSize;
        RingKey ringKey;
        const bool derived = fits && hkdf(*secret, "key", purpose, ringKey.key.data(), ringKey.key.size()) &&
                             hkdf(*secret, "hint", purpose,
                                  reinterpret_cast<unsigned char*>(ringKey.hint.data()), ringKey.hint.size());
        if (secret)
            wipe(*secret);
        if (!fits) {
            const auto which =
                secrets.size() == 1 ? "the cookie secret" : "cookie secret " + std::to_string(i + 1);
            return fail(
                ErrorCode::InvalidArgument,
                which +
                    " must be 32 random bytes as base64url: 43 characters of A-Z a-z 0-9 - _ without '=' or"
                    " blanks (it has " +
                    std::to_string(secrets[i].size()) +
                    " characters). Make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d '='");
        }
        if (!derived)
            return fail(ErrorCode::Internal, "OpenSSL could not derive a key (HKDF)");
        d->keys.push_back(std::move(ringKey));
    }
    return Sealer(std::move(d));
}

std::string Sealer::seal(std::string_view plain, std::string_view associatedData) const
{
    // Nothing we seal is near this; a larger value is our own fault, as is an OpenSSL that cannot encrypt.
    if (plain.size() > INT_MAX || associatedData.size() > INT_MAX)
        std::abort();
    const auto& ringKey = m_d->keys.front();
    std::string out(plain.size() + overhead, '\0');
    out[0] = version;
    std::copy(ringKey.hint.begin(), ringKey.hint.end(), out.begin() + 1);
    auto* bytes = asBytes(out);
    m_d->random->fill(std::span(bytes + headerSize, nonceSize));
    auto* context = threadContext();
    auto* body = bytes + headerSize + nonceSize;
    int written = 0;
    const bool good =
        context &&
        EVP_EncryptInit_ex2(context, m_d->cipher.get(), ringKey.key.data(), bytes + headerSize, nullptr) ==
            1 &&
        EVP_EncryptUpdate(context, nullptr, &written, bytes, static_cast<int>(headerSize)) == 1 &&
        (associatedData.empty() || EVP_EncryptUpdate(context, nullptr, &written, asBytes(associatedData),
                                                     static_cast<int>(associatedData.size())) == 1) &&
        (plain.empty() ||
         EVP_EncryptUpdate(context, body, &written, asBytes(plain), static_cast<int>(plain.size())) == 1) &&
        EVP_EncryptFinal_ex(context, body + plain.size(), &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tagSize), body + plain.size()) ==
            1;
    if (!good)
        std::abort();
    return out;
}

Result<std::string> Sealer::open(std::string_view sealed, std::string_view associatedData) const
{
    if (sealed.size() < overhead || sealed.size() > INT_MAX || associatedData.size() > INT_MAX ||
        sealed.front() != version)
        return tampered();
    const ErrorQueueGuard guard;
    const auto hint = sealed.substr(1, hintSize);
    std::string out(sealed.size() - overhead, '\0');
    for (const auto& ringKey : m_d->keys) {
        if (hint != std::string_view(ringKey.hint.data(), ringKey.hint.size()))
            continue;
        if (m_d->openWith(ringKey.key, sealed, associatedData, out))
            return out;
    }
    wipe(out); // unauthenticated plain text
    return tampered();
}

SecretString generateCookieSecret(SecureRandom& random)
{
    return SecretString(random.token(secretSize));
}

} // namespace meshsso::crypto
