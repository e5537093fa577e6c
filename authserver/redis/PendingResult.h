#pragma once

#include "core/Executor.h"
#include "core/Task.h"

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace meshsso::redis {

/// A result on its way from the Redis thread to whoever waits for it on an executor. Thread-safe.
template<class T>
class PendingResult : public std::enable_shared_from_this<PendingResult<T>>
{
public:
    PendingResult(Executor& executor, std::function<void(T)> done)
        : m_executor(&executor), m_done(std::move(done))
    {
    }

    /// Posts the result; once.
    void finish(T value)
    {
        // Under the lock, as the executor may die as soon as the waiting side has cancelled.
        const std::lock_guard lock(m_mutex);
        if (!m_executor)
            return;
        m_executor->post([self = this->shared_from_this(), shared = std::make_shared<T>(std::move(value))] {
            self->deliver(*shared);
        });
    }
    /// On the executor's thread: done is not called any more.
    void cancel()
    {
        const std::lock_guard lock(m_mutex);
        m_executor = nullptr;
        m_done = nullptr;
    }

private:
    void deliver(T& value)
    {
        std::function<void(T)> done;
        {
            const std::lock_guard lock(m_mutex);
            done = std::exchange(m_done, nullptr);
        }
        if (done)
            done(std::move(value));
    }

    std::mutex m_mutex;
    Executor* m_executor;
    std::function<void(T)> m_done;
};

/// Cancels when it is destroyed.
template<class T>
class PendingOperation final : public Operation
{
public:
    explicit PendingOperation(std::shared_ptr<PendingResult<T>> pending) : m_pending(std::move(pending)) {}
    ~PendingOperation() override { m_pending->cancel(); }

private:
    std::shared_ptr<PendingResult<T>> m_pending;
};

} // namespace meshsso::redis
