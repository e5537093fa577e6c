#pragma once

#include "core/Clock.h"

#include <QWidget>
#include <optional>

namespace meshsso::desktop {

/// A token's life as a bar: issued, now, expires. The text says the same.
class TimeBar final : public QWidget
{
    Q_OBJECT
public:
    explicit TimeBar(QWidget* parent = nullptr);

    /// Either date may be missing; then there is no bar, but the text says so.
    void show(std::optional<TimePoint> issued, std::optional<TimePoint> expires, TimePoint now);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<TimePoint> m_issued;
    std::optional<TimePoint> m_expires;
    TimePoint m_now;
    QString m_state;
};

} // namespace meshsso::desktop
