#pragma once

#include "redis/RedisAddress.h"
#include "redis/RedisReply.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::redis {

/// The slot of a key: CRC-16/XMODEM of what stands between the first braces, else of all (Redis Cluster
/// specification, "Hash tags").
int slotOf(std::string_view key) noexcept;

/// Which master of a cluster owns which slots.
class ClusterSlots
{
public:
    static constexpr int count = 16'384;

    /// Reads the answer to CLUSTER SLOTS; asked: who gave it, as a node may leave its own host out. False:
    /// it has another shape, and nothing changed.
    bool read(const RedisReply& reply, const RedisAddress& asked);
    void set(int slot, RedisAddress owner);
    /// Nothing where the owner is not known.
    const RedisAddress* owner(int slot) const noexcept;
    /// Each master once.
    const std::vector<RedisAddress>& masters() const noexcept { return m_masters; }

private:
    int indexOf(RedisAddress master);

    std::vector<RedisAddress> m_masters;
    std::vector<int> m_owners; ///< by slot; empty, or -1: not known
};

/// Where a MOVED or ASK error points.
struct Redirection
{
    bool isAsk = false;
    int slot = 0;
    RedisAddress to;
    /// Nothing if the reply is no such error.
    static std::optional<Redirection> parse(const RedisReply& reply, const RedisAddress& asked);
};

} // namespace meshsso::redis
