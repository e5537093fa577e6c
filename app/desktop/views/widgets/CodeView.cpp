#include "desktop/views/widgets/CodeView.h"

#include "desktop/views/Theme.h"
#include "desktop/views/widgets/CodeHighlighter.h"

#include <QScrollBar>

namespace meshsso::desktop {

CodeView::CodeView(Language language, QWidget* parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setFont(Theme::font(TextRole::Mono));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    new CodeHighlighter(document(), language);
}

void CodeView::setCode(const QString& code)
{
    if (code == toPlainText())
        return;
    const int position = verticalScrollBar()->value();
    setPlainText(code);
    verticalScrollBar()->setValue(position);
    if (m_fitLines > 0)
        fitHeight(m_fitLines);
}

void CodeView::fitHeight(int maxLines)
{
    m_fitLines = maxLines;
    const int lines = std::clamp(document()->blockCount(), 1, maxLines);
    setFixedHeight(fontMetrics().lineSpacing() * lines + 2 * Theme::grid + 8);
}

} // namespace meshsso::desktop
