#include "desktop/views/shell/CommandPalette.h"

#include "desktop/models/FuzzyMatch.h"
#include "desktop/views/Theme.h"
#include "desktop/views/shell/CommandDelegate.h"
#include "desktop/views/shell/CommandList.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace meshsso::desktop {

CommandPalette::CommandPalette(const CommandList& commands, QWidget* window)
    : QFrame(window), m_commands(commands), m_query(new QLineEdit), m_list(new QListView),
      m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Commands"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::grid, Theme::grid, Theme::grid, Theme::grid);
    column->setSpacing(Theme::grid);
    m_query->setObjectName(QStringLiteral("commandQuery"));
    m_query->setAccessibleName(tr("Find a command"));
    m_query->setPlaceholderText(tr("Find a command"));
    m_list->setObjectName(QStringLiteral("commandMatches"));
    m_list->setAccessibleName(tr("Commands that fit"));
    m_list->setProperty("plain", true);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    column->addWidget(m_query);
    column->addWidget(m_list, 1);
    m_query->installEventFilter(this);
    connect(m_query, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runChosen);
    hide();
}

void CommandPalette::open()
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    const QWidget* window = parentWidget();
    const int width = std::min(560, window->width() - 4 * Theme::grid);
    const int height = std::min(420, window->height() - 12 * Theme::grid);
    setGeometry((window->width() - width) / 2, 6 * Theme::grid, width, height);
    m_query->clear();
    filter({});
    show();
    raise();
    m_query->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::filter(const QString& query)
{
    struct Hit
    {
        const Command* command;
        FuzzyMatch match;
    };
    std::vector<Hit> hits;
    for (const auto& command : m_commands.all()) {
        if (!command.action->isEnabled() || command.id == QLatin1String("view.palette"))
            continue;
        if (auto match = fuzzyMatch(query, command.action->text()))
            hits.push_back({&command, std::move(*match)});
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const Hit& a, const Hit& b) { return a.match.score > b.match.score; });
    m_model->clear();
    for (const auto& [command, match] : hits) {
        auto* item = new QStandardItem(command->action->text());
        const QString keys = command->action->shortcut().toString(QKeySequence::NativeText);
        item->setData(command->id, CommandDelegate::IdRole);
        item->setData(command->category, CommandDelegate::CategoryRole);
        item->setData(keys, CommandDelegate::ShortcutRole);
        QVariantList positions;
        for (const int position : match.positions)
            positions.append(position);
        item->setData(positions, CommandDelegate::PositionsRole);
        item->setData(keys.isEmpty() ? command->action->text()
                                     : tr("%1, %2").arg(command->action->text(), keys),
                      Qt::AccessibleTextRole);
        m_model->appendRow(item);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_query->setAccessibleDescription(tr("%n command(s) fit", nullptr, m_model->rowCount()));
}

QString CommandPalette::chosenId() const
{
    return m_list->currentIndex().data(CommandDelegate::IdRole).toString();
}

void CommandPalette::runChosen()
{
    auto* action = m_commands.action(chosenId());
    leave();
    if (action != nullptr)
        action->trigger();
}

void CommandPalette::leave()
{
    hide();
    if (m_before && m_before->isVisible())
        m_before->setFocus(Qt::OtherFocusReason);
}

void CommandPalette::move(int rows)
{
    const int count = m_model->rowCount();
    if (count == 0)
        return;
    const int row = std::clamp(m_list->currentIndex().row() + rows, 0, count - 1);
    m_list->setCurrentIndex(m_model->index(row, 0));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut && isVisible() &&
        static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason &&
        static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) {
        hide();
    }
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
        move(8);
        return true;
    case Qt::Key_PageUp:
        move(-8);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runChosen();
        return true;
    case Qt::Key_Escape:
        leave();
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    const auto& colors = ThemeColors::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.muted, 1));
    painter.setBrush(colors.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::radius, Theme::radius);
}

} // namespace meshsso::desktop
