#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

class EmptyState;
class Label;
class LoginHopsView;
class LoginResultView;
class LoginSetupView;
class LoginTestController;

/// The page of the step "Login test".
class LoginTestPage final : public StepPage
{
    Q_OBJECT
public:
    explicit LoginTestPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;

private:
    void refresh();
    void start();
    void askConsent();
    QString actionText() const;

    LoginTestController& m_controller;
    LoginSetupView* m_setup;
    LoginResultView* m_result;
    LoginHopsView* m_hops;
    EmptyState* m_empty;
    QWidget* m_leftover;
    Label* m_leftoverText;
};

} // namespace meshsso::desktop
