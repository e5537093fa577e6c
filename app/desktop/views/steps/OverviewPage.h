#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Overview".
class OverviewPage final : public StepPage
{
    Q_OBJECT
public:
    explicit OverviewPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
