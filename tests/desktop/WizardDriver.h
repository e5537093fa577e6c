#pragma once

#include "desktop/controllers/Workspace.h"
#include "desktop/views/MainWindow.h"
#include "desktop/views/shell/WindowHost.h"

#include <QString>
#include <chrono>
#include <functional>

class QComboBox;
class QWidget;

namespace meshsso::test {

/// Works the main window as a person does: looks for what is visible, moves there, clicks, types, and waits
/// for what is to happen. Everything that cannot be done is told by failure(), with the first reason.
class WizardDriver
{
public:
    WizardDriver(desktop::WindowHost& host, desktop::Workspace& workspace);

    /// With the keyboard: Ctrl and the step's number.
    bool goTo(desktop::StepId step);
    /// The visible widget of that object name, on the present page first; null and a failure if there is
    /// none.
    QWidget* find(const QString& name);
    bool isVisible(const QString& name);
    /// Scrolls there and presses the left button in its middle.
    bool click(const QString& name);
    /// Clicks, selects all, and types; ends with Tab.
    bool type(const QString& name, const QString& text);
    /// With the keys, from the top of the list.
    bool choose(const QString& name, int index);
    bool waitFor(const QString& what, const std::function<bool()>& condition,
                 std::chrono::milliseconds limit = std::chrono::seconds(30));
    bool waitForStatus(desktop::StepId step, desktop::StepStatus status,
                       std::chrono::milliseconds limit = std::chrono::seconds(60));

    const QString& failure() const { return m_failure; }
    desktop::MainWindow& window() { return m_host.window(); }
    desktop::Workspace& workspace() { return m_workspace; }

private:
    bool fail(const QString& why);
    bool activate();
    void scrollTo(QWidget* widget);

    desktop::WindowHost& m_host;
    desktop::Workspace& m_workspace;
    QString m_failure;
};

} // namespace meshsso::test
