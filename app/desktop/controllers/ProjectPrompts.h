#pragma once

#include "core/Error.h"

#include <QString>
#include <functional>

namespace meshsso::desktop {

/// The three answers to unsaved changes.
enum class UnsavedAnswer { Save, Discard, Stay };

/// What the project commands must ask the operator. Answers come later, from the event loop, at most once;
/// none when a question was dismissed, except askUnsaved's Stay.
class ProjectPrompts
{
public:
    virtual ~ProjectPrompts() = default;
    virtual void askUnsaved(const QString& project, std::function<void(UnsavedAnswer)> answered) = 0;
    /// why is the Conflict that save() gave: comments would be lost, or the file changed on disk.
    virtual void askOverwrite(const QString& file, const Error& why, std::function<void()> confirmed) = 0;
    virtual void chooseProjectToOpen(const QString& folder, std::function<void(QString)> chosen) = 0;
    virtual void chooseProjectToSave(const QString& suggestion, std::function<void(QString)> chosen) = 0;
    virtual void tellOpenFailed(const QString& file, const Error& why) = 0;
    virtual void tellSaveFailed(const QString& file, const Error& why) = 0;
};

} // namespace meshsso::desktop
