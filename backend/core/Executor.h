#pragma once

#include <functional>

namespace meshsso {

/// Where continuations run: an Asio context, the Qt event loop, or a RunLoop. post() may be called from any
/// thread and never runs the function before it returns.
class Executor
{
public:
    virtual ~Executor() = default;
    virtual void post(std::function<void()> function) = 0;
};

} // namespace meshsso
