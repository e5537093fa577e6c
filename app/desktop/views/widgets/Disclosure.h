#pragma once

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace meshsso::desktop {

/// A heading that folds what is below it. Folded at first.
class Disclosure final : public QWidget
{
    Q_OBJECT
public:
    explicit Disclosure(const QString& heading, QWidget* parent = nullptr);

    QVBoxLayout* content() { return m_content; }
    bool isOpen() const;
    void setOpen(bool open);
    /// The heading may say what is inside: "Session (cookie, 8 h)".
    void setHeading(const QString& heading);

private:
    QToolButton* m_head;
    QWidget* m_body;
    QVBoxLayout* m_content;
};

} // namespace meshsso::desktop
