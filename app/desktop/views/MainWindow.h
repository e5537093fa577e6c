#pragma once

#include "desktop/views/ViewContext.h"

#include <QMainWindow>
#include <array>
#include <memory>

class QSplitter;
class QStackedWidget;

namespace meshsso::desktop {

class ActivityPane;
class CommandList;
class CommandPalette;
class ContextPane;
class DialogPrompts;
class FindingsModel;
class ProjectActions;
class Settings;
class StepPage;
class Stepper;

/// The main window: top bar, stepper, the step's page, the pane beside it, and Activity below.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    /// Without settings the window keeps its own, beside the journal.
    explicit MainWindow(ViewContext context, Settings* settings = nullptr, QWidget* parent = nullptr);
    ~MainWindow() override;

    StepId currentStep() const { return m_current; }
    void showStep(StepId step, const QString& field = {});
    StepPage* page(StepId step) const { return m_pages[static_cast<std::size_t>(step)]; }
    const CommandList& commands() const { return *m_commands; }
    /// Keeps geometry and panes in the settings.
    void keepLayout();

signals:
    /// It closed, and nothing unsaved is left.
    void closed();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void addViewCommands();
    void addStepCommands();
    QWidget* makeBody();
    void restoreLayout();
    void toggleContextPane();
    void placeContextPane();
    void openActivity(bool open);
    void pressPrimary();
    void refreshTitle();

    ViewContext m_context;
    std::unique_ptr<Settings> m_ownSettings;
    Settings& m_settings;
    std::unique_ptr<DialogPrompts> m_prompts;
    FindingsModel* m_findings;
    CommandList* m_commands;
    ProjectActions* m_projectActions = nullptr;
    StepId m_current = StepId::Overview;
    QSplitter* m_split;
    Stepper* m_stepper = nullptr;
    QStackedWidget* m_stack = nullptr;
    ContextPane* m_contextPane = nullptr;
    ActivityPane* m_activity = nullptr;
    CommandPalette* m_palette = nullptr;
    bool m_isContextPaneOpenWhenNarrow = false;
    bool m_mayClose = false;
    std::array<StepPage*, stepCount> m_pages{};
};

} // namespace meshsso::desktop
