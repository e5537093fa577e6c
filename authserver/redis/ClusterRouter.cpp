#include "redis/ClusterRouter.h"

#include <algorithm>
#include <utility>

namespace meshsso::redis {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int maxRedirections = 4;
constexpr std::chrono::milliseconds learnAtMostEvery{500};

} // namespace

struct ClusterRouter::Journey
{
    RedisCommand command;
    ReplyHandler done;
    Clock::time_point deadline;
    int redirections = 0;
};

ClusterRouter::ClusterRouter(LinkServices services) : m_services(std::move(services)) {}

void ClusterRouter::send(RedisCommand command, ReplyHandler done)
{
    auto journey = std::make_shared<Journey>();
    journey->deadline = Clock::now() + m_services.settings->timeout + command.blocksFor;
    journey->command = std::move(command);
    journey->done = std::move(done);
    route(std::move(journey));
}

void ClusterRouter::route(JourneyPointer journey)
{
    if (const auto* owner = m_slots.owner(slotOf(journey->command.key))) {
        const auto address = *owner;
        return sendTo(address, std::move(journey), false);
    }
    m_waiting.push_back(std::move(journey));
    learn();
}

RedisLink& ClusterRouter::link(const RedisAddress& address, bool isBlocking)
{
    auto& entry = m_links[{address, isBlocking}];
    if (!entry) {
        entry = std::make_shared<RedisLink>(
            m_services, [address](const std::function<void(Result<RedisAddress>)>& found) { found(address); },
            RedisLink::Role::Any, isBlocking ? "news" : "commands");
    }
    return *entry;
}

void ClusterRouter::sendTo(const RedisAddress& address, JourneyPointer journey, bool asking)
{
    auto& node = link(address, journey->command.blocksFor.count() > 0);
    if (asking)
        node.send({formatCommand({"ASKING"}), journey->deadline, [](const Result<RedisReply>&) {}});
    auto bytes = formatCommand(journey->command.words);
    const auto deadline = journey->deadline;
    node.send(
        {std::move(bytes), deadline, [this, address, journey = std::move(journey)](Result<RedisReply> reply) {
             arrive(address, journey, std::move(reply));
         }});
}

void ClusterRouter::arrive(const RedisAddress& address, const JourneyPointer& journey,
                           Result<RedisReply> reply)
{
    if (!reply) {
        learn(); // its place may have been taken
        return journey->done(std::move(reply));
    }
    const auto redirection = Redirection::parse(*reply, address);
    if (!redirection || ++journey->redirections > maxRedirections) {
        if (reply->errorWord() == "CLUSTERDOWN" || reply->errorWord() == "READONLY")
            learn();
        return journey->done(toResult(std::move(reply)));
    }
    if (!redirection->isAsk) {
        m_slots.set(redirection->slot, redirection->to);
        learn();
    }
    sendTo(redirection->to, journey, redirection->isAsk);
}

void ClusterRouter::learn()
{
    if (m_learning || (m_waiting.empty() && Clock::now() - m_learnedAt < learnAtMostEvery))
        return;
    m_learning = true;
    m_learnedAt = Clock::now();
    auto nodes = m_slots.masters();
    nodes.push_back(m_services.settings->addresses.front());
    ask(0, std::move(nodes));
}

void ClusterRouter::ask(std::size_t index, std::vector<RedisAddress> nodes)
{
    const auto asked = nodes[index];
    link(asked, false)
        .send({formatCommand({"CLUSTER", "SLOTS"}), Clock::now() + m_services.settings->timeout,
               [this, asked, index, nodes = std::move(nodes)](Result<RedisReply> reply) {
                   auto known = toResult(std::move(reply));
                   if (known && m_slots.read(*known, asked)) {
                       m_learning = false;
                       forgetLinks();
                       for (auto& journey : std::exchange(m_waiting, {})) {
                           const auto slot = slotOf(journey->command.key);
                           if (m_slots.owner(slot))
                               route(std::move(journey));
                           else
                               journey->done(
                                   fail(ErrorCode::PeerError,
                                        "no node of the Redis Cluster owns slot " + std::to_string(slot)));
                       }
                   } else if (index + 1 < nodes.size()) {
                       ask(index + 1, nodes);
                   } else {
                       stopLearning(
                           known ? Error{ErrorCode::PeerError, "the Redis Cluster has no slots yet", {}}
                                 : known.error());
                   }
               }});
}

void ClusterRouter::stopLearning(const Error& error)
{
    m_learning = false;
    for (auto& journey : std::exchange(m_waiting, {}))
        journey->done(fail(error));
}

void ClusterRouter::forgetLinks()
{
    // A node that left would be tried for ever; but not before everybody has an answer.
    const auto& masters = m_slots.masters();
    std::erase_if(m_links, [&](const auto& entry) {
        const auto& [address, isBlocking] = entry.first;
        const bool isKept = std::find(masters.begin(), masters.end(), address) != masters.end() ||
                            address == m_services.settings->addresses.front() || entry.second->isBusy();
        if (!isKept)
            entry.second->close();
        return !isKept;
    });
}

void ClusterRouter::close()
{
    for (auto& [place, node] : m_links)
        node->close();
    m_links.clear();
    m_waiting.clear();
}

} // namespace meshsso::redis
