#pragma once

#include "desktop/views/Dialogs.h"

#include <QStringList>
#include <optional>

namespace meshsso::test {

/// Answers every question as the test says, at once, and remembers what was asked. A path that is not set
/// means that the operator dismissed the dialog.
class ScriptedDialogs final : public desktop::Dialogs
{
public:
    bool isConfirming = false;
    std::optional<desktop::UnsavedAnswer> unsavedAnswer;
    QString path;
    std::vector<desktop::Confirmation> confirmations;
    QStringList told;  ///< title, text and detail, a line each
    QStringList asked; ///< "unsaved NAME", "open TITLE", "save TITLE", "folder TITLE"

    void confirm(QWidget* parent, const desktop::Confirmation& confirmation,
                 std::function<void()> confirmed) override;
    void askUnsaved(QWidget* parent, const QString& project,
                    std::function<void(desktop::UnsavedAnswer)> answered) override;
    void openFile(QWidget* parent, const QString& title, const QString& folder, const QString& filter,
                  std::function<void(QString)> chosen) override;
    void saveFile(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter,
                  std::function<void(QString)> chosen) override;
    void chooseFolder(QWidget* parent, const QString& title, const QString& folder,
                      std::function<void(QString)> chosen) override;
    void tell(QWidget* parent, const QString& title, const QString& text, const QString& detail) override;

private:
    void choose(const QString& what, const std::function<void(QString)>& chosen);
};

} // namespace meshsso::test
