#include "desktop/views/widgets/CodeGutter.h"

#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/CodeView.h"

#include <QHelpEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

namespace meshsso::desktop {

namespace {

constexpr int markSize = 16;

}

CodeGutter::CodeGutter(CodeView& view) : QWidget(&view), m_view(view)
{
    setFont(view.font());
}

void CodeGutter::setNotes(std::vector<LineNote> notes)
{
    m_notes = std::move(notes);
    update();
}

int CodeGutter::fittingWidth() const
{
    const auto digits = QString::number(std::max(m_view.blockCount(), 10)).size();
    return markSize + 4 + fontMetrics().horizontalAdvance(QLatin1Char('9')) * static_cast<int>(digits) +
           Theme::grid;
}

const LineNote* CodeGutter::worstAt(int line) const
{
    const LineNote* worst = nullptr;
    for (const auto& note : m_notes) {
        if (note.line == line && (worst == nullptr || note.severity > worst->severity))
            worst = &note;
    }
    return worst;
}

void CodeGutter::paintEvent(QPaintEvent* event)
{
    const auto& colors = ThemeColors::of(palette());
    QPainter painter(this);
    painter.fillRect(event->rect(), colors.sunken);
    m_view.forEachVisibleLine([&](int line, int top, int height) {
        painter.setPen(colors.muted);
        painter.drawText(0, top, width() - Theme::grid / 2, height, Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(line));
        const auto* note = worstAt(line);
        if (note == nullptr)
            return;
        const auto mark = iconPixmap(severityIconName(note->severity), colors.severity(note->severity),
                                     markSize, devicePixelRatioF());
        painter.drawPixmap(QPointF(2, top + (height - markSize) / 2.0), mark);
    });
}

bool CodeGutter::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QStringList texts;
        m_view.forEachVisibleLine([&](int line, int top, int height) {
            if (help->pos().y() < top || help->pos().y() >= top + height)
                return;
            for (const auto& note : m_notes) {
                if (note.line == line)
                    texts.append(note.text.toHtmlEscaped());
            }
        });
        if (texts.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(
                help->globalPos(),
                texts.join(QStringLiteral("<br>")).replace(QLatin1Char('\n'), QStringLiteral("<br>")));
        return true;
    }
    return QWidget::event(event);
}

} // namespace meshsso::desktop
