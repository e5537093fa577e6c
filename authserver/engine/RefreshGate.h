#pragma once

#include "core/Clock.h"
#include "core/Executor.h"
#include "core/Result.h"
#include "core/Task.h"
#include "session/Session.h"

#include <functional>
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

    explicit RefreshGate(const Clock& clock, std::chrono::seconds grace = std::chrono::seconds(30));
    ~RefreshGate();
    RefreshGate(const RefreshGate&) = delete;
    RefreshGate& operator=(const RefreshGate&) = delete;

    /// The renewed session. renew is started at most once for a refresh token, on the executor of whoever
    /// asks first, and goes on even if that request goes away. The outcome arrives on the given executor.
    Task<Outcome> refresh(session::Session session, Executor& executor, Renew renew);

    /// Drops what is under way. Call when the executors' threads have ended and their clients still exist.
    void cancelAll();

    int running() const;

private:
    struct Waiter;
    struct Flight;
    class Registration;

    std::unique_ptr<Operation> join(session::Session session, Executor& executor, const Renew& renew,
                                    std::function<void(Outcome)> done);
    void finish(const std::string& key, Outcome outcome);

    const Clock& m_clock;
    std::chrono::seconds m_grace;
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<Flight>> m_flights; ///< by SHA-256 of the refresh token
};

} // namespace meshsso::engine
