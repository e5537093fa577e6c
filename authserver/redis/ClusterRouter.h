#pragma once

#include "redis/ClusterSlots.h"
#include "redis/RedisRouter.h"

#include <map>
#include <utility>

namespace meshsso::redis {

/// The masters of a Redis Cluster: learns which owns what, follows MOVED and ASK, and asks again when a node
/// cannot be reached.
class ClusterRouter final : public RedisRouter
{
public:
    explicit ClusterRouter(LinkServices services);
    void send(RedisCommand command, ReplyHandler done) override;
    void close() override;

private:
    struct Journey;
    using JourneyPointer = std::shared_ptr<Journey>;

    void route(JourneyPointer journey);
    void sendTo(const RedisAddress& address, JourneyPointer journey, bool asking);
    void arrive(const RedisAddress& address, const JourneyPointer& journey, Result<RedisReply> reply);
    void learn();
    void ask(std::size_t index, std::vector<RedisAddress> nodes);
    void stopLearning(const Error& error);
    RedisLink& link(const RedisAddress& address, bool isBlocking);
    void forgetLinks();

    LinkServices m_services;
    ClusterSlots m_slots;
    std::map<std::pair<RedisAddress, bool>, std::shared_ptr<RedisLink>> m_links;
    std::vector<JourneyPointer> m_waiting; ///< for the slots to be known
    bool m_learning = false;
    std::chrono::steady_clock::time_point m_learnedAt{};
};

} // namespace meshsso::redis
