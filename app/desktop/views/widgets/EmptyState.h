#pragma once

#include <QWidget>

class QPushButton;

namespace meshsso::desktop {

/// What stands where nothing is yet: one sentence and, where something can be done, one action.
class EmptyState final : public QWidget
{
    Q_OBJECT
public:
    EmptyState(const QString& iconName, const QString& sentence, const QString& action = {},
               QWidget* parent = nullptr);
    /// Null without an action.
    QPushButton* button() const { return m_button; }

private:
    QPushButton* m_button = nullptr;
};

} // namespace meshsso::desktop
