#include "desktop/controllers/Background.h"

namespace meshsso::desktop {

void BackgroundTicket::drop()
{
    const std::lock_guard lock(m_mutex);
    m_executor = nullptr;
}

void BackgroundTicket::post(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (m_executor != nullptr)
        m_executor->post(std::move(function));
}

bool BackgroundTicket::isWanted()
{
    const std::lock_guard lock(m_mutex);
    return m_executor != nullptr;
}

} // namespace meshsso::desktop
