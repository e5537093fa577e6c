#include "desktop/views/widgets/RolePicker.h"

#include "desktop/models/Text.h"
#include "desktop/views/Theme.h"

#include <algorithm>

namespace meshsso::desktop {

namespace {

constexpr int shownRows = 4;

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

RolePicker::RolePicker(QWidget* parent) : QListWidget(parent)
{
    setUniformItemSizes(true);
    setTextElideMode(Qt::ElideRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabKeyNavigation(false);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setFixedHeight((fontMetrics().height() + Theme::grid) * shownRows + 2 * frameWidth() + 4);
    connect(this, &QListWidget::itemChanged, this, &RolePicker::chosenChanged);
}

void RolePicker::setRoles(const std::vector<std::string>& declared, const std::vector<std::string>& chosen)
{
    std::vector<std::string> roles;
    for (const auto* names : {&declared, &chosen}) {
        for (const auto& name : *names) {
            if (!contains(roles, name))
                roles.push_back(name);
        }
    }
    const QSignalBlocker blocker(this);
    if (roles != m_roles) {
        const int place = currentRow();
        clear();
        for (const auto& name : roles) {
            auto* item = new QListWidgetItem(displayable(name, 200), this);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            item->setSizeHint(QSize(0, fontMetrics().height() + Theme::grid));
            item->setToolTip(
                contains(declared, name)
                    ? displayable(name, 2000)
                    : tr("%1: the project does not declare this role").arg(displayable(name, 2000)));
        }
        m_roles = std::move(roles);
        setCurrentRow(std::clamp(place, 0, std::max(count() - 1, 0)));
    }
    for (int row = 0; row < count(); ++row) {
        const bool isChosen = contains(chosen, m_roles[static_cast<std::size_t>(row)]);
        item(row)->setCheckState(isChosen ? Qt::Checked : Qt::Unchecked);
    }
}

std::vector<std::string> RolePicker::chosen() const
{
    std::vector<std::string> names;
    for (int row = 0; row < count(); ++row) {
        if (item(row)->checkState() == Qt::Checked)
            names.push_back(m_roles[static_cast<std::size_t>(row)]);
    }
    return names;
}

} // namespace meshsso::desktop
