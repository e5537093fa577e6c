#include "engine/KeyTurns.h"

#include <algorithm>

namespace meshsso::engine {

class KeyTurns::Registration final : public Operation
{
public:
    Registration(KeyTurns& turns, Line line, std::shared_ptr<Waiter> waiter)
        : m_turns(turns), m_line(line), m_waiter(std::move(waiter))
    {
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    ~Registration() override
    {
        m_waiter->done = nullptr;
        m_turns.leave(m_line, m_waiter);
    }

private:
    KeyTurns& m_turns;
    Line m_line;
    std::shared_ptr<Waiter> m_waiter;
};

KeyTurns::Turn KeyTurns::take(Line line, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    auto& state = m_states[line];
    if (state.isFetching)
        return Turn::Others;
    if (state.takenAt && now >= *state.takenAt && now < *state.takenAt + interval)
        return Turn::TooSoon;
    state.takenAt = now;
    state.isFetching = true;
    return Turn::Ours;
}

std::chrono::milliseconds KeyTurns::timeToTurn(Line line, TimePoint now) const
{
    using std::chrono::milliseconds;
    const std::lock_guard lock(m_mutex);
    const auto found = m_states.find(line);
    if (found == m_states.end() || !found->second.takenAt)
        return milliseconds(0);
    if (now < *found->second.takenAt)
        return milliseconds(0);
    return std::max(std::chrono::ceil<milliseconds>(*found->second.takenAt + interval - now),
                    milliseconds(0));
}

std::unique_ptr<Operation> KeyTurns::wait(Line line, Executor& executor, std::function<void(bool)> done)
{
    auto waiter = std::make_shared<Waiter>();
    waiter->executor = &executor;
    waiter->done = std::move(done);
    auto registration = std::make_unique<Registration>(*this, line, waiter);
    const std::lock_guard lock(m_mutex);
    if (auto& state = m_states[line]; state.isFetching)
        state.waiters.push_back(std::move(waiter));
    else
        wake(waiter, state.hasFetched);
    return registration;
}

void KeyTurns::end(Line line, bool hasFetched)
{
    const std::lock_guard lock(m_mutex);
    auto& state = m_states[line];
    state.isFetching = false;
    state.hasFetched = hasFetched;
    for (const auto& waiter : state.waiters)
        wake(waiter, hasFetched);
    state.waiters.clear();
}

void KeyTurns::leave(Line line, const std::shared_ptr<Waiter>& waiter)
{
    // Its executor may be gone when the fetch ends.
    const std::lock_guard lock(m_mutex);
    std::erase(m_states[line].waiters, waiter);
}

void KeyTurns::wake(const std::shared_ptr<Waiter>& waiter, bool hasFetched)
{
    waiter->executor->post([waiter, hasFetched] {
        if (const auto done = std::exchange(waiter->done, nullptr))
            done(hasFetched);
    });
}

} // namespace meshsso::engine
