#pragma once

#include "core/Task.h"

#include <chrono>
#include <functional>
#include <memory>

namespace meshsso::engine {

/// Timers of one executor: what they start runs on its thread.
class Timers
{
public:
    virtual ~Timers() = default;
    /// Calls the function once, after the delay; destroying the operation cancels.
    virtual std::unique_ptr<Operation> after(std::chrono::milliseconds delay,
                                             std::function<void()> function) = 0;
};

/// Lets that much time pass.
inline Task<bool> pauseFor(Timers& timers, std::chrono::milliseconds duration)
{
    Completion<bool> over([&timers, duration](std::function<void(bool)> done) {
        return timers.after(duration, [done = std::move(done)] { done(true); });
    });
    const bool isOver = co_await over;
    co_return isOver;
}

} // namespace meshsso::engine
