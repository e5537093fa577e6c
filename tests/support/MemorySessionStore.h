#pragma once

#include "session/SessionStore.h"

#include <map>
#include <set>

namespace meshsso::test {

/// A session store whose faults the test decides on. Answers at once, on the caller's thread, unless it is
/// told to hold what it is asked.
class MemorySessionStore final : public session::SessionStore
{
public:
    std::optional<Error> fault; ///< what every call fails with
    int failingSaves = 0;       ///< that many fail, while all else goes well
    std::map<std::string, session::Session> records;
    std::map<std::string, std::chrono::seconds> timesToLive;
    std::set<std::string> locked;     ///< held by another replica
    bool endsWhileRefreshing = false; ///< another replica signs out whatever is written again
    bool holdLoads = false;           ///< until release()
    int loads = 0;
    int saves = 0;
    int touches = 0;

    Task<Result<std::optional<session::Session>>> load(session::SessionTicket ticket) override
    {
        ++loads;
        if (holdLoads) {
            Completion<int> held([this](std::function<void(int)> done) {
                m_held.push_back(std::move(done));
                return std::make_unique<Operation>();
            });
            co_await held;
        }
        if (fault)
            co_return tl::unexpected(*fault);
        const auto found = records.find(ticket.id + ticket.key);
        if (found == records.end())
            co_return std::optional<session::Session>{};
        co_return std::optional<session::Session>(found->second);
    }
    Task<Result<bool>> save(session::SessionTicket ticket, session::Session session,
                            std::chrono::seconds timeToLive) override
    {
        ++saves;
        if (fault)
            co_return tl::unexpected(*fault);
        if (failingSaves > 0) {
            --failingSaves;
            co_return fail(ErrorCode::Unreachable, "the session store does not answer");
        }
        if (endsWhileRefreshing && records.erase(ticket.id + ticket.key) > 0)
            co_return false;
        records[ticket.id + ticket.key] = std::move(session);
        timesToLive[ticket.id + ticket.key] = timeToLive;
        co_return true;
    }
    Task<Result<bool>> touch(session::SessionTicket ticket, std::chrono::seconds timeToLive) override
    {
        ++touches;
        if (fault)
            co_return tl::unexpected(*fault);
        timesToLive[ticket.id + ticket.key] = timeToLive;
        co_return records.count(ticket.id + ticket.key) > 0;
    }
    Task<Result<bool>> remove(session::SessionTicket ticket) override
    {
        if (fault)
            co_return tl::unexpected(*fault);
        co_return records.erase(ticket.id + ticket.key) > 0;
    }
    Task<Result<std::unique_ptr<Operation>>> lockForRefresh(session::SessionTicket ticket,
                                                            std::chrono::milliseconds) override
    {
        if (fault)
            co_return tl::unexpected(*fault);
        if (locked.count(ticket.id))
            co_return fail(ErrorCode::Timeout, "another replica holds the lock");
        co_return std::make_unique<Operation>();
    }
    void release()
    {
        holdLoads = false;
        for (const auto& done : std::exchange(m_held, {}))
            done(0);
    }

private:
    std::vector<std::function<void(int)>> m_held;
};

} // namespace meshsso::test
