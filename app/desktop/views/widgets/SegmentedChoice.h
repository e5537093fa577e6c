#pragma once

#include <QWidget>

class QButtonGroup;

namespace meshsso::desktop {

/// A few ways, one of which is chosen, beside each other: each with an icon and a title. Left and Right move
/// between them, as with radio buttons.
class SegmentedChoice final : public QWidget
{
    Q_OBJECT
public:
    explicit SegmentedChoice(const QString& name, QWidget* parent = nullptr);

    void addOption(const QString& iconName, const QString& title, const QString& toolTip);
    int current() const;
    /// Without chosen().
    void setCurrent(int option);

signals:
    void chosen(int option);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* m_group;
};

} // namespace meshsso::desktop
