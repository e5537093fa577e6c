#include "desktop/views/widgets/NeedsView.h"

#include "desktop/views/Theme.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

NeedsView::NeedsView(QWidget* parent) : QWidget(parent), m_list(new QVBoxLayout(this))
{
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(Theme::grid);
}

void NeedsView::setLines(const std::vector<NeedsLine>& lines, bool canAdd)
{
    // Rebuilt only when they differ: the operator may be about to press a button in here.
    QString digest = canAdd ? QStringLiteral("+") : QStringLiteral("-");
    for (const auto& line : lines)
        digest += line.title + line.why + line.fix + line.supplier + QString::number(line.missing) +
                  (line.isMet ? QLatin1Char('y') : QLatin1Char('n'));
    if (digest == m_shown)
        return;
    m_shown = digest;
    while (auto* item = m_list->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    for (const auto& line : lines)
        m_list->addWidget(makeLine(line, canAdd));
}

QWidget* NeedsView::makeLine(const NeedsLine& line, bool canAdd)
{
    auto* widget = new QWidget;
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::grid);
    auto* mark = new IconLabel(QStringLiteral("circle-check"), 16, IconColor::Good);
    mark->setAccessibleName(tr("met"));
    row->addWidget(mark, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    row->addLayout(column, 1);
    auto* title = new Label(line.title, line.isMet ? TextRole::Body : TextRole::Strong);
    column->addWidget(title);
    if (line.isMet)
        return widget;
    mark->setSeverity(line.severity);
    mark->setAccessibleName(severityText(line.severity));
    title->setSeverity(line.severity);
    if (!line.why.isEmpty())
        column->addWidget(new Label(line.why));
    if (!line.fix.isEmpty())
        column->addWidget(new Label(line.fix, TextRole::Muted));
    column->addWidget(new Label(line.code, TextRole::Small));
    if (line.missing < 0)
        return widget;
    auto* add = new QPushButton(tr("Add to Keycloak"));
    add->setObjectName(QStringLiteral("needs.add.%1").arg(line.missing));
    add->setAccessibleName(tr("Add %1 to Keycloak").arg(line.supplier));
    add->setToolTip(line.supplier);
    add->setEnabled(canAdd);
    connect(add, &QPushButton::clicked, this,
            [this, index = line.missing, what = line.supplier] { emit addAsked(index, what); });
    row->addWidget(add, 0, Qt::AlignTop);
    return widget;
}

} // namespace meshsso::desktop
