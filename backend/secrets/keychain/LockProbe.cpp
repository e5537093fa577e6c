#include "secrets/keychain/LockProbe.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <utility>

namespace meshsso::secrets {

LockProbe::LockProbe(std::chrono::milliseconds timeout, std::function<void(bool)> finished)
    : m_finished(std::move(finished))
{
    auto message =
        QDBusMessage::createMethodCall("org.freedesktop.secrets", "/org/freedesktop/secrets/aliases/default",
                                       "org.freedesktop.DBus.Properties", "Get");
    message << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    message.setAutoStartService(false);
    const auto call = QDBusConnection::sessionBus().asyncCall(message, static_cast<int>(timeout.count()));
    auto* watcher = new QDBusPendingCallWatcher(call, &m_context);
    // Queued: a call that fails at once must not complete from within this constructor, nor the watcher end
    // itself.
    QObject::connect(
        watcher, &QDBusPendingCallWatcher::finished, &m_context,
        [this](QDBusPendingCallWatcher* ended) {
            const QDBusPendingReply<QDBusVariant> reply = *ended;
            const bool locked = reply.isValid() && reply.value().variant().toBool();
            auto done = std::exchange(m_finished, nullptr);
            if (done)
                done(locked);
        },
        Qt::QueuedConnection);
}

} // namespace meshsso::secrets
