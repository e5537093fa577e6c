#include "desktop/views/widgets/FactList.h"

#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QGridLayout>

namespace meshsso::desktop {

FactList::FactList(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
}

void FactList::setFacts(const std::vector<Fact>& facts)
{
    QString digest;
    for (const auto& fact : facts)
        digest += fact.name + QLatin1Char('\t') + fact.value + QLatin1Char('\t') +
                  QString::number(fact.status ? static_cast<int>(*fact.status) : -1) + QLatin1Char('\n');
    if (digest == m_shown)
        return;
    m_shown = digest;
    if (m_body != nullptr)
        m_body->deleteLater();
    m_body = new QWidget;
    m_grid->addWidget(m_body, 0, 0);
    auto* grid = new QGridLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(Theme::grid);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(1, 16);
    grid->setColumnStretch(2, 1);
    int row = 0;
    for (const auto& fact : facts) {
        auto* name = new Label(fact.name, TextRole::Muted);
        name->setWordWrap(false);
        grid->addWidget(name, row, 0, Qt::AlignTop);
        if (fact.status) {
            auto* mark = new IconLabel(statusIconName(*fact.status), 16);
            mark->setStatus(*fact.status);
            mark->setAccessibleName(statusText(*fact.status));
            grid->addWidget(mark, row, 1, Qt::AlignTop);
        }
        auto* value = new Label(fact.value, fact.isCode ? TextRole::Mono : TextRole::Body);
        value->setSelectable(true);
        value->setAccessibleName(fact.name + QStringLiteral(": ") + fact.value);
        grid->addWidget(value, row, 2);
        ++row;
    }
}

} // namespace meshsso::desktop
