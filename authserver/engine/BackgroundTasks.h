#pragma once

#include "core/Task.h"

#include <list>

namespace meshsso::engine {

/// Tasks that nobody waits for, such as those whose request has been answered. Bound to one executor; they
/// are cancelled when this is destroyed.
class BackgroundTasks
{
public:
    /// More than this at once are not started: what they do is never needed for an answer.
    static constexpr std::size_t maxRunning = 1000;

    void run(Task<bool> task)
    {
        if (m_running.size() >= maxRunning)
            return;
        const auto place = m_running.insert(m_running.end(), std::move(task));
        place->start([this, place](bool) { m_running.erase(place); });
    }
    std::size_t running() const noexcept { return m_running.size(); }

private:
    std::list<Task<bool>> m_running;
};

} // namespace meshsso::engine
