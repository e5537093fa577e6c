#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::redis {

/// One answer of a Redis server (RESP2).
struct RedisReply
{
    enum class Type { Nil, Status, Error, Integer, Text, Array };
    Type type = Type::Nil;
    std::int64_t integer = 0;
    std::string text; ///< Status, Error, Text
    std::vector<RedisReply> elements;

    bool isNil() const noexcept { return type == Type::Nil; }
    bool isError() const noexcept { return type == Type::Error; }
    bool isText() const noexcept { return type == Type::Text; }
    bool isInteger() const noexcept { return type == Type::Integer; }
    bool isStatus() const noexcept { return type == Type::Status; }
    /// The error's first word ("READONLY"), which alone is fit for people: what follows may quote arguments.
    /// "ERR" if it is not a word of capitals.
    std::string_view errorWord() const noexcept;
};

} // namespace meshsso::redis
