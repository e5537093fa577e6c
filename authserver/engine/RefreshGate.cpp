#include "engine/RefreshGate.h"

#include "crypto/Digest.h"
#include "engine/TokenService.h"

#include <algorithm>

namespace meshsso::engine {

/// Belongs to one executor's thread: whoever waits clears done when it goes away.
struct RefreshGate::Waiter
{
    Executor* executor = nullptr;
    std::function<void(Outcome)> done;
    std::unique_ptr<Operation> timer;

    void complete(Outcome outcome)
    {
        if (!done)
            return;
        const auto deliverTo = std::exchange(done, nullptr);
        const auto ended = std::move(timer);
        deliverTo(std::move(outcome));
    }
    static void deliver(const std::shared_ptr<Waiter>& waiter, const std::shared_ptr<const Outcome>& outcome)
    {
        waiter->executor->post([waiter, outcome] { waiter->complete(*outcome); });
    }
};

struct RefreshGate::Flight
{
    std::unique_ptr<Task<Outcome>> task;
    std::vector<std::shared_ptr<Waiter>> waiters;
    std::shared_ptr<const Outcome> outcome; ///< set when landed with an answer
    bool isOver = false;                    ///< landed, with or without
    bool wasOutage = false;                 ///< landed without, because the provider could not be asked
    std::uint64_t number = 0;               ///< among all that began, from 1
    TimePoint startedAt{};
    TimePoint landedAt{};
};

class RefreshGate::Registration final : public Operation
{
public:
    explicit Registration(std::shared_ptr<Waiter> waiter) : m_waiter(std::move(waiter)) {}
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    ~Registration() override
    {
        m_waiter->done = nullptr;
        m_waiter->timer.reset();
    }

private:
    std::shared_ptr<Waiter> m_waiter;
};

namespace {

/// What one refresh is for: with a provider that does not rotate, the refresh token alone stays the same.
std::string keyOf(const session::Session& session)
{
    return crypto::sha256(session.refreshToken + "\n" + std::to_string(toUnixSeconds(session.accessExpires)));
}

std::shared_ptr<const RefreshGate::Outcome> notYet()
{
    return std::make_shared<const RefreshGate::Outcome>(
        fail(ErrorCode::Timeout, "the refresh of the session's tokens is still under way"));
}

} // namespace

RefreshGate::RefreshGate(const Clock& clock, std::chrono::seconds grace)
    : m_clock(clock), m_grace(grace), m_successors(clock)
{
}

RefreshGate::~RefreshGate() = default;

Task<RefreshGate::Outcome> RefreshGate::refresh(session::Session session, Executor& executor, Timers& timers,
                                                Renew renew, Urgency urgency,
                                                std::chrono::milliseconds maxWait)
{
    Boarding boarding{std::move(session), executor, timers, std::move(renew), urgency, maxWait};
    Completion<Outcome> completion([this, &boarding](std::function<void(Outcome)> done) {
        return join(std::move(boarding), std::move(done));
    });
    auto outcome = co_await completion;
    co_return outcome;
}

std::unique_ptr<Operation> RefreshGate::join(Boarding boarding, std::function<void(Outcome)> done)
{
    using std::chrono::milliseconds;
    auto waiter = std::make_shared<Waiter>();
    waiter->executor = &boarding.executor;
    waiter->done = std::move(done);
    auto registration = std::make_unique<Registration>(waiter);
    const auto key = keyOf(boarding.session);
    const bool canGoWithout = boarding.urgency != Urgency::Needed;
    std::shared_ptr<Flight> started;
    auto wait = boarding.maxWait;
    {
        const std::lock_guard lock(m_mutex);
        const auto now = m_clock.now();
        std::erase_if(m_flights, [&](const auto& entry) {
            const auto& flight = *entry.second;
            return flight.isOver && now > flight.landedAt + (flight.outcome ? m_grace : aheadPause);
        });
        auto& flight = m_flights[key];
        if (flight && flight->outcome) {
            Waiter::deliver(waiter, flight->outcome);
            return registration;
        }
        const bool isPaused = boarding.urgency == Urgency::Ahead ||
                              (boarding.urgency == Urgency::Tolerant && flight && flight->wasOutage);
        if (flight && flight->isOver && isPaused) {
            Waiter::deliver(waiter, notYet());
            return registration;
        }
        if (!flight || flight->isOver) {
            flight = std::make_shared<Flight>();
            flight->startedAt = now;
            flight->number = ++m_begun;
            started = flight;
        } else if (canGoWithout) {
            wait -= std::chrono::duration_cast<milliseconds>(now - flight->startedAt);
        }
        if (wait <= milliseconds(0)) {
            Waiter::deliver(waiter, notYet());
            if (!started)
                return registration;
        } else {
            waiter->timer = boarding.timers.after(wait, [waiter = std::weak_ptr(waiter)] {
                if (const auto alive = waiter.lock())
                    alive->complete(*notYet());
            });
            flight->waiters.push_back(waiter);
        }
    }
    if (started) {
        // Only this thread touches the task until it lands, so it may start outside the lock.
        started->task = std::make_unique<Task<Outcome>>(boarding.renew(std::move(boarding.session)));
        started->task->start([this, key](Outcome outcome) { finish(key, std::move(outcome)); });
    }
    return registration;
}

void RefreshGate::finish(const std::string& key, Outcome outcome)
{
    std::unique_ptr<Task<Outcome>> finished; // destroyed last, outside the lock
    const std::lock_guard lock(m_mutex);
    const auto found = m_flights.find(key);
    if (found == m_flights.end())
        return;
    auto& flight = *found->second;
    auto shared = std::make_shared<const Outcome>(std::move(outcome));
    for (const auto& waiter : flight.waiters)
        Waiter::deliver(waiter, shared);
    flight.waiters.clear();
    finished = std::move(flight.task);
    flight.isOver = true;
    flight.landedAt = m_clock.now();
    // What could not be asked may be asked again at once by whoever needs it; an answer stands for the grace
    // period.
    if (shared->has_value() || TokenService::isSessionEnded(shared->error()))
        flight.outcome = std::move(shared);
    else
        flight.wasOutage = TokenService::isOutage(shared->error());
}

void RefreshGate::cancelAll()
{
    std::map<std::string, std::shared_ptr<Flight>> dropped;
    const std::lock_guard lock(m_mutex);
    dropped.swap(m_flights);
}

std::uint64_t RefreshGate::begun() const
{
    const std::lock_guard lock(m_mutex);
    return m_begun;
}

int RefreshGate::running(std::uint64_t amongFirst) const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(std::count_if(m_flights.begin(), m_flights.end(), [&](const auto& entry) {
        return !entry.second->isOver && entry.second->number <= amongFirst;
    }));
}

} // namespace meshsso::engine
