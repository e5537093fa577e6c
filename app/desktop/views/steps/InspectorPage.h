#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Token inspector".
class InspectorPage final : public StepPage
{
    Q_OBJECT
public:
    explicit InspectorPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
