#pragma once

#include "desktop/models/HopText.h"

#include <QAbstractTableModel>

namespace meshsso::desktop {

/// The hops of a login test as they happen: for the table and for the sequence diagram.
class HopsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Number, Method, Url, Status, Duration, Cookies, Meaning, ColumnCount };
    enum Role {
        OutcomeRole = Qt::UserRole,
        SentenceRole,
        SeverityRole, ///< of a failed row or one with a warning, as an int; -1: neither
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Texts are masked.
    void append(const login::Hop& hop, const QString& requestText = {}, const QString& responseText = {});
    /// Gives the findings to the hops they are about: by URL, the latest first; what names no hop goes to
    /// the last one. Where nothing was answered at all, that attempt becomes a row.
    void attach(const Findings& findings);
    void clear();

    const std::vector<HopRow>& rows() const { return m_rows; }
    /// The first failed row, or -1.
    int failedRow() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::size_t rowOf(const Finding& finding);

    std::vector<HopRow> m_rows;
    CookieTally m_cookies;
};

} // namespace meshsso::desktop
