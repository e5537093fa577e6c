#include "redis/RedisReply.h"

#include <algorithm>

namespace meshsso::redis {

std::string_view RedisReply::errorWord() const noexcept
{
    constexpr std::size_t longest = 24;
    const auto word = std::string_view(text).substr(0, text.find(' '));
    const bool isWord = !word.empty() && word.size() <= longest &&
                        std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return isWord ? word : std::string_view("ERR");
}

} // namespace meshsso::redis
