#pragma once

#include "core/Clock.h"
#include "core/Executor.h"
#include "core/Task.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace meshsso::engine {

/// Lets one fetch of an issuer's keys out of turn be under way in the process, and the next one begin no
/// sooner than the interval after: an unknown kid must not let strangers drive requests to the identity
/// provider, nor may those who come with a new key just while it is fetched be refused. Thread-safe.
class KeyTurns
{
public:
    static constexpr std::chrono::seconds interval{10};

    /// An issuer: nothing is the provider itself, else an index of config().bearer.issuers.
    using Issuer = std::optional<std::size_t>;

    enum class Turn {
        Ours,    ///< the caller fetches, and holds the ticket meanwhile
        Others,  ///< somebody else is fetching: wait()
        TooSoon, ///< the keys that are known are new enough
    };
    /// Destroying it ends the turn and wakes whoever waits.
    class Ticket
    {
    public:
        Ticket(KeyTurns& turns, Issuer issuer) : m_turns(turns), m_issuer(issuer) {}
        Ticket(const Ticket&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        ~Ticket() { m_turns.end(m_issuer); }

    private:
        KeyTurns& m_turns;
        Issuer m_issuer;
    };

    /// On Ours the caller makes the ticket at once.
    Turn take(Issuer issuer, TimePoint now);
    /// Calls done on the executor when the fetch that is under way has ended, or soon if there is none.
    std::unique_ptr<Operation> wait(Issuer issuer, Executor& executor, std::function<void(bool)> done);

private:
    struct Waiter
    {
        Executor* executor = nullptr;
        std::function<void(bool)> done; ///< of the executor's thread; cleared by whoever stops waiting
    };
    struct State
    {
        std::optional<TimePoint> takenAt;
        bool isFetching = false;
        std::vector<std::shared_ptr<Waiter>> waiters;
    };
    class Registration;

    void end(Issuer issuer);
    static void wake(const std::shared_ptr<Waiter>& waiter);

    std::mutex m_mutex;
    std::map<Issuer, State> m_states;
};

} // namespace meshsso::engine
