#pragma once

#include "desktop/views/ViewContext.h"

#include <QMainWindow>
#include <array>

class QStackedWidget;

namespace meshsso::desktop {

class StepPage;

/// The main window: top bar, stepper, the step's page, the pane beside it, and Activity below.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(ViewContext context, QWidget* parent = nullptr);

    StepId currentStep() const { return m_current; }
    void showStep(StepId step, const QString& field = {});
    StepPage* page(StepId step) const { return m_pages[static_cast<std::size_t>(step)]; }

private:
    StepPage* makePage(StepId step);

    ViewContext m_context;
    StepId m_current = StepId::Overview;
    QStackedWidget* m_stack;
    std::array<StepPage*, stepCount> m_pages{};
};

} // namespace meshsso::desktop
