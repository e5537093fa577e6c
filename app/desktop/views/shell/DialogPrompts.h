#pragma once

#include "desktop/controllers/ProjectPrompts.h"

class QWidget;

namespace meshsso::desktop {

class Dialogs;

/// The project commands' questions, asked by dialogs over one window.
class DialogPrompts final : public ProjectPrompts
{
public:
    DialogPrompts(Dialogs& dialogs, QWidget& window) : m_dialogs(dialogs), m_window(window) {}

    void askUnsaved(const QString& project, std::function<void(UnsavedAnswer)> answered) override;
    void askOverwrite(const QString& file, const Error& why, std::function<void()> confirmed) override;
    void chooseProjectToOpen(const QString& folder, std::function<void(QString)> chosen) override;
    void chooseProjectToSave(const QString& suggestion, std::function<void(QString)> chosen) override;
    void tellOpenFailed(const QString& file, const Error& why) override;
    void tellSaveFailed(const QString& file, const Error& why) override;

private:
    Dialogs& m_dialogs;
    QWidget& m_window;
};

} // namespace meshsso::desktop
