#pragma once

#include "desktop/models/ExportPreview.h"
#include "kube/ClusterApply.h"

#include <QAbstractItemModel>
#include <memory>

namespace meshsso::desktop {

/// An export's files by folder, with how each stands against the last export and against the clusters.
class ResourceTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Name, Export, Cluster, ColumnCount };
    /// PathRole is empty for folders. SeverityRole: the worst finding beside one of its lines, or -1.
    enum Role { PathRole = Qt::UserRole, IsSecretRole, SeverityRole };

    explicit ResourceTreeModel(QObject* parent = nullptr);
    ~ResourceTreeModel() override;

    /// plan may be null. The same paths as before keep their indexes.
    void setPreview(const ExportPreview& preview, const kube::ClusterPlan* plan);
    QModelIndex indexOf(const QString& path) const;
    /// The first file, to begin with.
    QString firstPath() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;
    Node* nodeOf(const QModelIndex& index) const;
    void insert(const PreviewFile& file, const ExportPreview& preview, const kube::ClusterPlan* plan);

    std::unique_ptr<Node> m_root;
    std::vector<std::string> m_paths;
};

/// "new", "changed", "saved" or "to be removed".
QString exportStateText(ExportState state);
/// "new", "in sync", "changed", "conflict" or "refused".
QString objectStateText(kube::ObjectState state);

} // namespace meshsso::desktop
