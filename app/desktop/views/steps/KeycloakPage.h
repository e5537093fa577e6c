#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Keycloak connection".
class KeycloakPage final : public StepPage
{
    Q_OBJECT
public:
    explicit KeycloakPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
