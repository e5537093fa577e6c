#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Applications and access".
class ApplicationsPage final : public StepPage
{
    Q_OBJECT
public:
    explicit ApplicationsPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
