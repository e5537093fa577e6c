#pragma once

#include "core/Clock.h"
#include "core/Executor.h"
#include "core/Task.h"

#include <chrono>
#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace meshsso::engine {

/// Lets one fetch of an issuer's keys out of turn be under way in the process, and the next one begin no
/// sooner than the interval after: an unknown kid must not let strangers drive requests to the identity
/// provider, nor may those who come with a new key just while it is fetched be refused. What the issuer hands
/// us itself has turns of its own, which no stranger can use up. Thread-safe.
class KeyTurns
{
public:
    static constexpr std::chrono::seconds interval{10};

    /// An issuer: nothing is the provider itself, else an index of config().bearer.issuers.
    using Issuer = std::optional<std::size_t>;

    /// How the token with the unknown key came to us.
    enum class Source {
        Provider, ///< out of the issuer's token endpoint: at a login or a refresh
        Anybody,  ///< with a request, for whose signature nothing speaks yet
    };
    /// Whose turns.
    struct Line
    {
        Issuer issuer;
        Source source = Source::Anybody;
        auto operator<=>(const Line&) const = default;
    };

    enum class Turn {
        Ours,    ///< the caller fetches, and holds the ticket meanwhile
        Others,  ///< somebody else is fetching: wait()
        TooSoon, ///< the keys that are known are new enough
    };
    /// Destroying it ends the turn and wakes whoever waits.
    class Ticket
    {
    public:
        Ticket(KeyTurns& turns, Line line) : m_turns(turns), m_line(line) {}
        Ticket(const Ticket&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        ~Ticket() { m_turns.end(m_line, m_hasFetched); }

        /// The issuer has answered with keys.
        void fetched() noexcept { m_hasFetched = true; }

    private:
        KeyTurns& m_turns;
        Line m_line;
        bool m_hasFetched = false;
    };

    /// On Ours the caller makes the ticket at once.
    Turn take(Line line, TimePoint now);
    /// How long it is TooSoon still: up to the interval.
    std::chrono::milliseconds timeToTurn(Line line, TimePoint now) const;
    /// Calls done on the executor when the fetch that is under way has ended, or soon if there is none: true
    /// if the last one brought keys.
    std::unique_ptr<Operation> wait(Line line, Executor& executor, std::function<void(bool)> done);

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
        bool hasFetched = false; ///< the last that ended
        std::vector<std::shared_ptr<Waiter>> waiters;
    };
    class Registration;

    void end(Line line, bool hasFetched);
    void leave(Line line, const std::shared_ptr<Waiter>& waiter);
    static void wake(const std::shared_ptr<Waiter>& waiter, bool hasFetched);

    mutable std::mutex m_mutex;
    std::map<Line, State> m_states;
};

} // namespace meshsso::engine
