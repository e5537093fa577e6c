#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace meshsso {

/// Where unpredictable bytes come from; passed in, so that golden tests can fix them. Thread-safe.
class SecureRandom
{
public:
    virtual ~SecureRandom() = default;

    /// Fills the span with unpredictable bytes. Never fails: a machine without entropy aborts.
    virtual void fill(std::span<unsigned char> bytes) = 0;

    /// That many random bytes.
    std::string bytes(std::size_t count);

    /// Random bytes as base64url without padding: 16 bytes give 22 characters, 32 give 43.
    std::string token(std::size_t byteCount);
};

/// The kernel's generator, getrandom(2).
class SystemRandom final : public SecureRandom
{
public:
    void fill(std::span<unsigned char> bytes) override;
};

} // namespace meshsso
