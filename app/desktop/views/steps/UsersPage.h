#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Users and claims".
class UsersPage final : public StepPage
{
    Q_OBJECT
public:
    explicit UsersPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
