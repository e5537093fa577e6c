#include "desktop/models/PlanModel.h"

#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"

#include <QCoreApplication>
#include <map>

namespace meshsso::desktop {

namespace {

constexpr qsizetype shownLength = 160;
constexpr qsizetype wholeLength = 2000;
constexpr quintptr topLevel = 0;

struct Prefix
{
    std::string_view prefix; ///< of an object as the backend names it
    const char* text;
};

// "client scope" before "client": the longer one is meant.
constexpr Prefix objectPrefixes[] = {
    {"realm ", QT_TRANSLATE_NOOP("PlanObject", "realm %1")},
    {"client scope ", QT_TRANSLATE_NOOP("PlanObject", "client scope %1")},
    {"client ", QT_TRANSLATE_NOOP("PlanObject", "client %1")},
    {"role ", QT_TRANSLATE_NOOP("PlanObject", "role %1")},
    {"user ", QT_TRANSLATE_NOOP("PlanObject", "user %1")},
};
constexpr Prefix partPrefixes[] = {
    {"mapper ", QT_TRANSLATE_NOOP("PlanObject", "mapper %1")},
    {"for role ", QT_TRANSLATE_NOOP("PlanObject", "for role %1")},
    {"default scope ", QT_TRANSLATE_NOOP("PlanObject", "default scope %1")},
    {"optional scope ", QT_TRANSLATE_NOOP("PlanObject", "optional scope %1")},
    {"role ", QT_TRANSLATE_NOOP("PlanObject", "role %1")},
};

template<std::size_t N>
QString translated(std::string_view text, const Prefix (&prefixes)[N], qsizetype length)
{
    for (const auto& known : prefixes) {
        if (text.starts_with(known.prefix))
            return QCoreApplication::translate("PlanObject", known.text)
                .arg(displayable(text.substr(known.prefix.size()), length));
    }
    if (text == "secret")
        return QCoreApplication::translate("PlanObject", "secret");
    if (text == "password")
        return QCoreApplication::translate("PlanObject", "password");
    return displayable(text, length);
}

/// "client scope X" and "mapper Y" of "client scope X: mapper Y"; the second may be empty.
std::pair<std::string_view, std::string_view> split(std::string_view object)
{
    const auto at = object.find(": ");
    if (at == std::string_view::npos)
        return {object, {}};
    return {object.substr(0, at), object.substr(at + 2)};
}

/// A field's value, or words in its place: "(not set)", "(secret)", "stored at keychain:client".
QString valueText(std::string_view value)
{
    const bool isWords = value.starts_with('(') || value.starts_with("stored at ");
    return isWords ? backendText(value, wholeLength) : displayable(value, wholeLength);
}

QString joined(const QString& field, const QString& part)
{
    return part.isEmpty() ? field : QStringLiteral("%1 · %2").arg(part, field);
}

} // namespace

QString planObjectText(std::string_view object)
{
    const auto [group, part] = split(object);
    const QString text = translated(group, objectPrefixes, wholeLength);
    if (part.empty())
        return text;
    return QStringLiteral("%1: %2").arg(text, translated(part, partPrefixes, wholeLength));
}

void PlanModel::setPlan(const keycloak::Plan& plan)
{
    beginResetModel();
    m_rows.clear();
    m_additions = m_changes = 0;
    std::map<std::string_view, std::size_t> groups;
    for (const auto& change : plan.changes) {
        const auto [object, part] = split(change.object);
        const bool isAddition = change.kind == keycloak::ChangeKind::Add;
        ++(isAddition ? m_additions : m_changes);
        auto [known, isNew] = groups.emplace(object, m_rows.size());
        if (isNew) {
            Row group;
            group.what = translated(object, objectPrefixes, wholeLength);
            m_rows.push_back(std::move(group));
        }
        auto& group = m_rows[known->second];
        if (isAddition && part.empty()) {
            group.mark = Mark::Add;
            group.then = valueText(change.desired);
            continue;
        }
        Row row;
        row.mark = isAddition ? Mark::Add : Mark::Change;
        const QString partText = part.empty() ? QString() : translated(part, partPrefixes, wholeLength);
        row.what = isAddition ? partText : joined(valueText(change.field), partText);
        row.now = valueText(change.current);
        row.then = valueText(change.desired);
        group.parts.push_back(std::move(row));
    }
    endResetModel();
}

const PlanModel::Row& PlanModel::rowAt(const QModelIndex& index) const
{
    const auto row = static_cast<std::size_t>(index.row());
    return index.internalId() == topLevel ? m_rows[row] : m_rows[index.internalId() - 1].parts[row];
}

QModelIndex PlanModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : topLevel);
}

QModelIndex PlanModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == topLevel)
        return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, topLevel);
}

int PlanModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_rows.size());
    if (parent.internalId() != topLevel || parent.column() != 0)
        return 0;
    return static_cast<int>(m_rows[static_cast<std::size_t>(parent.row())].parts.size());
}

int PlanModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QString PlanModel::sentence(const Row& row, const Row* group)
{
    const QString name = group != nullptr ? QStringLiteral("%1: %2").arg(group->what, row.what) : row.what;
    switch (row.mark) {
    case Mark::Add:
        return tr("Add %1").arg(name);
    case Mark::Change:
        return tr("Change %1 from %2 to %3").arg(name, row.now, row.then);
    case Mark::None:
        break;
    }
    return name;
}

QVariant PlanModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& row = rowAt(index);
    if (role == markRole)
        return static_cast<int>(row.mark);
    if (role == Qt::AccessibleTextRole && index.column() == What)
        return sentence(row, index.internalId() == topLevel ? nullptr : &m_rows[index.internalId() - 1]);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    QString text;
    switch (index.column()) {
    case What: {
        static constexpr const char* marks[] = {"", "+  ", "~  "};
        text = row.what;
        if (role == Qt::DisplayRole)
            text.prepend(QLatin1String(marks[static_cast<int>(row.mark)]));
        break;
    }
    case Now:
        text = row.now;
        break;
    case Then:
        text = row.then;
        break;
    default:
        break;
    }
    if (role == Qt::DisplayRole) {
        text.replace(QLatin1Char('\n'), QLatin1Char(' '));
        if (text.size() > shownLength)
            text = text.left(shownLength) + QStringLiteral(" …");
    }
    return text;
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case What:
        return tr("What");
    case Now:
        return tr("Keycloak now");
    case Then:
        return tr("As the project says");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
