#pragma once

#include "core/Executor.h"
#include "core/Task.h"

#include <QThreadPool>
#include <functional>
#include <memory>
#include <mutex>

namespace meshsso::desktop {

/// Where a piece of background work reports to, until its waiter is gone.
class BackgroundTicket
{
public:
    explicit BackgroundTicket(Executor& executor) : m_executor(&executor) {}
    void drop();
    /// From the worker's thread: posts to the executor, unless dropped.
    void post(std::function<void()> function);
    /// On the executor's thread: false once dropped.
    bool isWanted();

private:
    std::mutex m_mutex;
    Executor* m_executor;
};

/// Runs work on a thread of Qt's pool and comes back on the executor's thread. work must hold all it needs by
/// value. Dropping the task forgets the result; the work itself runs to its end. For files and keys, whose
/// time the event loop must not spend.
template<class T>
Task<T> inBackground(Executor& executor, std::function<T()> work)
{
    struct Waiter final : Operation
    {
        explicit Waiter(std::shared_ptr<BackgroundTicket> t) : ticket(std::move(t)) {}
        ~Waiter() override { ticket->drop(); }
        std::shared_ptr<BackgroundTicket> ticket;
    };
    auto completion =
        Completion<T>([&executor, &work](typename Completion<T>::Done done) -> std::unique_ptr<Operation> {
            auto ticket = std::make_shared<BackgroundTicket>(executor);
            QThreadPool::globalInstance()->start([ticket, work, done = std::move(done)] {
                auto value = std::make_shared<T>(work());
                ticket->post([ticket, value, done] {
                    if (ticket->isWanted())
                        done(std::move(*value));
                });
            });
            return std::make_unique<Waiter>(std::move(ticket));
        });
    co_return co_await completion;
}

} // namespace meshsso::desktop
