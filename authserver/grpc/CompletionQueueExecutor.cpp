#include "grpc/CompletionQueueExecutor.h"

#include <grpcpp/alarm.h>

namespace meshsso::grpcapi {

/// Brings the queue's thread round to what has been posted. One for the executor's life, set again once the
/// queue has told of it: its thread meets nothing that another one has just made, and a post allocates less.
class CompletionQueueExecutor::Wake final : public Event
{
public:
    explicit Wake(CompletionQueueExecutor& executor) : m_executor(executor) {}
    void set() { m_alarm.Set(&m_executor.m_queue, gpr_inf_past(GPR_CLOCK_MONOTONIC), this); }
    void complete(bool) override { m_executor.runPosted(); }

private:
    CompletionQueueExecutor& m_executor;
    ::grpc::Alarm m_alarm;
};

/// An alarm in the queue; lives until the queue has told of it, and then deletes itself.
class CompletionQueueExecutor::TimerEvent final : public Event
{
public:
    TimerEvent(CompletionQueueExecutor& executor, std::chrono::milliseconds delay,
               std::function<void()> function)
        : m_executor(executor), m_function(std::move(function))
    {
        // Monotonic: a clock that is set must not keep anybody waiting.
        m_alarm.Set(
            &executor.m_queue,
            gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(delay.count(), GPR_TIMESPAN)),
            this);
    }
    void setHolder(Timer* holder) { m_holder = holder; }
    void cancel() { m_alarm.Cancel(); }
    void complete(bool ok) override;

private:
    CompletionQueueExecutor& m_executor;
    std::function<void()> m_function;
    Timer* m_holder = nullptr;
    ::grpc::Alarm m_alarm;
};

/// What the caller holds.
class CompletionQueueExecutor::Timer final : public Operation
{
public:
    explicit Timer(TimerEvent* event) : m_event(event)
    {
        if (m_event)
            m_event->setHolder(this);
    }
    ~Timer() override
    {
        if (!m_event)
            return;
        m_event->setHolder(nullptr);
        m_event->cancel();
    }
    void forget() { m_event = nullptr; }

private:
    TimerEvent* m_event;
};

void CompletionQueueExecutor::TimerEvent::complete(bool ok)
{
    {
        const std::lock_guard lock(m_executor.m_mutex);
        m_executor.m_timers.erase(this);
    }
    auto* holder = m_holder;
    auto function = std::move(m_function);
    delete this;
    if (!holder)
        return;
    holder->forget();
    if (ok)
        function();
}

CompletionQueueExecutor::CompletionQueueExecutor(::grpc::CompletionQueue& queue)
    : m_queue(queue), m_wake(std::make_unique<Wake>(*this))
{
}

CompletionQueueExecutor::~CompletionQueueExecutor() = default;

void CompletionQueueExecutor::post(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (m_isClosed)
        return;
    m_posted.push_back(std::move(function));
    if (m_posted.size() == 1)
        m_wake->set();
}

void CompletionQueueExecutor::runPosted()
{
    std::vector<std::function<void()>> posted;
    {
        const std::lock_guard lock(m_mutex);
        posted.swap(m_posted);
    }
    for (const auto& function : posted)
        function();
}

std::unique_ptr<Operation> CompletionQueueExecutor::after(std::chrono::milliseconds delay,
                                                          std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (m_isClosed)
        return std::make_unique<Timer>(nullptr);
    auto* event = new TimerEvent(*this, delay, std::move(function));
    m_timers.insert(event);
    return std::make_unique<Timer>(event);
}

void CompletionQueueExecutor::close()
{
    std::vector<std::function<void()>> dropped; // destroyed without the lock
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    dropped.swap(m_posted);
    for (auto* timer : m_timers)
        timer->cancel();
}

} // namespace meshsso::grpcapi
