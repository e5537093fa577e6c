#include "desktop/models/HopsModel.h"

#include "desktop/models/Text.h"
#include "net/HttpClient.h"

namespace meshsso::desktop {

void HopsModel::append(const login::Hop& hop, const QString& requestText, const QString& responseText)
{
    HopRow row;
    row.hop = hop;
    row.number = static_cast<int>(m_rows.size()) + 1;
    row.cookieHeaderBytes = m_cookies.add(hop);
    row.requestText = requestText;
    row.responseText = responseText;
    if (exceedsLimits(row))
        row.outcome = HopOutcome::Warning;
    const int position = static_cast<int>(m_rows.size());
    beginInsertRows({}, position, position);
    m_rows.push_back(std::move(row));
    endInsertRows();
}

std::size_t HopsModel::rowOf(const Finding& finding)
{
    for (std::size_t i = m_rows.size(); i-- > 0;) {
        const auto& url = m_rows[i].hop.url;
        if (!finding.where.empty() &&
            (url == finding.where || net::urlWithoutQuery(url) == net::urlWithoutQuery(finding.where)))
            return i;
    }
    const bool isUnanswered = finding.code == "login.unreachable" || finding.code == "login.tls";
    if (isUnanswered || m_rows.empty()) {
        login::Hop hop;
        hop.method = "GET";
        hop.url = finding.where;
        if (isUnanswered)
            append(hop);
        else
            return 0;
    }
    return m_rows.size() - 1;
}

void HopsModel::attach(const Findings& findings)
{
    for (const auto& finding : findings) {
        const auto position = rowOf(finding);
        if (position >= m_rows.size())
            continue;
        auto& row = m_rows[position];
        row.findings.push_back(finding);
        if (finding.severity == Severity::Error)
            row.outcome = HopOutcome::Failed;
        else if (finding.severity == Severity::Warning && row.outcome == HopOutcome::Good)
            row.outcome = HopOutcome::Warning;
    }
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void HopsModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_cookies = {};
    endResetModel();
}

int HopsModel::failedRow() const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [](const HopRow& row) { return row.outcome == HopOutcome::Failed; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int HopsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int HopsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HopsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == OutcomeRole)
        return static_cast<int>(row.outcome);
    if (role == SeverityRole) {
        if (row.outcome == HopOutcome::Good)
            return -1;
        return static_cast<int>(row.outcome == HopOutcome::Failed ? Severity::Error : Severity::Warning);
    }
    if (role == SentenceRole || role == Qt::AccessibleDescriptionRole)
        return hopSentence(row);
    if (role == Qt::ToolTipRole) {
        if (index.column() == Url)
            return displayable(row.hop.url, 600);
        if (index.column() == Cookies)
            return cookieDetail(row);
        return index.column() == Meaning ? hopMeaning(row.hop.meaning) : QVariant();
    }
    if (role == Qt::TextAlignmentRole && (index.column() == Number || index.column() == Duration))
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Number:
        return row.number;
    case Method:
        return displayable(row.hop.method, 16);
    case Url:
        return shortUrl(net::urlWithoutQuery(row.hop.url)); // all of it in tool tip and detail
    case Status:
        return hopStatusText(row.hop);
    case Duration:
        return durationText(row.hop.elapsed);
    case Cookies:
        return cookieSummary(row.hop);
    case Meaning:
        return hopMeaning(row.hop.meaning);
    default:
        return {};
    }
}

QVariant HopsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Number:
        return tr("#");
    case Method:
        return tr("Method");
    case Url:
        return tr("URL");
    case Status:
        return tr("Status");
    case Duration:
        return tr("Duration");
    case Cookies:
        return tr("Cookies set");
    case Meaning:
        return tr("What it means");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
