#pragma once

#include <QObject>
#include <QStringList>

namespace meshsso::desktop {

class ProjectDocument;

/// The last ten project files, newest first, kept in the state folder.
class RecentProjects final : public QObject
{
    Q_OBJECT
public:
    static constexpr int capacity = 10;

    RecentProjects(const QString& stateFolder, ProjectDocument& document, QObject* parent = nullptr);

    /// Files that are gone are left out.
    QStringList files() const;
    void forget(const QString& file);

signals:
    void changed();

private:
    void add(const QString& file);
    void save() const;

    QString m_path;
    QStringList m_files;
};

} // namespace meshsso::desktop
