#pragma once

#include "engine/Timers.h"

#include <vector>

namespace meshsso::test {

/// Timers that go off when the test says so.
class ManualTimers final : public engine::Timers
{
public:
    std::unique_ptr<Operation> after(std::chrono::milliseconds delay, std::function<void()> function) override
    {
        auto timer = std::make_unique<Timer>();
        timer->function = std::make_shared<std::function<void()>>(std::move(function));
        m_pending.push_back({timer->function, delay});
        return timer;
    }

    /// Fires those that are wanted still and last at most that long; how many.
    int fire(std::chrono::milliseconds upTo = std::chrono::hours(24))
    {
        auto pending = std::exchange(m_pending, {});
        int count = 0;
        for (auto& [function, delay] : pending) {
            const auto alive = function.lock();
            if (!alive)
                continue;
            if (delay > upTo) {
                m_pending.push_back({function, delay});
                continue;
            }
            ++count;
            (*alive)();
        }
        return count;
    }

private:
    struct Timer final : Operation
    {
        std::shared_ptr<std::function<void()>> function;
    };
    struct Pending
    {
        std::weak_ptr<std::function<void()>> function;
        std::chrono::milliseconds delay;
    };
    std::vector<Pending> m_pending;
};

} // namespace meshsso::test
