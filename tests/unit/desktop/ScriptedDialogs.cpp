#include "ScriptedDialogs.h"

namespace meshsso::test {

void ScriptedDialogs::confirm(QWidget*, const desktop::Confirmation& confirmation,
                              std::function<void()> confirmed)
{
    confirmations.push_back(confirmation);
    if (isConfirming)
        confirmed();
}

void ScriptedDialogs::askUnsaved(QWidget*, const QString& project,
                                 std::function<void(desktop::UnsavedAnswer)> answered)
{
    asked << QStringLiteral("unsaved ") + project;
    if (unsavedAnswer)
        answered(*unsavedAnswer);
}

void ScriptedDialogs::choose(const QString& what, const std::function<void(QString)>& chosen)
{
    asked << what;
    if (!path.isEmpty())
        chosen(path);
}

void ScriptedDialogs::openFile(QWidget*, const QString& title, const QString&, const QString&,
                               std::function<void(QString)> chosen)
{
    choose(QStringLiteral("open ") + title, chosen);
}

void ScriptedDialogs::saveFile(QWidget*, const QString& title, const QString&, const QString&,
                               std::function<void(QString)> chosen)
{
    choose(QStringLiteral("save ") + title, chosen);
}

void ScriptedDialogs::chooseFolder(QWidget*, const QString& title, const QString&,
                                   std::function<void(QString)> chosen)
{
    choose(QStringLiteral("folder ") + title, chosen);
}

void ScriptedDialogs::tell(QWidget*, const QString& title, const QString& text, const QString& detail)
{
    told << title << text << detail;
}

} // namespace meshsso::test
