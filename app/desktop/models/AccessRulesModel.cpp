#include "desktop/models/AccessRulesModel.h"

#include "desktop/models/AccessText.h"
#include "desktop/models/FindingText.h"

#include <QMimeData>

namespace meshsso::desktop {

namespace {

const QString rowMimeType = QStringLiteral("application/x-meshsso-rule-row");

bool isAtOrBelow(std::string_view where, std::string_view field)
{
    return where.starts_with(field) &&
           (where.size() == field.size() || where[field.size()] == '.' || where[field.size()] == '[');
}

} // namespace

void AccessRulesModel::setRules(std::vector<access::AccessRule> rules, const Findings& findings,
                                const std::string& field)
{
    std::vector<Findings> byRow(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto where = field + "[" + std::to_string(i) + "]";
        for (const auto& finding : findings) {
            if (isAtOrBelow(finding.where, where))
                byRow[i].push_back(finding);
        }
    }
    // The selection and an editor's focus outlive a change of values.
    if (rules.size() == m_rules.size()) {
        m_rules = std::move(rules);
        m_findings = std::move(byRow);
        if (!m_rules.empty())
            emit dataChanged(index(0, 0), index(static_cast<int>(m_rules.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_rules = std::move(rules);
    m_findings = std::move(byRow);
    endResetModel();
}

int AccessRulesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rules.size());
}

int AccessRulesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AccessRulesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const auto& rule = m_rules[row];
    if (role == SeverityRole) {
        int worst = -1;
        for (const auto& finding : m_findings[row])
            worst = std::max(worst, static_cast<int>(finding.severity));
        return worst;
    }
    if (role == Qt::ToolTipRole && index.column() == Name && !m_findings[row].empty()) {
        QStringList lines;
        for (const auto& finding : m_findings[row])
            lines.append(findingText(finding).title);
        return lines.join(QLatin1Char('\n'));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case Name:
        return ruleTitle(rule, index.row());
    case Paths:
        return pathsText(rule);
    case Methods:
        return methodsText(rule);
    case Who:
        return whoMayText(rule);
    default:
        return {};
    }
}

QVariant AccessRulesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Vertical)
        return section + 1;
    switch (section) {
    case Name:
        return tr("Rule");
    case Paths:
        return tr("Paths");
    case Methods:
        return tr("Methods");
    case Who:
        return tr("Who may");
    default:
        return {};
    }
}

Qt::ItemFlags AccessRulesModel::flags(const QModelIndex& index) const
{
    auto flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    if (!m_isReadOnly)
        flags |= index.isValid() ? Qt::ItemIsDragEnabled : Qt::ItemIsDropEnabled;
    return flags;
}

QStringList AccessRulesModel::mimeTypes() const
{
    return {rowMimeType};
}

QMimeData* AccessRulesModel::mimeData(const QModelIndexList& indexes) const
{
    if (indexes.isEmpty())
        return nullptr;
    auto* data = new QMimeData;
    data->setData(rowMimeType, QByteArray::number(indexes.first().row()));
    return data;
}

bool AccessRulesModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int,
                                    const QModelIndex& parent)
{
    bool isNumber = false;
    const int from = data->data(rowMimeType).toInt(&isNumber);
    const int count = rowCount();
    if (m_isReadOnly || action != Qt::MoveAction || !isNumber || from < 0 || from >= count)
        return false;
    int before = row >= 0 ? row : parent.isValid() ? parent.row() : count;
    before = std::clamp(before, 0, count);
    const int to = before > from ? before - 1 : before;
    if (to != from)
        emit moveRequested(from, to);
    // False: the view must not remove the row itself; the project's change comes back through setRules.
    return false;
}

} // namespace meshsso::desktop
