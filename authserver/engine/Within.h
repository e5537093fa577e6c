#pragma once

#include "core/Task.h"
#include "engine/Timers.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace meshsso::engine {

/// What the task comes to, or nothing if it takes longer; it is dropped then.
template<class T>
Task<std::optional<T>> within(Task<T> task, Timers& timers, std::chrono::milliseconds maxWait)
{
    struct State
    {
        std::optional<T> value;
        std::function<void(std::optional<T>)> done;
    };
    const auto state = std::make_shared<State>();
    task.start([state](T value) {
        if (const auto done = std::exchange(state->done, nullptr))
            done(std::move(value));
        else
            state->value.emplace(std::move(value));
    });
    if (state->value)
        co_return std::move(state->value);
    Completion<std::optional<T>> waiting([&](std::function<void(std::optional<T>)> done) {
        state->done = std::move(done);
        return timers.after(maxWait, [state] {
            if (const auto late = std::exchange(state->done, nullptr))
                late(std::nullopt);
        });
    });
    auto outcome = co_await waiting;
    co_return outcome;
}

} // namespace meshsso::engine
