#pragma once

#include "desktop/views/ViewContext.h"

#include <QTimer>
#include <QWidget>

class QStackedWidget;
class QTabBar;
class QToolButton;

namespace meshsso::desktop {

class ElidedLabel;
class FindingsModel;
class RequestsView;

/// Below the page: a bar with the latest request, and, when open, requests, log and findings.
class ActivityPane final : public QWidget
{
    Q_OBJECT
public:
    enum class Tab { Requests, Log, Findings };

    ActivityPane(ViewContext context, FindingsModel& findings, QWidget* parent = nullptr);

    bool isOpen() const { return m_isOpen; }
    void setOpen(bool open);
    /// Opens it at the tab, with the keyboard in it.
    void showTab(Tab tab);
    /// Stands in the bar for four seconds instead of the latest request.
    void say(const QString& word);
    /// What stands in the bar.
    QString statusText() const;
    RequestsView* requests() { return m_requests; }

signals:
    void openChanged(bool open);

private:
    void refreshTitles();
    void refreshStatus();

    FindingsModel& m_findings;
    ViewContext m_context;
    QToolButton* m_toggle;
    QTabBar* m_tabs;
    ElidedLabel* m_status;
    QStackedWidget* m_stack;
    RequestsView* m_requests;
    QWidget* m_bar;
    QString m_latest;
    QString m_word;
    QTimer m_wordEnds;
    bool m_isOpen = false;
};

} // namespace meshsso::desktop
