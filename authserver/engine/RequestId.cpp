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

} // namespace meshsso::engine
