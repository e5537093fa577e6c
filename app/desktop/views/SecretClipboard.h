#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <chrono>

class QClipboard;

namespace meshsso::desktop {

/// Puts text on the clipboard. Secrets are marked so that clipboard histories leave them out, and are taken
/// back after 30 s and at the end of the program, if they are still what the clipboard holds.
class SecretClipboard final : public QObject
{
    Q_OBJECT
public:
    explicit SecretClipboard(QClipboard& clipboard,
                             std::chrono::milliseconds lifetime = std::chrono::seconds(30),
                             QObject* parent = nullptr);
    ~SecretClipboard() override;

    void copyText(const QString& text);
    void copySecret(const QString& secret);
    /// Takes a secret back now, if it is still there.
    void clear();

signals:
    /// For a word to the operator: "Copied; it is cleared in 30 s".
    void copied(bool isSecret);

private:
    QClipboard& m_clipboard;
    QByteArray m_digest; ///< of the secret that we put there; the text itself is not kept
    QTimer m_timer;
};

} // namespace meshsso::desktop
