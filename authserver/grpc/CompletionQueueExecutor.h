#pragma once

#include "core/Executor.h"
#include "engine/Timers.h"

#include <functional>
#include <grpcpp/completion_queue.h>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

namespace meshsso::grpcapi {

/// What a completion queue tells: every tag put into one of ours is an event.
class Event
{
public:
    virtual ~Event() = default;
    /// On the queue's thread. ok is false if it was cancelled or the queue is shut down.
    virtual void complete(bool ok) = 0;
};

/// Runs posted functions and timers on the thread that empties a completion queue, so that a whole task lives
/// on the thread that answers its call.
class CompletionQueueExecutor final : public Executor, public engine::Timers
{
public:
    /// The queue is empty and shut down when this goes.
    explicit CompletionQueueExecutor(::grpc::CompletionQueue& queue);
    ~CompletionQueueExecutor() override;
    CompletionQueueExecutor(const CompletionQueueExecutor&) = delete;
    CompletionQueueExecutor& operator=(const CompletionQueueExecutor&) = delete;

    void post(std::function<void()> function) override;
    std::unique_ptr<Operation> after(std::chrono::milliseconds delay,
                                     std::function<void()> function) override;

    /// Drops what is posted and what waits, now and from now on: nothing may be in a queue that is to shut
    /// down. Any thread.
    void close();

private:
    class Wake;
    class Timer;
    class TimerEvent;

    void runPosted();

    ::grpc::CompletionQueue& m_queue;
    std::mutex m_mutex;
    std::unique_ptr<Wake> m_wake; ///< set while something is posted
    std::vector<std::function<void()>> m_posted;
    std::unordered_set<TimerEvent*> m_timers;
    bool m_isClosed = false;
};

} // namespace meshsso::grpcapi
