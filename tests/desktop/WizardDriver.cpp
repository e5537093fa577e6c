#include "WizardDriver.h"

#include "desktop/models/Text.h"
#include "desktop/views/StepPage.h"

#include <QComboBox>
#include <QScrollArea>
#include <QtTest/QtTest>

namespace meshsso::test {

using desktop::StepId;

WizardDriver::WizardDriver(desktop::WindowHost& host, desktop::Workspace& workspace)
    : m_host(host), m_workspace(workspace)
{
}

bool WizardDriver::fail(const QString& why)
{
    if (m_failure.isEmpty())
        m_failure = why;
    return false;
}

bool WizardDriver::activate()
{
    // A change of language makes another window.
    auto& window = m_host.window();
    window.activateWindow();
    return QTest::qWaitForWindowActive(&window, 30'000) ||
           fail(QStringLiteral("the window does not become the active one"));
}

bool WizardDriver::goTo(StepId step)
{
    auto& window = m_host.window();
    if (!activate())
        return false;
    QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(step)), Qt::ControlModifier);
    return waitFor(QStringLiteral("step %1").arg(static_cast<int>(step)),
                   [&] { return window.currentStep() == step; });
}

QWidget* WizardDriver::find(const QString& name)
{
    auto& window = m_host.window();
    for (QWidget* root :
         {static_cast<QWidget*>(window.page(window.currentStep())), static_cast<QWidget*>(&window)}) {
        for (auto* widget : root->findChildren<QWidget*>(name)) {
            if (widget->isVisible())
                return widget;
        }
    }
    fail(QStringLiteral("nothing visible is called %1").arg(name));
    return nullptr;
}

bool WizardDriver::isVisible(const QString& name)
{
    for (auto* widget : m_host.window().findChildren<QWidget*>(name)) {
        if (widget->isVisible())
            return true;
    }
    return false;
}

void WizardDriver::scrollTo(QWidget* widget)
{
    for (auto* parent = widget->parentWidget(); parent != nullptr; parent = parent->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(parent))
            area->ensureWidgetVisible(widget);
    }
    QCoreApplication::processEvents();
}

bool WizardDriver::click(const QString& name)
{
    auto* widget = find(name);
    if (widget == nullptr)
        return false;
    if (!waitFor(name + QStringLiteral(" to be enabled"), [&] { return widget->isEnabled(); }))
        return false;
    if (!activate())
        return false;
    scrollTo(widget);
    QTest::mouseClick(widget, Qt::LeftButton);
    QCoreApplication::processEvents();
    return true;
}

bool WizardDriver::type(const QString& name, const QString& text)
{
    if (!click(name))
        return false;
    auto* focus = QApplication::focusWidget();
    if (focus == nullptr)
        return fail(name + QStringLiteral(" does not take the focus"));
    QTest::keyClick(focus, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(focus, text);
    QTest::keyClick(focus, Qt::Key_Tab);
    return true;
}

bool WizardDriver::choose(const QString& name, int index)
{
    auto* combo = qobject_cast<QComboBox*>(find(name));
    if (combo == nullptr)
        return fail(name + QStringLiteral(" is no list to choose from"));
    scrollTo(combo);
    combo->setFocus(Qt::TabFocusReason);
    QTest::keyClick(combo, Qt::Key_Home);
    for (int i = 0; i < index; ++i)
        QTest::keyClick(combo, Qt::Key_Down);
    return combo->currentIndex() == index || fail(name + QStringLiteral(" did not follow the keys"));
}

bool WizardDriver::waitFor(const QString& what, const std::function<bool()>& condition,
                           std::chrono::milliseconds limit)
{
    if (!m_failure.isEmpty())
        return false;
    if (QTest::qWaitFor(condition, static_cast<int>(limit.count())))
        return true;
    return fail(QStringLiteral("waited %1 s in vain for %2")
                    .arg(std::chrono::duration_cast<std::chrono::seconds>(limit).count())
                    .arg(what));
}

bool WizardDriver::waitForStatus(StepId step, desktop::StepStatus status, std::chrono::milliseconds limit)
{
    auto& controller = m_workspace.step(step);
    if (waitFor(
            QStringLiteral("step %1 to be in state %2")
                .arg(static_cast<int>(step))
                .arg(static_cast<int>(status)),
            [&] { return controller.state().status == status; }, limit))
        return true;
    m_failure += QStringLiteral("; it is in state %1: %2")
                     .arg(static_cast<int>(controller.state().status))
                     .arg(controller.state().fact);
    for (const auto& finding : controller.state().findings)
        m_failure += QLatin1Char('\n') + desktop::toQString(finding.toString());
    return false;
}

} // namespace meshsso::test
