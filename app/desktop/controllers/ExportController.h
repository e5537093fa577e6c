#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/models/ExportPreview.h"

#include <QTimer>
#include <filesystem>

namespace meshsso::desktop {

/// What the project compiles to: a preview that follows every change, and saving it to a folder. GUI thread;
/// compiling and files are done in the background. Secret values are read only to be written.
class ExportController final : public QObject
{
    Q_OBJECT
public:
    explicit ExportController(StepContext context, QObject* parent = nullptr);

    /// Nothing until the first compilation is done.
    const std::optional<ExportPreview>& preview() const { return m_preview; }
    /// The preview is of the project as it is now.
    bool isCurrent() const { return !m_delay.isActive() && !m_compile.isRunning(); }
    /// Where the export goes: what was chosen, or export/TARGET beside the project.
    QString folder() const;
    void setFolder(const QString& folder);
    /// Secret files are part of the export: only when the operator asks, and never for long.
    bool withSecrets() const { return m_withSecrets; }
    void setWithSecrets(bool withSecrets);

    Job& job() { return m_job; }
    const Job& job() const { return m_job; }
    /// Writes the files. What could not be in it is in savedFindings() afterwards.
    void save();
    /// Writes the files with their secrets, then calls done with the folder.
    void saveWithSecrets(std::function<void(QString)> done);
    /// Where the last save of this run went; empty before it.
    const QString& savedTo() const { return m_savedTo; }
    std::size_t savedCount() const { return m_savedCount; }
    const Findings& savedFindings() const { return m_savedFindings; }
    /// Compiles again and looks at the folder again.
    void refreshPreview();

    /// For the cluster: the set as save() would write it.
    Task<Result<mesh::ResourceSet>> compile() const;

signals:
    /// Anything of the above.
    void changed();

private:
    struct Saved
    {
        std::size_t count = 0;
        Findings findings;
    };
    static Task<Result<Saved>> saveTask(Executor& executor, Task<Result<mesh::ResourceSet>> compiling,
                                        std::filesystem::path folder);
    void startSave(bool withSecrets, std::function<void(QString)> done);

    StepContext m_context;
    std::optional<ExportPreview> m_preview;
    QTimer m_delay;
    QString m_folder;
    bool m_withSecrets = false;
    QString m_savedTo;
    std::size_t m_savedCount = 0;
    Findings m_savedFindings;
    Job m_compile; ///< too short to show
    Job m_job;
};

} // namespace meshsso::desktop
