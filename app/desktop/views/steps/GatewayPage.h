#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Gateway and certificate".
class GatewayPage final : public StepPage
{
    Q_OBJECT
public:
    explicit GatewayPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
