#pragma once

#include "core/Executor.h"

#include <QObject>

namespace meshsso::net {

/// Runs functions in the event loop of the thread that made it. What is still queued when it dies does not
/// run.
class QtExecutor final : public Executor
{
public:
    void post(std::function<void()> function) override;

private:
    QObject m_context;
};

} // namespace meshsso::net
