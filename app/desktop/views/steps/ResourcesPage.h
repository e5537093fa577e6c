#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Mesh resources".
class ResourcesPage final : public StepPage
{
    Q_OBJECT
public:
    explicit ResourcesPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
