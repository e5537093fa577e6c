#include "engine/RequestId.h"

#include <algorithm>

namespace meshsso::engine {

bool isRequestId(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    });
}

std::string makeRequestId(SecureRandom& random)
{
    constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    auto id = random.bytes(10);
    for (auto& c : id)
        c = alphabet[static_cast<unsigned char>(c) % alphabet.size()];
    return id;
}

std::string_view referenceOf(std::string_view requestId) noexcept
{
    // Only where the beginning tells ids apart: another gateway's could all start with its own name.
    constexpr std::string_view uuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const bool isUuid =
        std::equal(requestId.begin(), requestId.end(), uuid.begin(), uuid.end(), [](char c, char shape) {
            const bool isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            return shape == '-' ? c == '-' : isHex;
        });
    return isUuid ? requestId.substr(0, 8) : requestId;
}

} // namespace meshsso::engine
