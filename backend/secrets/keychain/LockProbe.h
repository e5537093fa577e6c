#pragma once

#include "core/Task.h"

#include <QObject>
#include <chrono>
#include <functional>

namespace meshsso::secrets {

/// Asks the Secret Service on the session bus whether its default collection is locked. Calls finished with
/// the answer, false when nobody answers; not any more once destroyed. Private to this folder.
class LockProbe final : public Operation
{
public:
    LockProbe(std::chrono::milliseconds timeout, std::function<void(bool)> finished);

private:
    QObject m_context; ///< the pending call ends with it
    std::function<void(bool)> m_finished;
};

} // namespace meshsso::secrets
