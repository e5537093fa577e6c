#include "desktop/models/ResourceTreeModel.h"

#include "desktop/models/LineNotes.h"
#include "desktop/models/Text.h"

#include <QCoreApplication>
#include <algorithm>

namespace meshsso::desktop {

struct ResourceTreeModel::Node
{
    QString name;
    QString path; ///< empty: a folder
    bool isSecret = false;
    int severity = -1;
    QString exportText;
    QString clusterText;
    Node* parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;

    int row() const
    {
        const auto& siblings = parent->children;
        const auto self = std::find_if(siblings.begin(), siblings.end(),
                                       [this](const auto& sibling) { return sibling.get() == this; });
        return static_cast<int>(std::distance(siblings.begin(), self));
    }
    Node* folder(const QString& wanted)
    {
        for (const auto& child : children) {
            if (child->path.isEmpty() && child->name == wanted)
                return child.get();
        }
        auto made = std::make_unique<Node>();
        made->name = wanted;
        made->parent = this;
        children.push_back(std::move(made));
        return children.back().get();
    }
    Node* find(const QString& wanted)
    {
        if (path == wanted && !wanted.isEmpty())
            return this;
        for (const auto& child : children) {
            if (auto* found = child->find(wanted))
                return found;
        }
        return nullptr;
    }
};

ResourceTreeModel::ResourceTreeModel(QObject* parent)
    : QAbstractItemModel(parent), m_root(std::make_unique<Node>())
{
}

ResourceTreeModel::~ResourceTreeModel() = default;

ResourceTreeModel::Node* ResourceTreeModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

void ResourceTreeModel::insert(const PreviewFile& file, const ExportPreview& preview,
                               const kube::ClusterPlan* plan)
{
    const auto path = toQString(file.path);
    auto* node = m_root->find(path);
    if (node == nullptr) {
        auto names = path.split(QLatin1Char('/'));
        auto* folder = m_root.get();
        for (qsizetype i = 0; i + 1 < names.size(); ++i)
            folder = folder->folder(names[i]);
        auto made = std::make_unique<Node>();
        made->name = names.last();
        made->path = path;
        made->parent = folder;
        folder->children.push_back(std::move(made));
        node = folder->children.back().get();
    }
    node->isSecret = file.isSecret;
    node->exportText = exportStateText(file.state);
    node->severity = -1;
    for (const auto& note : lineNotes(file.path, file.content, preview.findings))
        node->severity = std::max(node->severity, static_cast<int>(note.severity));
    node->clusterText.clear();
    if (plan != nullptr) {
        for (const auto& object : plan->objects) {
            if (object.file == file.path)
                node->clusterText = objectStateText(object.state);
        }
    }
}

void ResourceTreeModel::setPreview(const ExportPreview& preview, const kube::ClusterPlan* plan)
{
    std::vector<std::string> paths;
    for (const auto& file : preview.files)
        paths.push_back(file.path);
    const bool isSame = paths == m_paths;
    if (!isSame) {
        beginResetModel();
        m_root = std::make_unique<Node>();
        m_paths = std::move(paths);
    }
    if (isSame)
        emit layoutAboutToBeChanged();
    for (const auto& file : preview.files)
        insert(file, preview, plan);
    if (!isSame)
        endResetModel();
    else
        emit layoutChanged();
}

QModelIndex ResourceTreeModel::indexOf(const QString& path) const
{
    auto* node = m_root->find(path);
    return node == nullptr ? QModelIndex() : createIndex(node->row(), 0, node);
}

QString ResourceTreeModel::firstPath() const
{
    return m_paths.empty() ? QString() : toQString(m_paths.front());
}

QModelIndex ResourceTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    const auto& children = nodeOf(parent)->children;
    if (row < 0 || column < 0 || column >= ColumnCount || static_cast<std::size_t>(row) >= children.size())
        return {};
    return createIndex(row, column, children[static_cast<std::size_t>(row)].get());
}

QModelIndex ResourceTreeModel::parent(const QModelIndex& child) const
{
    auto* above = child.isValid() ? nodeOf(child)->parent : nullptr;
    return above == nullptr || above == m_root.get() ? QModelIndex() : createIndex(above->row(), 0, above);
}

int ResourceTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->children.size());
}

int ResourceTreeModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant ResourceTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto* node = nodeOf(index);
    switch (role) {
    case PathRole:
        return node->path;
    case IsSecretRole:
        return node->isSecret;
    case SeverityRole:
        return node->severity;
    case Qt::ToolTipRole:
        if (index.column() == Name)
            return node->isSecret ? tr("%1, holds secret values").arg(displayable(toUtf8(node->path)))
                                  : displayable(toUtf8(node->path));
        return {};
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case Name:
        return displayable(toUtf8(node->name), 200);
    case Export:
        return node->exportText;
    case Cluster:
        return node->clusterText;
    default:
        return {};
    }
}

QVariant ResourceTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("File");
    case Export:
        return tr("Last export");
    case Cluster:
        return tr("Cluster");
    default:
        return {};
    }
}

QString exportStateText(ExportState state)
{
    switch (state) {
    case ExportState::New:
        return QCoreApplication::translate("ResourceTreeModel", "new");
    case ExportState::Changed:
        return QCoreApplication::translate("ResourceTreeModel", "changed");
    case ExportState::Same:
        return QCoreApplication::translate("ResourceTreeModel", "saved");
    case ExportState::Removed:
        return QCoreApplication::translate("ResourceTreeModel", "to be removed");
    }
    return {};
}

QString objectStateText(kube::ObjectState state)
{
    switch (state) {
    case kube::ObjectState::New:
        return QCoreApplication::translate("ResourceTreeModel", "new");
    case kube::ObjectState::Unchanged:
        return QCoreApplication::translate("ResourceTreeModel", "in sync");
    case kube::ObjectState::Changed:
        return QCoreApplication::translate("ResourceTreeModel", "changed");
    case kube::ObjectState::Conflict:
        return QCoreApplication::translate("ResourceTreeModel", "conflict");
    case kube::ObjectState::Refused:
        return QCoreApplication::translate("ResourceTreeModel", "refused");
    }
    return {};
}

} // namespace meshsso::desktop
