#include "desktop/views/widgets/TokenView.h"

#include "desktop/models/Text.h"
#include "desktop/views/Theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFile>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QTextBlock>

namespace meshsso::desktop {

TokenView::TokenView(const QString& name, QWidget* parent) : QPlainTextEdit(parent)
{
    setAccessibleName(name);
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setAcceptDrops(true);
    setFont(Theme::font(TextRole::Mono));
    setWordWrapMode(QTextOption::WrapAnywhere);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (!m_isShowing && m_shown > 0)
            emit characterPointed(std::min(textCursor().position(), m_shown - 1));
    });
}

void TokenView::show(std::string_view text, const login::TokenInspection* token)
{
    m_isShowing = true;
    m_parts.clear();
    m_markLength = 0;
    const bool isLong = text.size() > static_cast<std::size_t>(maxShown);
    m_shown = static_cast<int>(std::min(text.size(), static_cast<std::size_t>(maxShown)));
    QString shown = displayable(text.substr(0, static_cast<std::size_t>(m_shown)), maxShown);
    // Escapes take more room: then characters and bytes no longer agree, and nothing is coloured.
    const bool isPlain = shown.size() == m_shown;
    if (isLong)
        shown += tr(" … %n more character(s)", nullptr, static_cast<int>(text.size()) - m_shown);
    setPlainText(shown);
    if (token != nullptr && token->form == login::TokenForm::Jws && isPlain) {
        for (const auto& range : {token->headerPart, token->payloadPart, token->signaturePart})
            m_parts.push_back(
                {static_cast<int>(range.offset - token->token.offset), static_cast<int>(range.length)});
    }
    m_isShowing = false;
    paint();
}

void TokenView::highlight(int offset, int length)
{
    if (m_markOffset == offset && m_markLength == length)
        return;
    m_markOffset = offset;
    m_markLength = length;
    paint();
}

void TokenView::paint()
{
    const auto& colors = ThemeColors::of(palette());
    const QColor inks[] = {colors.warn, colors.accent, colors.good};
    QList<QTextEdit::ExtraSelection> selections;
    const auto add = [&](int offset, int length, const auto& format) {
        const int end = std::min(offset + length, m_shown);
        if (end <= offset)
            return;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(document());
        selection.cursor.setPosition(offset);
        selection.cursor.setPosition(end, QTextCursor::KeepAnchor);
        format(selection.format);
        selections.append(selection);
    };
    for (std::size_t i = 0; i < m_parts.size() && i < std::size(inks); ++i) {
        add(m_parts[i].offset, m_parts[i].length,
            [&](QTextCharFormat& format) { format.setForeground(inks[i]); });
    }
    if (!m_parts.empty() && m_markLength > 0) {
        add(m_markOffset, m_markLength, [&](QTextCharFormat& format) {
            QColor ground = colors.accent;
            ground.setAlphaF(0.22F);
            format.setBackground(ground);
            format.setFontUnderline(true);
        });
    }
    setExtraSelections(selections);
}

void TokenView::give(const QMimeData* source)
{
    if (source->hasUrls() && source->urls().front().isLocalFile()) {
        QFile file(source->urls().front().toLocalFile());
        // One byte more than is looked at, so that the cut is noticed.
        if (file.open(QIODevice::ReadOnly))
            emit textGiven(QString::fromUtf8(file.read(static_cast<qint64>(login::maxInspectedBytes) + 1)));
        return;
    }
    if (source->hasText())
        emit textGiven(source->text());
}

void TokenView::paste()
{
    give(QGuiApplication::clipboard()->mimeData());
}

bool TokenView::canInsertFromMimeData(const QMimeData* source) const
{
    return source->hasText() || source->hasUrls();
}

void TokenView::insertFromMimeData(const QMimeData* source)
{
    give(source);
}

QMimeData* TokenView::createMimeDataFromSelection() const
{
    return new QMimeData;
}

void TokenView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Paste)) {
        paste();
        return;
    }
    // Copying a token has its own button, which takes it back from the clipboard again.
    if (event->matches(QKeySequence::Copy) || event->matches(QKeySequence::Cut)) {
        event->accept();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void TokenView::mouseMoveEvent(QMouseEvent* event)
{
    QPlainTextEdit::mouseMoveEvent(event);
    if (event->buttons() != Qt::NoButton || m_shown == 0)
        return;
    const auto cursor = cursorForPosition(event->pos());
    const QRect place = cursorRect(cursor);
    const bool isOnText = event->pos().y() <= place.bottom();
    emit characterPointed(isOnText && cursor.position() < m_shown ? cursor.position() : -1);
}

void TokenView::leaveEvent(QEvent* event)
{
    QPlainTextEdit::leaveEvent(event);
    emit characterPointed(-1);
}

void TokenView::dragEnterEvent(QDragEnterEvent* event)
{
    if (canInsertFromMimeData(event->mimeData()))
        event->acceptProposedAction();
}

void TokenView::dragMoveEvent(QDragMoveEvent* event)
{
    event->acceptProposedAction();
}

void TokenView::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    give(event->mimeData());
}

void TokenView::contextMenuEvent(QContextMenuEvent* event)
{
    auto* popup = new QMenu(this);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    popup->addAction(tr("Paste"), this, &TokenView::paste);
    popup->popup(event->globalPos());
}

void TokenView::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paint();
}

} // namespace meshsso::desktop
