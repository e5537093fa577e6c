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

} // namespace meshsso::engine
