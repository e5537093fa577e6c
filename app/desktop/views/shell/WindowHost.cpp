#include "desktop/views/shell/WindowHost.h"

#include "desktop/controllers/Settings.h"
#include "desktop/views/Language.h"
#include "desktop/views/MainWindow.h"

namespace meshsso::desktop {

WindowHost::WindowHost(ViewContext context, Settings& settings, Language& language, QObject* parent)
    : QObject(parent), m_context(context), m_settings(settings), m_language(language)
{
    m_language.use(m_settings.language());
    m_context.workspace.retranslate();
    make();
    // Queued: the wish comes from a menu of the window that is about to go.
    connect(&m_settings, &Settings::languageChanged, this, &WindowHost::rebuild, Qt::QueuedConnection);
}

WindowHost::~WindowHost() = default;

void WindowHost::make()
{
    m_window = std::make_unique<MainWindow>(m_context, &m_settings);
    connect(m_window.get(), &MainWindow::closed, this, &WindowHost::closed);
}

void WindowHost::rebuild()
{
    const auto step = m_window->currentStep();
    const bool wasVisible = m_window->isVisible();
    m_window->keepLayout();
    m_language.use(m_settings.language());
    m_context.workspace.retranslate();
    auto old = std::move(m_window);
    make();
    m_window->showStep(step);
    if (wasVisible)
        m_window->show();
    old.reset();
    emit rebuilt();
}

} // namespace meshsso::desktop
