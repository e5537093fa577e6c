#pragma once

#include "desktop/models/AccessReading.h"

#include <QAbstractTableModel>
#include <vector>

namespace meshsso::desktop {

/// Applications and their rules' paths against roles: who would be let in where, and by which rule. Each cell
/// is the evaluator's own answer to an example request.
class AccessMatrix final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { OutcomeRole = Qt::UserRole, ByRole, WhyRole, ApplicationRole, RuleRole };
    static constexpr int maxRows = 300;
    static constexpr int maxRoles = 40;

    using QAbstractTableModel::QAbstractTableModel;

    /// Computes anew. With a rule that cannot be there are no rows, and error() says why.
    void setProject(const project::SsoProject& project);
    const std::optional<Error>& error() const { return m_error; }
    /// True if there were more rows or roles than are shown.
    bool isCut() const { return m_isCut; }
    const AccessAnswer& answer(int row, int column) const
    {
        return m_rows[static_cast<std::size_t>(row)].answers[static_cast<std::size_t>(column)];
    }
    /// "GET https://shop.example.com/admin/any-page", as the row asks.
    QString request(int row) const;
    /// The cell in one sentence, for the line below the matrix and for screen readers.
    QString sentence(int row, int column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString title;
        std::string method;
        std::string host;
        std::string path;
        std::vector<AccessAnswer> answers;
    };
    void addRows(const project::SsoProject& project, const project::Application& application);
    void addRow(QString title, std::string method, std::string host, std::string path);
    QString columnTitle(int column) const;

    std::vector<Row> m_rows;
    std::vector<std::string> m_roles; ///< columns before "any signed-in user" and "nobody"
    std::optional<Error> m_error;
    bool m_isCut = false;
};

} // namespace meshsso::desktop
