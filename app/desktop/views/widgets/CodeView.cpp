#include "desktop/views/widgets/CodeView.h"

#include "desktop/views/Theme.h"
#include "desktop/views/widgets/CodeGutter.h"
#include "desktop/views/widgets/CodeHighlighter.h"

#include <QEvent>
#include <QScrollBar>
#include <QTextBlock>

namespace meshsso::desktop {

CodeView::CodeView(Language language, QWidget* parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setFont(Theme::font(TextRole::Mono));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_highlighter = new CodeHighlighter(document(), language);
    m_isDark = ThemeColors::of(palette()).isDark;
}

void CodeView::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    // Also while the base class is being made, before there is anything to colour.
    if (event->type() != QEvent::PaletteChange || m_highlighter == nullptr)
        return;
    const bool isDark = ThemeColors::of(palette()).isDark;
    if (isDark != m_isDark) {
        m_isDark = isDark;
        m_highlighter->rehighlight();
    }
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
    // A scroll bar below must not hide the last line.
    const int bar = horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff
                        ? 0
                        : horizontalScrollBar()->sizeHint().height();
    setFixedHeight(fontMetrics().lineSpacing() * lines + 2 * Theme::grid + 8 + bar);
}

void CodeView::setNotes(std::vector<LineNote> notes)
{
    if (m_gutter == nullptr) {
        m_gutter = new CodeGutter(*this);
        connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeView::placeGutter);
        connect(this, &QPlainTextEdit::updateRequest, m_gutter,
                [this](const QRect&, int) { m_gutter->update(); });
        m_gutter->show();
        placeGutter();
    }
    // What the marks say has to reach those who do not see them.
    QStringList spoken;
    for (const auto& note : notes)
        spoken.append(tr("Line %1: %2").arg(note.line).arg(note.text));
    setAccessibleDescription(spoken.join(QLatin1Char('\n')));
    m_gutter->setNotes(std::move(notes));
}

void CodeView::showLine(int line)
{
    const auto block = document()->findBlockByNumber(std::max(line, 1) - 1);
    if (!block.isValid())
        return;
    setTextCursor(QTextCursor(block));
    centerCursor();
}

void CodeView::forEachVisibleLine(const std::function<void(int, int, int)>& visit) const
{
    for (auto block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const auto box = blockBoundingGeometry(block).translated(contentOffset());
        if (box.top() > viewport()->height())
            break;
        if (block.isVisible())
            visit(block.blockNumber() + 1, static_cast<int>(box.top()), static_cast<int>(box.height()));
    }
}

void CodeView::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
}

void CodeView::placeGutter()
{
    if (m_gutter == nullptr)
        return;
    const int width = m_gutter->fittingWidth();
    setViewportMargins(width + Theme::grid / 2, 0, 0, 0);
    // Beside the viewport, whatever padding the style sheet puts around it.
    const auto area = viewport()->geometry();
    m_gutter->setGeometry(area.left() - width - Theme::grid / 2, area.top(), width, area.height());
}

} // namespace meshsso::desktop
