#include "desktop/views/widgets/CheckListView.h"

#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "desktop/models/TokenText.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QGridLayout>

namespace meshsso::desktop {

namespace {

std::pair<QString, IconColor> markOf(login::CheckState state)
{
    switch (state) {
    case login::CheckState::Pass:
        return {QStringLiteral("circle-check"), IconColor::Good};
    case login::CheckState::Fail:
        return {QStringLiteral("octagon-x"), IconColor::Bad};
    case login::CheckState::Warn:
        return {QStringLiteral("triangle-alert"), IconColor::Warn};
    case login::CheckState::NotChecked:
        return {QStringLiteral("circle-dashed"), IconColor::Muted};
    }
    return {};
}

} // namespace

CheckListView::CheckListView(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(Theme::grid);
    m_grid->setVerticalSpacing(Theme::grid / 2);
    m_grid->setColumnStretch(2, 1);
    setObjectName(QStringLiteral("checks"));
    setAccessibleName(tr("Checks of the token"));
}

void CheckListView::show(const std::vector<login::TokenCheck>& checks)
{
    QString digest;
    QStringList spoken;
    for (const auto& check : checks) {
        digest += toQString(check.name + std::to_string(static_cast<int>(check.state)) + check.reason);
        spoken.append(tr("%1: %2").arg(checkTitle(check.name), checkStateText(check.state)));
    }
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    if (digest == m_shown)
        return;
    m_shown = digest;
    while (auto* item = m_grid->takeAt(0)) {
        if (item->widget() != nullptr)
            delete item->widget();
        delete item;
    }
    int row = 0;
    for (const auto& check : checks) {
        const auto [name, color] = markOf(check.state);
        auto* mark = new IconLabel(name, 16, color);
        mark->setAccessibleName(checkStateText(check.state));
        mark->setToolTip(checkStateText(check.state));
        auto* title = new Label(checkTitle(check.name), TextRole::Strong);
        title->setWordWrap(false);
        auto* reason = new Label(backendText(check.reason, 500),
                                 check.state == login::CheckState::Fail ? TextRole::Body : TextRole::Muted);
        if (check.state == login::CheckState::Fail)
            reason->setSeverity(Severity::Error);
        m_grid->addWidget(mark, row, 0, Qt::AlignTop);
        m_grid->addWidget(title, row, 1, Qt::AlignTop);
        m_grid->addWidget(reason, row, 2, Qt::AlignTop);
        ++row;
    }
}

} // namespace meshsso::desktop
