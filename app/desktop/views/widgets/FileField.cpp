#include "desktop/views/widgets/FileField.h"

#include "desktop/controllers/ProjectDocument.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/Theme.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace meshsso::desktop {

FileField::FileField(ProjectDocument& document, Dialogs& dialogs, const QString& label, const QString& filter,
                     QWidget* parent)
    : QWidget(parent), m_document(document), m_dialogs(dialogs), m_label(label), m_filter(filter),
      m_edit(new QLineEdit)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::grid);
    m_edit->setAccessibleName(label);
    row->addWidget(m_edit, 1);
    auto* button = new QPushButton(tr("Choose"));
    button->setAccessibleName(tr("Choose %1").arg(label));
    row->addWidget(button);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::editingFinished, this, [this] { commit(m_edit->text().trimmed()); });
    connect(button, &QPushButton::clicked, this, &FileField::choose);
}

QString FileField::path() const
{
    return m_committed;
}

void FileField::setPath(const QString& path)
{
    m_committed = path;
    if (!m_edit->hasFocus() || m_edit->text().trimmed() != path)
        m_edit->setText(path);
}

void FileField::choose()
{
    const QDir folder(m_document.folder());
    const QString start = m_committed.isEmpty()
                              ? folder.path()
                              : QFileInfo(folder.absoluteFilePath(m_committed)).absolutePath();
    m_dialogs.openFile(this, m_label, start, m_filter, [this, folder](const QString& file) {
        if (file.isEmpty())
            return;
        const QString relative = folder.relativeFilePath(file);
        const bool isBelow = !m_document.file().isEmpty() && !relative.startsWith(QLatin1String("../"));
        commit(isBelow ? relative : file);
    });
}

void FileField::commit(const QString& path)
{
    if (path == m_committed)
        return;
    setPath(path);
    emit chosen(path);
}

} // namespace meshsso::desktop
