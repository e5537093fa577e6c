#pragma once

#include "core/Result.h"
#include "redis/RedisReply.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::redis {

/// A command as Redis reads it: an array of bulk strings.
std::string formatCommand(const std::vector<std::string>& words);

/// Cuts a Redis server's bytes into replies. Bounded: a reply may not be larger than maxBytes, nor have more
/// than maxElements elements, nested ones included.
class RespReader
{
public:
    static constexpr int maxElements = 50'000;

    explicit RespReader(std::size_t maxBytes);
    ~RespReader();
    RespReader(const RespReader&) = delete;
    RespReader& operator=(const RespReader&) = delete;

    void feed(std::string_view bytes);
    /// The next whole reply, or nothing yet. After an error there is no going on. Errors: PeerError (not
    /// RESP, or over the limits).
    Result<std::optional<RedisReply>> next();

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace meshsso::redis
