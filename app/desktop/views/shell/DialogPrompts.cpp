#include "desktop/views/shell/DialogPrompts.h"

#include "desktop/models/BackendText.h"
#include "desktop/models/ErrorText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"

#include <QCoreApplication>

namespace meshsso::desktop {

namespace {

/// Qt::tr for a class without QObject; lupdate knows it by this macro.
class Words
{
    Q_DECLARE_TR_FUNCTIONS(DialogPrompts)
};

QString filter()
{
    return Words::tr("MeshSSO projects (*.yaml *.yml)") + QStringLiteral(";;") + Words::tr("All files (*)");
}

QString shown(const QString& file)
{
    return displayable(toUtf8(file), 200);
}

} // namespace

void DialogPrompts::askUnsaved(const QString& project, std::function<void(UnsavedAnswer)> answered)
{
    m_dialogs.askUnsaved(&m_window, project, std::move(answered));
}

void DialogPrompts::askOverwrite(const QString& file, const Error& why, std::function<void()> confirmed)
{
    m_dialogs.confirm(&m_window,
                      {Words::tr("Overwrite the file"),
                       Words::tr("%1 was not saved: %2.").arg(shown(file), backendText(why.message)),
                       Words::tr("Overwrite it"),
                       {},
                       true},
                      std::move(confirmed));
}

void DialogPrompts::chooseProjectToOpen(const QString& folder, std::function<void(QString)> chosen)
{
    m_dialogs.openFile(&m_window, Words::tr("Open a project"), folder, filter(), std::move(chosen));
}

void DialogPrompts::chooseProjectToSave(const QString& suggestion, std::function<void(QString)> chosen)
{
    m_dialogs.saveFile(&m_window, Words::tr("Save the project"), suggestion, filter(), std::move(chosen));
}

void DialogPrompts::tellOpenFailed(const QString& file, const Error& why)
{
    m_dialogs.tell(&m_window, Words::tr("The project was not opened"),
                   Words::tr("%1\n\n%2. The open project stays as it is.").arg(shown(file), errorTitle(why)),
                   errorText(why));
}

void DialogPrompts::tellSaveFailed(const QString& file, const Error& why)
{
    m_dialogs.tell(&m_window, Words::tr("The project was not saved"),
                   Words::tr("%1\n\n%2. Your changes are still here.").arg(shown(file), errorTitle(why)),
                   errorText(why));
}

} // namespace meshsso::desktop
