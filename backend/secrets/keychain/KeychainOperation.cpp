#include "secrets/keychain/KeychainOperation.h"

#include <QTimer>
#include <utility>

namespace meshsso::secrets {

KeychainOperation::KeychainOperation(QKeychain::Job* job, std::chrono::milliseconds timeout,
                                     Finished finished)
    : m_timer(new QTimer), m_finished(std::move(finished))
{
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, &m_context,
                     [this](QKeychain::Job* done) { finish(done); });
    m_timer->setSingleShot(true);
    QObject::connect(m_timer, &QTimer::timeout, &m_context, [this] { finish(nullptr); });
    m_timer->start(timeout);
    job->start();
}

KeychainOperation::~KeychainOperation()
{
    // May run inside the timer's own signal.
    m_timer->stop();
    m_timer->deleteLater();
}

void KeychainOperation::finish(QKeychain::Job* job)
{
    // The function destroys this operation.
    auto finished = std::exchange(m_finished, nullptr);
    if (finished)
        finished(job);
}

} // namespace meshsso::secrets
