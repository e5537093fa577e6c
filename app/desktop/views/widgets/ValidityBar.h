#pragma once

#include "core/Clock.h"
#include "core/Finding.h"

#include <QWidget>

namespace meshsso::desktop {

/// A span of time with now in it: issued, now, expires. The colour is said by the words too.
class ValidityBar final : public QWidget
{
    Q_OBJECT
public:
    ValidityBar(TimePoint begin, TimePoint end, TimePoint now, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    TimePoint m_begin;
    TimePoint m_end;
    TimePoint m_now;
    QString m_issued;
    QString m_expires;
    QString m_left;
    Severity m_severity;

public:
    /// "89 days left", "expired 3 days ago", "valid only in 2 days".
    static QString leftText(TimePoint begin, TimePoint end, TimePoint now);
};

} // namespace meshsso::desktop
