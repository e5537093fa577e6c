#pragma once

#include "desktop/models/StepState.h"
#include "desktop/views/Icons.h"

#include <QWidget>

namespace meshsso::desktop {

/// A line icon as a widget, in a theme colour, sharp at any scale. Give it an accessible name where it says
/// something the text beside it does not.
class IconLabel final : public QWidget
{
    Q_OBJECT
public:
    explicit IconLabel(QString name, int size = 16, IconColor color = IconColor::Text,
                       QWidget* parent = nullptr);
    void setIcon(const QString& name, IconColor color);
    void setStatus(StepStatus status);
    void setSeverity(Severity severity);
    QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
    int m_size;
    IconColor m_color;
};

} // namespace meshsso::desktop
