#pragma once

#include "core/Finding.h"

#include <QFrame>

class QHBoxLayout;
class QPushButton;

namespace meshsso::desktop {

class IconLabel;
class Label;

/// A line over the pages that stays until what it says is over; a button each thing that can be done.
class Banner final : public QFrame
{
    Q_OBJECT
public:
    Banner(const QString& name, const QString& iconName, Severity severity, QWidget* parent = nullptr);

    void setText(const QString& text);
    QString text() const;
    QPushButton* addButton(const QString& name, const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Severity m_severity;
    Label* m_text;
    QHBoxLayout* m_row;
};

} // namespace meshsso::desktop
