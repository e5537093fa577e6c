#pragma once

#include "desktop/views/Dialogs.h"

namespace meshsso::desktop {

/// The real ones: window-modal, never a nested event loop.
class QtDialogs final : public Dialogs
{
public:
    void confirm(QWidget* parent, const Confirmation& confirmation, std::function<void()> confirmed) override;
    void askUnsaved(QWidget* parent, const QString& project,
                    std::function<void(UnsavedAnswer)> answered) override;
    void openFile(QWidget* parent, const QString& title, const QString& folder, const QString& filter,
                  std::function<void(QString)> chosen) override;
    void saveFile(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter,
                  std::function<void(QString)> chosen) override;
    void chooseFolder(QWidget* parent, const QString& title, const QString& folder,
                      std::function<void(QString)> chosen) override;
    void tell(QWidget* parent, const QString& title, const QString& text, const QString& detail) override;
};

} // namespace meshsso::desktop
