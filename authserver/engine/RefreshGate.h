#pragma once

#include "core/Clock.h"
#include "core/Executor.h"
#include "core/Result.h"
#include "core/Task.h"
#include "engine/Timers.h"
#include "engine/TokenSuccessors.h"
#include "session/Session.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace meshsso::engine {

/// Lets one refresh of a session be under way in the process: a browser sends many requests at once, and a
/// provider that rotates refresh tokens ends the session when one is used twice. Requests that come
/// meanwhile, or with the old cookie within the grace period after, get the same outcome. Thread-safe; shared
/// by all workers.
class RefreshGate
{
public:
    using Outcome = Result<session::Session>;
    using Renew = std::function<Task<Outcome>(session::Session)>;

    /// After a provider that could not be asked, nobody asks ahead of time for this long.
    static constexpr std::chrono::seconds aheadPause{5};

    enum class Urgency {
        Needed, ///< the request cannot go on without: waits for maxWait
        Ahead, ///< it can: waits for maxWait since the refresh began, and not at all while the provider fails
        Tolerant, ///< it can while the provider cannot be reached: then as Ahead, otherwise as Needed
    };

    explicit RefreshGate(const Clock& clock, std::chrono::seconds grace = std::chrono::seconds(60));
    ~RefreshGate();
    RefreshGate(const RefreshGate&) = delete;
    RefreshGate& operator=(const RefreshGate&) = delete;

    /// The renewed session. renew is started at most once for a session's tokens, on the executor of whoever
    /// asks first, and goes on even if that request goes away or stops waiting. The outcome arrives on the
    /// given executor. Errors: renew's; Timeout (it is still under way).
    Task<Outcome> refresh(session::Session session, Executor& executor, Timers& timers, Renew renew,
                          Urgency urgency, std::chrono::milliseconds maxWait);

    /// Drops what is under way. Call when the executors' threads have ended and their clients still exist.
    void cancelAll();

    /// How many refreshes have begun so far.
    std::uint64_t begun() const;
    /// How many are under way: of all, or of the first so many only.
    int running(std::uint64_t amongFirst = std::numeric_limits<std::uint64_t>::max()) const;

    /// What refreshes leave behind whose tokens could not be checked.
    TokenSuccessors& successors() noexcept { return m_successors; }

private:
    struct Waiter;
    struct Flight;
    class Registration;
    struct Boarding
    {
        session::Session session;
        Executor& executor;
        Timers& timers;
        Renew renew;
        Urgency urgency;
        std::chrono::milliseconds maxWait;
    };

    std::unique_ptr<Operation> join(Boarding boarding, std::function<void(Outcome)> done);
    void finish(const std::string& key, Outcome outcome);

    const Clock& m_clock;
    std::chrono::seconds m_grace;
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<Flight>> m_flights; ///< by a digest of the session's tokens
    std::uint64_t m_begun = 0;
    TokenSuccessors m_successors;
};

} // namespace meshsso::engine
