#include "desktop/views/widgets/TickList.h"

#include "desktop/models/Text.h"
#include "desktop/views/Theme.h"

#include <QCheckBox>
#include <QVBoxLayout>
#include <algorithm>

namespace meshsso::desktop {

namespace {

bool contains(const std::vector<std::string>& values, const std::string& value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

} // namespace

TickList::TickList(std::vector<Option> options, QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(Theme::grid);
    for (auto& option : options)
        add(std::move(option));
    m_offered = m_rows.size();
}

void TickList::add(Option option)
{
    auto* box = new QCheckBox(QString(option.text).replace(QLatin1Char('&'), QLatin1String("&&")));
    box->setAccessibleName(option.text);
    box->setObjectName(toQString(option.value));
    connect(box, &QCheckBox::clicked, this, &TickList::chosenChanged);
    m_column->addWidget(box);
    m_rows.push_back({std::move(option), box});
}

std::vector<std::string> TickList::chosen() const
{
    std::vector<std::string> values;
    for (const auto& row : m_rows) {
        if (row.box->isChecked())
            values.push_back(row.option.value);
    }
    return values;
}

void TickList::setChosen(const std::vector<std::string>& chosen)
{
    for (const auto& value : chosen) {
        const bool isKnown = std::any_of(m_rows.begin(), m_rows.end(),
                                         [&](const Row& row) { return row.option.value == value; });
        if (isKnown)
            continue;
        add({value, displayable(value, 20)}); // a check box does not wrap
        m_rows.back().box->setToolTip(displayable(value, 2000));
        QWidget::setTabOrder(m_rows[m_rows.size() - 2].box, m_rows.back().box); // it would come last
    }
    QWidget* first = nullptr;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto& [option, box] = m_rows[i];
        const bool isChosen = contains(chosen, option.value);
        box->setChecked(isChosen);
        box->setVisible(i < m_offered ? !(option.isNeeded && isChosen) : isChosen);
        if (first == nullptr && !box->isHidden())
            first = box;
    }
    setFocusProxy(first);
}

} // namespace meshsso::desktop
