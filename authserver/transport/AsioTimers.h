#pragma once

#include "engine/Timers.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace meshsso::transport {

/// Timers of an io_context.
class AsioTimers final : public engine::Timers
{
public:
    explicit AsioTimers(boost::asio::io_context& context) : m_context(context) {}

    std::unique_ptr<Operation> after(std::chrono::milliseconds delay, std::function<void()> function) override
    {
        auto timer = std::make_unique<Timer>(m_context);
        timer->timer.expires_after(delay);
        // Cancelling does not take back a completion that is queued already, so it looks whether it is
        // wanted.
        timer->timer.async_wait([function = std::move(function), isWanted = std::weak_ptr(timer->isWanted)](
                                    boost::system::error_code cancelled) {
            if (!cancelled && !isWanted.expired())
                function();
        });
        return timer;
    }

private:
    struct Timer final : Operation
    {
        explicit Timer(boost::asio::io_context& context) : timer(context) {}
        boost::asio::steady_timer timer;
        std::shared_ptr<bool> isWanted = std::make_shared<bool>(true);
    };

    boost::asio::io_context& m_context;
};

} // namespace meshsso::transport
