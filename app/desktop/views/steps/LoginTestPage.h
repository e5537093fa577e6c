#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Login test".
class LoginTestPage final : public StepPage
{
    Q_OBJECT
public:
    explicit LoginTestPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
