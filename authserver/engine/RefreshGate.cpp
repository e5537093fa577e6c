#include "engine/RefreshGate.h"

#include "crypto/Digest.h"
#include "engine/TokenService.h"

namespace meshsso::engine {

/// Belongs to one executor's thread: whoever waits clears done when it goes away.
struct RefreshGate::Waiter
{
    Executor* executor = nullptr;
    std::function<void(Outcome)> done;

    static void deliver(const std::shared_ptr<Waiter>& waiter, const std::shared_ptr<const Outcome>& outcome)
    {
        waiter->executor->post([waiter, outcome] {
            if (waiter->done) {
                const auto deliverTo = std::move(waiter->done);
                deliverTo(*outcome);
            }
        });
    }
};

struct RefreshGate::Flight
{
    std::unique_ptr<Task<Outcome>> task;
    std::vector<std::shared_ptr<Waiter>> waiters;
    std::shared_ptr<const Outcome> outcome; ///< set when landed
    TimePoint landedAt{};
};

class RefreshGate::Registration final : public Operation
{
public:
    explicit Registration(std::shared_ptr<Waiter> waiter) : m_waiter(std::move(waiter)) {}
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    ~Registration() override { m_waiter->done = nullptr; }

private:
    std::shared_ptr<Waiter> m_waiter;
};

RefreshGate::RefreshGate(const Clock& clock, std::chrono::seconds grace) : m_clock(clock), m_grace(grace) {}

RefreshGate::~RefreshGate() = default;

Task<RefreshGate::Outcome> RefreshGate::refresh(session::Session session, Executor& executor, Renew renew)
{
    Completion<Outcome> completion([this, &session, &executor, &renew](std::function<void(Outcome)> done) {
        return join(std::move(session), executor, renew, std::move(done));
    });
    auto outcome = co_await completion;
    co_return outcome;
}

std::unique_ptr<Operation> RefreshGate::join(session::Session session, Executor& executor, const Renew& renew,
                                             std::function<void(Outcome)> done)
{
    auto waiter = std::make_shared<Waiter>();
    waiter->executor = &executor;
    waiter->done = std::move(done);
    auto registration = std::make_unique<Registration>(waiter);
    const auto key = crypto::sha256(session.refreshToken);
    std::shared_ptr<Flight> started;
    {
        const std::lock_guard lock(m_mutex);
        const auto now = m_clock.now();
        std::erase_if(m_flights, [&](const auto& entry) {
            return entry.second->outcome && now > entry.second->landedAt + m_grace;
        });
        auto& flight = m_flights[key];
        if (flight && flight->outcome) {
            Waiter::deliver(waiter, flight->outcome);
        } else if (flight) {
            flight->waiters.push_back(std::move(waiter));
        } else {
            flight = std::make_shared<Flight>();
            flight->waiters.push_back(std::move(waiter));
            started = flight;
        }
    }
    if (started) {
        // Only this thread touches the task until it lands, so it may start outside the lock.
        started->task = std::make_unique<Task<Outcome>>(renew(std::move(session)));
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
    // What could not be asked may be asked again at once; an answer stands for the grace period.
    const bool isAnswer = shared->has_value() || TokenService::isSessionEnded(shared->error());
    if (isAnswer) {
        flight.outcome = std::move(shared);
        flight.landedAt = m_clock.now();
    } else {
        m_flights.erase(found);
    }
}

void RefreshGate::cancelAll()
{
    std::map<std::string, std::shared_ptr<Flight>> dropped;
    const std::lock_guard lock(m_mutex);
    dropped.swap(m_flights);
}

int RefreshGate::running() const
{
    const std::lock_guard lock(m_mutex);
    int count = 0;
    for (const auto& [key, flight] : m_flights)
        count += flight->outcome ? 0 : 1;
    return count;
}

} // namespace meshsso::engine
