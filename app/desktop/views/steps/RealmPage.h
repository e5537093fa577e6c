#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of the step "Realm and client".
class RealmPage final : public StepPage
{
    Q_OBJECT
public:
    explicit RealmPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
};

} // namespace meshsso::desktop
