#pragma once

#include "desktop/controllers/ProjectPrompts.h"

#include <QString>
#include <functional>

class QWidget;

namespace meshsso::desktop {

/// A question before something that cannot be taken back or that touches production.
struct Confirmation
{
    QString title;
    QString text;
    QString action;    ///< on the button: "Delete the test client", never "OK"
    QString typedWord; ///< not empty: must be typed first (a production project's name)
    bool isDangerous = false;
};

/// Every modal question of the program, in one place so that tests answer them. Answers come later, from the
/// event loop; no answer when the dialog was dismissed, except askUnsaved's Stay.
class Dialogs
{
public:
    virtual ~Dialogs() = default;
    virtual void confirm(QWidget* parent, const Confirmation& confirmation,
                         std::function<void()> confirmed) = 0;
    virtual void askUnsaved(QWidget* parent, const QString& project,
                            std::function<void(UnsavedAnswer)> answered) = 0;
    virtual void openFile(QWidget* parent, const QString& title, const QString& folder, const QString& filter,
                          std::function<void(QString)> chosen) = 0;
    virtual void saveFile(QWidget* parent, const QString& title, const QString& suggestion,
                          const QString& filter, std::function<void(QString)> chosen) = 0;
    virtual void chooseFolder(QWidget* parent, const QString& title, const QString& folder,
                              std::function<void(QString)> chosen) = 0;
    /// Something the operator must read; detail is folded and can be copied.
    virtual void tell(QWidget* parent, const QString& title, const QString& text, const QString& detail) = 0;
};

} // namespace meshsso::desktop
