#include "desktop/views/SecretClipboard.h"

#include <QClipboard>
#include <QCryptographicHash>
#include <QMimeData>

namespace meshsso::desktop {

namespace {

QByteArray digestOf(const QString& text)
{
    return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
}

} // namespace

SecretClipboard::SecretClipboard(QClipboard& clipboard, std::chrono::milliseconds lifetime, QObject* parent)
    : QObject(parent), m_clipboard(clipboard)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(lifetime);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::clear);
}

SecretClipboard::~SecretClipboard()
{
    clear();
}

void SecretClipboard::copyText(const QString& text)
{
    m_timer.stop();
    m_digest.clear();
    m_clipboard.setText(text);
    emit copied(false);
}

void SecretClipboard::copySecret(const QString& secret)
{
    auto* data = new QMimeData;
    data->setText(secret);
    // Klipper and those who follow it; Windows' and macOS' own marks beside it.
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    data->setData(QStringLiteral("ExcludeClipboardContentFromMonitorProcessing"), QByteArrayLiteral("1"));
    data->setData(QStringLiteral("application/x-nspasteboard-concealed-type"), QByteArrayLiteral("1"));
    m_digest = digestOf(secret);
    m_clipboard.setMimeData(data);
    m_timer.start();
    emit copied(true);
}

void SecretClipboard::clear()
{
    m_timer.stop();
    if (m_digest.isEmpty())
        return;
    if (digestOf(m_clipboard.text()) == m_digest)
        m_clipboard.clear();
    m_digest.clear();
}

} // namespace meshsso::desktop
