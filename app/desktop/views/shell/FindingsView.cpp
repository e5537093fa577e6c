#include "desktop/views/shell/FindingsView.h"

#include "desktop/controllers/FindingsModel.h"
#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/EmptyState.h"

#include <QHeaderView>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

/// The severity's icon before its word.
class SeverityDelegate final : public QStyledItemDelegate
{
public:
    SeverityDelegate(const FindingsModel& model, QObject* parent)
        : QStyledItemDelegate(parent), m_model(model)
    {
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto severity = m_model.row(index.row()).finding.severity;
        const auto color = severity == Severity::Error     ? IconColor::Bad
                           : severity == Severity::Warning ? IconColor::Warn
                                                           : IconColor::Info;
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = icon(severityIconName(severity), color);
        option->decorationSize = {16, 16};
    }

private:
    const FindingsModel& m_model;
};

/// Enter opens a row, as a double click does.
class FindingsTable final : public QTableView
{
protected:
    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            if (currentIndex().isValid())
                emit activated(currentIndex());
            return;
        }
        QTableView::keyPressEvent(event);
    }
    void mouseDoubleClickEvent(QMouseEvent* event) override
    {
        if (const auto index = indexAt(event->position().toPoint()); index.isValid())
            emit activated(index);
    }
};

} // namespace

FindingsView::FindingsView(ViewContext context, FindingsModel& model, QWidget* parent)
    : QWidget(parent), m_context(context), m_model(model), m_stack(new QStackedWidget),
      m_table(new FindingsTable)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(Theme::grid, 0, 0, 0);
    outer->addWidget(m_stack);
    m_stack->addWidget(
        new EmptyState(QStringLiteral("circle-check"), tr("Nothing to say about this project.")));
    m_stack->addWidget(m_table);

    m_table->setObjectName(QStringLiteral("findingsTable"));
    m_table->setAccessibleName(tr("Findings"));
    m_table->setModel(&model);
    m_table->setItemDelegateForColumn(FindingsModel::SeverityColumn, new SeverityDelegate(model, this));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setProperty("plain", true);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 8);
    const int letter = m_table->fontMetrics().averageCharWidth();
    auto* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(FindingsModel::SeverityColumn, letter * 14);
    m_table->setColumnWidth(FindingsModel::StepColumn, letter * 26);
    header->setSectionResizeMode(FindingsModel::WhatColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(FindingsModel::WhereColumn, letter * 42);

    connect(m_table, &QTableView::activated, this, &FindingsView::goTo);
    connect(&model, &QAbstractItemModel::modelReset, this, &FindingsView::refreshEmpty);
    refreshEmpty();
}

void FindingsView::refreshEmpty()
{
    m_stack->setCurrentIndex(m_model.rowCount() == 0 ? 0 : 1);
}

void FindingsView::goTo(const QModelIndex& index)
{
    const auto row = m_model.row(index.row()); // a copy: going there may change the list
    emit m_context.workspace.stepRequested(row.step, toQString(row.finding.where));
}

} // namespace meshsso::desktop
