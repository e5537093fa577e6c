#pragma once

#include "core/Result.h"
#include "core/SecretString.h"
#include "core/SecureRandom.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::crypto {

/// Authenticated encryption for what we hand to browsers: AES-256-GCM with a random 96-bit nonce under a key
/// that HKDF-SHA256 derives from a 32-byte secret and a purpose, so that a cookie of one kind never opens as
/// another. Layout: version byte 1, 4-byte key hint, 12-byte nonce, ciphertext, 16-byte tag. Thread-safe.
class Sealer
{
public:
    /// The first secret seals, all open (a key ring for rotation). Each is base64url of 32 bytes. Errors:
    /// InvalidArgument that says what length and alphabet is expected and how to make one, never the value.
    static Result<Sealer> create(const std::vector<SecretString>& secrets, std::string_view purpose,
                                 std::shared_ptr<SecureRandom> random);

    Sealer(Sealer&&) noexcept;
    Sealer& operator=(Sealer&&) noexcept;
    ~Sealer();

    /// Raw sealed bytes; 33 more than the plain text. The associated data (a cookie's name) is bound, not
    /// stored.
    std::string seal(std::string_view plain, std::string_view associatedData) const;
    /// Errors: Tampered, for every cause alike.
    Result<std::string> open(std::string_view sealed, std::string_view associatedData) const;

private:
    class Private;
    explicit Sealer(std::unique_ptr<Private> d);
    std::unique_ptr<Private> m_d;
};

/// A new cookie secret: base64url of 32 random bytes.
SecretString generateCookieSecret(SecureRandom& random);

} // namespace meshsso::crypto
