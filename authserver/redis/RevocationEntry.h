#pragma once

#include "redis/RedisReply.h"
#include "session/Revocations.h"

#include <optional>
#include <string>
#include <vector>

namespace meshsso::redis {

/// A revocation as fields and values of a stream's entry, by turns.
std::vector<std::string> toEntry(const session::Revocation& revocation);

/// Reads it back; unknown fields are skipped, so that a newer replica's still count. Nothing if it is none.
std::optional<session::Revocation> fromEntry(const RedisReply& fields);

} // namespace meshsso::redis
