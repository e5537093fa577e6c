#pragma once

#include <QWidget>

class QLineEdit;

namespace meshsso::desktop {

class Dialogs;
class ProjectDocument;

/// A file's path as the project writes it (relative to the project file where it lies below it), typed or
/// chosen.
class FileField final : public QWidget
{
    Q_OBJECT
public:
    FileField(ProjectDocument& document, Dialogs& dialogs, const QString& label, const QString& filter,
              QWidget* parent = nullptr);

    QString path() const;
    void setPath(const QString& path);

signals:
    /// The operator gave another path, whole: not once a letter.
    void chosen(const QString& path);

private:
    void choose();
    void commit(const QString& path);

    ProjectDocument& m_document;
    Dialogs& m_dialogs;
    QString m_label;
    QString m_filter;
    QString m_committed;
    QLineEdit* m_edit;
};

} // namespace meshsso::desktop
