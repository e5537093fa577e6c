#pragma once

#include "desktop/views/Theme.h"

#include <QLabel>

namespace meshsso::desktop {

/// Text in one of the theme's roles. Plain text always, so that nothing a peer says is taken for markup; it
/// wraps unless told otherwise, and it can be selected when it is a value.
class Label final : public QLabel
{
    Q_OBJECT
public:
    explicit Label(const QString& text = {}, TextRole role = TextRole::Body, QWidget* parent = nullptr);

    void setRole(TextRole role);
    /// The text in a state's colour; the state must be said by the text or an icon too.
    void setSeverity(Severity severity);
    void clearSeverity();
    void setSelectable(bool selectable);

    /// Narrow: a word without spaces, however long, must not widen the window.
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyColors();

    TextRole m_role;
    int m_severity = -1;
    bool m_isApplying = false;
};

} // namespace meshsso::desktop
