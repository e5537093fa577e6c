#include "engine/KeyTurns.h"

namespace meshsso::engine {

class KeyTurns::Registration final : public Operation
{
public:
    explicit Registration(std::shared_ptr<Waiter> waiter) : m_waiter(std::move(waiter)) {}
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    ~Registration() override { m_waiter->done = nullptr; }

private:
    std::shared_ptr<Waiter> m_waiter;
};

KeyTurns::Turn KeyTurns::take(Issuer issuer, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    auto& state = m_states[issuer];
    if (state.isFetching)
        return Turn::Others;
    if (state.takenAt && now < *state.takenAt + interval)
        return Turn::TooSoon;
    state.takenAt = now;
    state.isFetching = true;
    return Turn::Ours;
}

std::unique_ptr<Operation> KeyTurns::wait(Issuer issuer, Executor& executor, std::function<void(bool)> done)
{
    auto waiter = std::make_shared<Waiter>();
    waiter->executor = &executor;
    waiter->done = std::move(done);
    auto registration = std::make_unique<Registration>(waiter);
    const std::lock_guard lock(m_mutex);
    if (auto& state = m_states[issuer]; state.isFetching)
        state.waiters.push_back(std::move(waiter));
    else
        wake(waiter);
    return registration;
}

void KeyTurns::end(Issuer issuer)
{
    const std::lock_guard lock(m_mutex);
    auto& state = m_states[issuer];
    state.isFetching = false;
    for (const auto& waiter : state.waiters)
        wake(waiter);
    state.waiters.clear();
}

void KeyTurns::wake(const std::shared_ptr<Waiter>& waiter)
{
    waiter->executor->post([waiter] {
        if (const auto done = std::exchange(waiter->done, nullptr))
            done(true);
    });
}

} // namespace meshsso::engine
