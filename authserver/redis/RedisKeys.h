#pragma once

#include "session/Revocations.h"

#include <string>
#include <string_view>

namespace meshsso::redis {

/// The names of our keys in Redis. Whatever they are about is hashed: a copy of Redis holds neither a
/// session's id nor a user's name. The keys of one session share a cluster's slot by their braces.
class RedisKeys
{
public:
    explicit RedisKeys(std::string prefix) : m_prefix(std::move(prefix)) {}

    /// What stands for a session's ticket in the names of its keys, and in indexes.
    static std::string tagOf(std::string_view ticketId);

    std::string session(const std::string& tag) const { return m_prefix + "session:{" + tag + "}"; }
    /// Set while a session that was signed out might still be written by somebody who refreshes it.
    std::string ended(const std::string& tag) const { return m_prefix + "ended:{" + tag + "}"; }
    std::string refreshLock(const std::string& tag) const { return m_prefix + "lock:{" + tag + "}"; }
    /// Sessions by the provider's session or by subject: a sorted set of tags by the time they began.
    std::string index(session::Revocation::Kind kind, std::string_view issuer, std::string_view value) const;
    /// A revocation; holds the Unix milliseconds up to which sessions that began are ended.
    std::string revoked(session::Revocation::Kind kind, std::string_view issuer,
                        std::string_view value) const;
    /// All revocations, as a stream.
    std::string revocations() const { return m_prefix + "revocations"; }
    std::string once(std::string_view name) const;

private:
    std::string m_prefix;
};

} // namespace meshsso::redis
