#include "core/RunLoop.h"

#include <utility>

namespace meshsso {

void RunLoop::post(std::function<void()> function)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(function));
    }
    m_changed.notify_one();
}

void RunLoop::run()
{
    for (;;) {
        std::function<void()> next;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_quit || !m_queue.empty(); });
            if (m_quit) {
                m_quit = false;
                return;
            }
            next = std::move(m_queue.front());
            m_queue.pop_front();
        }
        next();
    }
}

void RunLoop::quit()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quit = true;
    }
    m_changed.notify_one();
}

} // namespace meshsso
