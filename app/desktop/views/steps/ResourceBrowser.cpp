#include "desktop/views/steps/ResourceBrowser.h"

#include "desktop/controllers/ResourcesController.h"
#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/Label.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTabWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

/// Files have an icon that says what is to be said of them: severity, then secret, then plain.
class FileDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() != 0)
            return;
        QString name = QStringLiteral("file-text");
        auto color = IconColor::Muted;
        const int severity = index.data(ResourceTreeModel::SeverityRole).toInt();
        if (index.data(ResourceTreeModel::PathRole).toString().isEmpty()) {
            name = QStringLiteral("folder-open");
        } else if (severity >= 0) {
            name = severityIconName(static_cast<Severity>(severity));
            color = severity == static_cast<int>(Severity::Error)     ? IconColor::Bad
                    : severity == static_cast<int>(Severity::Warning) ? IconColor::Warn
                                                                      : IconColor::Info;
        } else if (index.data(ResourceTreeModel::IsSecretRole).toBool()) {
            name = QStringLiteral("key-round");
        }
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = icon(name, color);
        option->decorationSize = {16, 16};
    }
};

} // namespace

ResourceBrowser::ResourceBrowser(const ViewContext& context, ResourcesController& controller, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(controller)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid);

    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("files"));
    m_tree->setAccessibleName(tr("Files of the export"));
    m_tree->setModel(controller.tree());
    m_tree->setItemDelegate(new FileDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setTabKeyNavigation(false);
    m_tree->setIndentation(Theme::grid * 2);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(ResourceTreeModel::Name, QHeaderView::Stretch);
    m_tree->setFixedHeight(fontMetrics().lineSpacing() * 13);
    column->addWidget(m_tree);

    auto* head = new QHBoxLayout;
    m_title = new Label({}, TextRole::Strong);
    m_copy = new QPushButton(icon(QStringLiteral("copy")), tr("Copy file"));
    m_copy->setObjectName(QStringLiteral("copyFile"));
    head->addWidget(m_title, 1);
    head->addWidget(m_copy);
    column->addLayout(head);
    m_tabs = new QTabWidget;
    m_tabs->setAccessibleName(tr("What is shown of the file"));
    m_tabs->tabBar()->setAccessibleName(tr("What is shown of the file"));
    m_text = new CodeView(CodeView::Language::Yaml);
    m_text->setObjectName(QStringLiteral("fileText"));
    m_text->setAccessibleName(tr("The file"));
    m_exportDiff = new CodeView(CodeView::Language::Diff);
    m_exportDiff->setAccessibleName(tr("Differences from the last export"));
    m_clusterDiff = new CodeView(CodeView::Language::Diff);
    m_clusterDiff->setAccessibleName(tr("Differences from the cluster"));
    m_tabs->addTab(m_text, tr("File"));
    m_tabs->addTab(m_exportDiff, tr("Last export"));
    m_tabs->addTab(m_clusterDiff, tr("Cluster"));
    m_tabs->setFixedHeight(fontMetrics().lineSpacing() * 22);
    column->addWidget(m_tabs);

    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                const auto path = current.data(ResourceTreeModel::PathRole).toString();
                if (!path.isEmpty()) {
                    m_path = path;
                    refresh();
                }
            });
    connect(controller.tree(), &QAbstractItemModel::modelReset, this, &ResourceBrowser::follow);
    connect(&controller, &ResourcesController::changed, this, &ResourceBrowser::refresh);
    connect(m_copy, &QPushButton::clicked, this, &ResourceBrowser::copy);
    follow();
}

void ResourceBrowser::follow()
{
    m_tree->expandAll();
    auto index = m_controller.tree()->indexOf(m_path);
    if (!index.isValid()) {
        m_path = m_controller.tree()->firstPath();
        index = m_controller.tree()->indexOf(m_path);
    }
    m_tree->setCurrentIndex(index);
    refresh();
}

void ResourceBrowser::refresh()
{
    m_title->setText(displayable(toUtf8(m_path), 120));
    const auto content = m_controller.content(m_path);
    m_copy->setEnabled(!content.isEmpty());
    m_text->setCode(content);
    m_text->setNotes(m_controller.notes(m_path));
    const auto exportDiff = m_controller.exportDiff(m_path);
    m_exportDiff->setCode(exportDiff.isEmpty() ? tr("No difference to show.") : exportDiff);
    const auto clusterDiff = m_controller.clusterDiff(m_path);
    const bool isCompared = m_controller.cluster().comparison().has_value();
    m_clusterDiff->setCode(!clusterDiff.isEmpty() ? clusterDiff
                           : isCompared           ? tr("No difference to show.")
                                                  : tr("Not compared with the cluster yet."));
}

void ResourceBrowser::copy()
{
    // What is shown: secrets in it are masked.
    m_context.clipboard.copyText(m_controller.content(m_path));
}

void ResourceBrowser::showFile(const QString& path, int line)
{
    const auto index = m_controller.tree()->indexOf(path);
    if (!index.isValid())
        return;
    m_tree->setCurrentIndex(index);
    m_tabs->setCurrentWidget(m_text);
    m_text->showLine(line);
    m_text->setFocus(Qt::OtherFocusReason);
}

} // namespace meshsso::desktop
