#include "desktop/models/AccessMatrix.h"

#include "desktop/models/AccessText.h"
#include "desktop/models/Text.h"

#include <algorithm>

namespace meshsso::desktop {

namespace {

/// A page below a prefix that no other rule is likely to name.
constexpr const char* anyPage = "any-page";

std::string below(const std::string& prefix, const std::string& path)
{
    std::string whole = prefix == "/" ? std::string() : prefix;
    whole += path;
    return whole.empty() ? "/" : whole;
}

std::string exampleHost(const std::vector<std::string>& hosts, const std::string& gateway)
{
    if (hosts.empty() || hosts.front() == "*")
        return gateway.empty() ? "gateway.example" : gateway;
    const auto& host = hosts.front();
    return host.starts_with("*.") ? "any" + host.substr(1) : host;
}

std::string examplePath(const access::PathPattern& pattern)
{
    if (pattern.kind == access::PathPattern::Kind::Exact)
        return pattern.value;
    if (pattern.kind == access::PathPattern::Kind::Template) {
        auto path = pattern.value;
        for (const std::string_view word : {"{**}", "{*}"}) {
            for (auto at = path.find(word); at != std::string::npos; at = path.find(word))
                path.replace(at, word.size(), anyPage);
        }
        return path;
    }
    return (pattern.value == "/" ? std::string() : pattern.value) + "/" + anyPage;
}

} // namespace

void AccessMatrix::setProject(const project::SsoProject& project)
{
    beginResetModel();
    m_rows.clear();
    m_roles.clear();
    m_error.reset();
    m_isCut = false;
    for (const auto& role : project.roles) {
        if (m_roles.size() >= maxRoles) {
            m_isCut = true;
            break;
        }
        if (std::find(m_roles.begin(), m_roles.end(), role.name) == m_roles.end())
            m_roles.push_back(role.name);
    }
    auto reading = AccessReading::create(project);
    if (!reading) {
        m_error = std::move(reading).error();
    } else {
        for (const auto& application : project.applications)
            addRows(project, application);
        std::vector<json::object> claims;
        for (const auto& role : m_roles)
            claims.push_back(claimsWithRoles(project, {role}));
        const json::object nothing;
        for (auto& row : m_rows) {
            const auto matched = reading->match({row.host, row.path, row.method});
            for (const auto& one : claims)
                row.answers.push_back(reading->answerFor(matched, &one));
            row.answers.push_back(reading->answerFor(matched, &nothing));
            row.answers.push_back(reading->answerFor(matched, nullptr));
        }
    }
    endResetModel();
}

void AccessMatrix::addRows(const project::SsoProject& project, const project::Application& application)
{
    const auto title = displayable(application.name, 80);
    for (const auto& rule : application.access) {
        const auto& hosts = rule.hosts.empty() ? application.hosts : rule.hosts;
        const auto host = exampleHost(hosts, project.gateway.address);
        const std::string method = rule.methods.empty() ? "GET" : rule.methods.front();
        if (rule.paths.empty())
            addRow(QStringLiteral("%1  %2 %3")
                       .arg(title, displayable(method, 20),
                            displayable(below(application.pathPrefix, "/*"), 160)),
                   method, host, below(application.pathPrefix, std::string("/") + anyPage));
        for (const auto& path : rule.paths)
            addRow(QStringLiteral("%1  %2 %3")
                       .arg(title, displayable(method, 20),
                            displayable(below(application.pathPrefix, toUtf8(pathPatternText(path))), 160)),
                   method, host, below(application.pathPrefix, examplePath(path)));
    }
    addRow(tr("%1  everything else").arg(title), "GET",
           exampleHost(application.hosts, project.gateway.address),
           below(application.pathPrefix, std::string("/") + anyPage));
}

void AccessMatrix::addRow(QString title, std::string method, std::string host, std::string path)
{
    const auto same = [&](const Row& row) {
        return row.method == method && row.host == host && row.path == path;
    };
    if (std::any_of(m_rows.begin(), m_rows.end(), same))
        return;
    if (m_rows.size() >= maxRows) {
        m_isCut = true;
        return;
    }
    m_rows.push_back({std::move(title), std::move(method), std::move(host), std::move(path), {}});
}

QString AccessMatrix::request(int row) const
{
    const auto& asked = m_rows[static_cast<std::size_t>(row)];
    return displayable(asked.method + " https://" + asked.host + asked.path, 300);
}

QString AccessMatrix::columnTitle(int column) const
{
    const auto roles = static_cast<int>(m_roles.size());
    if (column < roles)
        return displayable(m_roles[static_cast<std::size_t>(column)], 60);
    return column == roles ? tr("any signed-in user") : tr("nobody");
}

QString AccessMatrix::sentence(int row, int column) const
{
    const auto& cell = answer(row, column);
    return tr("%1 as %2: %3, by %4. %5")
        .arg(request(row), columnTitle(column), outcomeText(cell.outcome), cell.by, cell.why);
}

int AccessMatrix::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int AccessMatrix::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_roles.size()) + 2;
}

QVariant AccessMatrix::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& cell = answer(index.row(), index.column());
    switch (role) {
    case OutcomeRole:
        return static_cast<int>(cell.outcome);
    case ByRole:
        return cell.by;
    case WhyRole:
        return cell.why;
    case ApplicationRole:
        return cell.application;
    case RuleRole:
        return cell.rule;
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return sentence(index.row(), index.column());
    default:
        return {};
    }
}

QVariant AccessMatrix::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::ToolTipRole && orientation == Qt::Vertical)
        return request(section);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    return orientation == Qt::Vertical ? m_rows[static_cast<std::size_t>(section)].title
                                       : columnTitle(section);
}

} // namespace meshsso::desktop
