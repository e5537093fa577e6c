#include "desktop/views/shell/LogView.h"

#include "desktop/models/LogModel.h"
#include "desktop/views/Icons.h"
#include "desktop/views/SecretClipboard.h"

#include <QKeyEvent>
#include <QStyledItemDelegate>

namespace meshsso::desktop {

namespace {

class LogDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = {16, 16};
        switch (static_cast<LogLine::Level>(index.data(LogModel::LevelRole).toInt())) {
        case LogLine::Level::Info:
            option->icon = icon(QStringLiteral("info"), IconColor::Muted);
            break;
        case LogLine::Level::Good:
            option->icon = icon(QStringLiteral("circle-check"), IconColor::Good);
            break;
        case LogLine::Level::Warning:
            option->icon = icon(QStringLiteral("triangle-alert"), IconColor::Warn);
            break;
        case LogLine::Level::Error:
            option->icon = icon(QStringLiteral("octagon-x"), IconColor::Bad);
            break;
        }
    }
};

} // namespace

LogView::LogView(ViewContext context, QWidget* parent) : QListView(parent), m_context(context)
{
    setObjectName(QStringLiteral("log"));
    setAccessibleName(tr("Log"));
    setModel(context.workspace.activity().log());
    setItemDelegate(new LogDelegate(this));
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setUniformItemSizes(true);
    setProperty("plain", true);
    connect(model(), &QAbstractItemModel::rowsInserted, this, &LogView::scrollToBottom);
}

void LogView::keyPressEvent(QKeyEvent* event)
{
    if (!event->matches(QKeySequence::Copy)) {
        QListView::keyPressEvent(event);
        return;
    }
    auto chosen = selectionModel()->selectedRows();
    std::sort(chosen.begin(), chosen.end());
    QStringList lines;
    for (const auto& index : chosen)
        lines.append(index.data().toString());
    if (!lines.isEmpty())
        m_context.clipboard.copyText(lines.join(QLatin1Char('\n')));
}

} // namespace meshsso::desktop
