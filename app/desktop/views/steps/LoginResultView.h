#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QPushButton;

namespace meshsso::desktop {

class FindingListView;
class IconLabel;
class Label;
class LoginTestController;

/// How the last login test ended: who was signed in, whether the token was verified and fits the project,
/// what is wrong otherwise, and the way to the inspector.
class LoginResultView final : public QWidget
{
    Q_OBJECT
public:
    LoginResultView(ViewContext context, LoginTestController& controller, QWidget* parent = nullptr);
    void refresh();

private:
    void showResult();
    void showWatching();
    void pasteIntoInspector();

    ViewContext m_context;
    LoginTestController& m_controller;
    IconLabel* m_icon;
    Label* m_title;
    Label* m_facts;
    FindingListView* m_findings;
    QPushButton* m_inspect;
    QPushButton* m_paste;
};

} // namespace meshsso::desktop
