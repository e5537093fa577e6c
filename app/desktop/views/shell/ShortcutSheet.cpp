#include "desktop/views/shell/ShortcutSheet.h"

#include "desktop/views/Theme.h"
#include "desktop/views/shell/CommandList.h"
#include "desktop/views/widgets/Label.h"

#include <QGridLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

struct Line
{
    QString category;
    QString text;
    QString keys;
};

QString keysOf(const QAction& action)
{
    QStringList keys;
    for (const auto& sequence : action.shortcuts())
        keys.append(sequence.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral(", "));
}

} // namespace

ShortcutSheet::ShortcutSheet(const CommandList& commands, QWidget* parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Shortcuts"));
    std::vector<Line> lines;
    for (const auto& command : commands.all()) {
        if (!command.action->shortcuts().isEmpty())
            lines.push_back({command.category, command.action->text(), keysOf(*command.action)});
    }
    const auto native = [](const QKeySequence& keys) { return keys.toString(QKeySequence::NativeText); };
    lines.push_back({tr("On a page"), tr("The page's main action"), native(Qt::CTRL | Qt::Key_Return)});
    lines.push_back({tr("On a page"), tr("Next and previous field"),
                     native(Qt::Key_Tab) + QStringLiteral(", ") + native(Qt::SHIFT | Qt::Key_Tab)});

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::pageMargin, Theme::pageMargin, Theme::pageMargin, Theme::cardPadding);
    column->setSpacing(Theme::cardPadding);
    column->addWidget(new Label(tr("Shortcuts"), TextRole::Title));
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(tr("Shortcuts"));
    auto* content = new QWidget;
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, Theme::cardPadding, 0);
    grid->setHorizontalSpacing(Theme::pageMargin);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    QString category;
    int row = 0;
    for (const auto& line : lines) {
        if (line.category != category) {
            category = line.category;
            grid->setRowMinimumHeight(row, row == 0 ? 0 : Theme::grid);
            ++row;
            grid->addWidget(new Label(category, TextRole::Section), row++, 0, 1, 2);
        }
        auto* keys = new Label(line.keys, TextRole::Mono);
        keys->setWordWrap(false);
        grid->addWidget(new Label(line.text), row, 0);
        grid->addWidget(keys, row++, 1);
    }
    grid->setRowStretch(row, 1);
    scroll->setWidget(content);
    content->setAutoFillBackground(false); // which setWidget sets
    scroll->viewport()->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    auto* close = new QPushButton(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    column->addWidget(close, 0, Qt::AlignRight);
    resize(560, std::min(640, parent != nullptr ? parent->height() - 48 : 640));
}

} // namespace meshsso::desktop
