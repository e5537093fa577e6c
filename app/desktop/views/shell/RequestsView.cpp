#include "desktop/views/shell/RequestsView.h"

#include "desktop/views/Icons.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/EmptyState.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace meshsso::desktop {

RequestsView::RequestsView(ViewContext context, QWidget* parent)
    : QWidget(parent), m_context(context), m_stack(new QStackedWidget), m_table(new QTableView),
      m_request(new CodeView), m_response(new CodeView)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(Theme::grid, 0, 0, 0);
    outer->addWidget(m_stack);
    m_stack->addWidget(
        new EmptyState(QStringLiteral("network"),
                       tr("No requests yet. Whatever MeshSSO asks over the network shows here.")));

    auto* model = context.workspace.activity().requests();
    m_table->setObjectName(QStringLiteral("requestsTable"));
    m_table->setAccessibleName(tr("Requests"));
    m_table->setModel(model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setProperty("plain", true);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 8);
    auto* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int letter = m_table->fontMetrics().averageCharWidth();
    m_table->setColumnWidth(RequestsModel::Time, letter * 16);
    m_table->setColumnWidth(RequestsModel::Method, letter * 10);
    header->setSectionResizeMode(RequestsModel::Url, QHeaderView::Stretch);
    m_table->setColumnWidth(RequestsModel::Status, letter * 12);
    m_table->setColumnWidth(RequestsModel::Duration, letter * 12);

    auto* tabs = new QTabWidget;
    tabs->setDocumentMode(true);
    m_request->setAccessibleName(tr("Request"));
    m_response->setAccessibleName(tr("Response"));
    tabs->addTab(m_request, tr("Request"));
    tabs->addTab(m_response, tr("Response"));
    m_copy = new QPushButton(icon(QStringLiteral("copy")), tr("Copy as curl"));
    m_copy->setObjectName(QStringLiteral("copyAsCurl"));
    m_copy->setProperty("flat", true);
    m_copy->setIconSize({22, 16}); // wider than the icon: the room before the text
    m_copy->setToolTip(tr("Secrets are written as $VARIABLES, which you set yourself"));
    tabs->setCornerWidget(m_copy);

    auto* split = new QSplitter(Qt::Horizontal);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(tabs);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    m_stack->addWidget(split);

    connect(m_copy, &QPushButton::clicked, this, &RequestsView::copyAsCurl);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { showEntry(current.row()); });
    connect(model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& from) {
        if (from.row() == m_table->currentIndex().row())
            showEntry(from.row());
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, [this] {
        refreshEmpty();
        m_table->scrollToBottom();
    });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        showEntry(-1);
        refreshEmpty();
    });
    showEntry(-1);
    refreshEmpty();
}

void RequestsView::refreshEmpty()
{
    const auto* model = m_table->model();
    m_stack->setCurrentIndex(model->rowCount() == 0 ? 0 : 1);
    if (model->rowCount() > 0 && !m_table->currentIndex().isValid())
        m_table->selectRow(model->rowCount() - 1);
}

void RequestsView::showEntry(int row)
{
    m_copy->setEnabled(row >= 0);
    if (row < 0) {
        m_request->setCode({});
        m_response->setCode({});
        return;
    }
    const auto& entry = m_context.workspace.activity().requests()->entry(row);
    m_request->setCode(entry.requestText);
    m_response->setCode(entry.responseText.isEmpty() ? entry.error : entry.responseText);
}

void RequestsView::copyAsCurl()
{
    const int row = m_table->currentIndex().row();
    if (row >= 0)
        m_context.clipboard.copyText(m_context.workspace.activity().requests()->entry(row).curl);
}

} // namespace meshsso::desktop
