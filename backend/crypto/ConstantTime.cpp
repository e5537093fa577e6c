#include "crypto/ConstantTime.h"

#include <openssl/crypto.h>

namespace meshsso::crypto {

bool constantTimeEquals(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

} // namespace meshsso::crypto
