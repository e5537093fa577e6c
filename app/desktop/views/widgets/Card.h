#pragma once

#include <QFrame>

class QVBoxLayout;

namespace meshsso::desktop {

/// A framed group: an optional section heading, then whatever is added to content().
class Card final : public QFrame
{
    Q_OBJECT
public:
    explicit Card(const QString& heading = {}, QWidget* parent = nullptr);
    QVBoxLayout* content() { return m_content; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_content;
};

} // namespace meshsso::desktop
