#pragma once

#include "core/Task.h"

#include <QObject>
#include <chrono>
#include <functional>
#include <qt6keychain/keychain.h>

class QTimer;

namespace meshsso::secrets {

/// A keychain job under way. Calls finished with the job, or with null when the time is up; not any more once
/// destroyed. Private to this folder.
class KeychainOperation final : public Operation
{
public:
    using Finished = std::function<void(QKeychain::Job*)>;

    /// Takes over the job, which deletes itself when it ends. It is never deleted earlier: the backends hold
    /// a bare pointer to it until they have answered.
    KeychainOperation(QKeychain::Job* job, std::chrono::milliseconds timeout, Finished finished);
    ~KeychainOperation() override;
    KeychainOperation(const KeychainOperation&) = delete;
    KeychainOperation& operator=(const KeychainOperation&) = delete;

private:
    void finish(QKeychain::Job* job);

    QObject m_context; ///< connections end with it
    QTimer* m_timer;
    Finished m_finished;
};

} // namespace meshsso::secrets
