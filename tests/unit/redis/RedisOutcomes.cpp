#include "RedisOutcomes.h"

namespace meshsso::test {

using namespace std::chrono_literals;
using session::Revocation;

std::vector<std::pair<std::string, std::optional<Error>>> outcomes(Replica& replica)
{
    std::vector<std::pair<std::string, std::optional<Error>>> all;
    const auto note = [&](const char* name, const auto& result) {
        all.emplace_back(name, result ? std::optional<Error>() : result.error());
        if (replica.lastWait >= notHanging)
            all.back().second = Error{ErrorCode::Internal, "it hung", {}};
    };
    auto& sessions = *replica.sessions;
    const auto ticket = makeTicket();
    note("save", replica.wait(sessions.save(ticket, makeSession("visitor"), 60s)));
    note("load", replica.wait(sessions.load(ticket)));
    note("touch", replica.wait(sessions.touch(ticket, 60s)));
    note("lock", replica.wait(sessions.lockForRefresh(ticket, 200ms)));
    note("publish", replica.wait(replica.channel->publish(
                        makeRevocation(Revocation::Kind::Subject, "visitor", replica.clock.now()))));
    note("isClaimed", replica.wait(replica.channel->isClaimed(makeTicket().id)));
    note("claimOnce", replica.wait(replica.channel->claimOnce(makeTicket().id, replica.clock.now() + 60s)));
    note("remove", replica.wait(sessions.remove(ticket)));
    return all;
}

bool allSucceed(Replica& replica)
{
    const auto all = outcomes(replica);
    return std::none_of(all.begin(), all.end(), [](const auto& call) { return call.second.has_value(); });
}

bool isUnreachable(const Error& error)
{
    return error.code == ErrorCode::Unreachable;
}

bool isUnreachableOrLate(const Error& error)
{
    return error.code == ErrorCode::Unreachable || error.code == ErrorCode::Timeout;
}

std::function<bool(const Error&)> isAnswer(const std::string& word)
{
    return [word](const Error& error) {
        return error.code == ErrorCode::PeerError && error.message.find("Redis answered " + word) == 0;
    };
}

} // namespace meshsso::test
