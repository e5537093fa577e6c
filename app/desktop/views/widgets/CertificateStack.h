#pragma once

#include "core/Clock.h"
#include "crypto/Certificate.h"

#include <QWidget>
#include <functional>
#include <vector>

class QVBoxLayout;

namespace meshsso::desktop {

/// A certificate chain, leaf on top: for each its names, who signed it, its fingerprint and how much of its
/// life is left.
class CertificateStack final : public QWidget
{
    Q_OBJECT
public:
    explicit CertificateStack(QWidget* parent = nullptr);
    void setChain(const std::vector<crypto::CertificateInfo>& chain, TimePoint now);

signals:
    void copyRequested(const QString& text);

private:
    QWidget* makeCard(const crypto::CertificateInfo& info, TimePoint now, bool isLeaf);

    QVBoxLayout* m_column;
    QString m_shown;
};

} // namespace meshsso::desktop
