#pragma once

#include "core/Executor.h"
#include "core/Task.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace meshsso {

/// The smallest executor: a queue that one thread empties. For programs without an event loop, and for tests.
class RunLoop final : public Executor
{
public:
    void post(std::function<void()> function) override;

    /// Runs posted functions on the calling thread until quit() was called.
    void run();
    void quit();

    /// Starts the task, runs the loop until it is done, and returns its value. Not re-entrant.
    template<class T>
    T runUntilDone(Task<T> task)
    {
        std::optional<T> result;
        task.start([&](T value) {
            result.emplace(std::move(value));
            quit();
        });
        run();
        return std::move(*result);
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_queue;
    bool m_quit = false;
};

} // namespace meshsso
