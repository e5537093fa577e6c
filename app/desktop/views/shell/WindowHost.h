#pragma once

#include "desktop/views/ViewContext.h"

#include <QObject>
#include <memory>

namespace meshsso::desktop {

class Language;
class MainWindow;
class Settings;

/// Holds the one main window, and makes it anew on the same workspace when the language changes: every text
/// is a fresh one, while project, undo history, step and geometry stay.
class WindowHost final : public QObject
{
    Q_OBJECT
public:
    WindowHost(ViewContext context, Settings& settings, Language& language, QObject* parent = nullptr);
    ~WindowHost() override;

    MainWindow& window() { return *m_window; }

signals:
    /// The operator closed the window and nothing unsaved is left.
    void closed();
    void rebuilt();

private:
    void make();
    void rebuild();

    ViewContext m_context;
    Settings& m_settings;
    Language& m_language;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace meshsso::desktop
