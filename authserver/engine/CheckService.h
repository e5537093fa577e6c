#pragma once

#include "core/Result.h"
#include "engine/BackgroundTasks.h"
#include "engine/WorkerParts.h"

#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace meshsso::engine {

/// Decides on a worker's checks, with whatever I/O the engine asks for: keys, sessions from the store, new
/// tokens. Each decision is counted and logged. Bound to the worker's executor.
class CheckService
{
public:
    /// The parts outlive this.
    explicit CheckService(WorkerParts& parts) : m_parts(parts) {}

    /// The decision at once, or a task for it. What the request views must outlive the task.
    std::variant<AuthDecision, Task<AuthDecision>> decide(const CheckRequest& request);

private:
    using Opened = SessionKeeper::Opened;

    /// When a check has to be answered, whatever it waits for.
    struct Deadline
    {
        TimePoint at;
        std::chrono::milliseconds most; ///< however the clock is set meanwhile
    };

    Task<AuthDecision> decideSlowly(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                    AuthDecision decision);
    Task<AuthDecision> fetchKeys(CheckRequest request, Deadline deadline, AuthDecision decision);
    Task<AuthDecision> load(CheckRequest request, std::shared_ptr<const Snapshot> snapshot, Deadline deadline,
                            AuthDecision decision);
    Task<AuthDecision> refresh(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                               Deadline deadline, AuthDecision decision);
    Task<AuthDecision> refreshAhead(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                    Deadline deadline, AuthDecision decision);
    std::chrono::milliseconds timeLeft(const Deadline& deadline) const;
    /// The decision in an outage of the provider, and a line in the log now and then.
    AuthDecision tolerate(const CheckRequest& request, const Snapshot& snapshot, Opened opened,
                          std::string key);
    Task<bool> refreshInBackground(Opened opened, std::string key, std::shared_ptr<const Snapshot> snapshot,
                                   std::string traceparent);
    std::string traceparentFor(const CheckRequest& request) const;
    /// Lets the login that it leads to know when this check was made.
    void addCheckMark(AuthDecision& decision) const;
    void noteRenewedCookies(std::size_t bytes, std::string_view requestId);
    void note(const AuthDecision& decision, const CheckRequest& request);

    WorkerParts& m_parts;
    BackgroundTasks m_background;
    std::int64_t m_tolerated = 0; ///< requests that passed in an outage since the last line about it
    TimePoint m_toleratedLoggedAt;
    TimePoint m_largeCookiesLoggedAt;
};

} // namespace meshsso::engine
