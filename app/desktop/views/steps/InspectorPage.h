#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

class InspectorController;
class InspectorView;

/// The page of the step "Token inspector".
class InspectorPage final : public StepPage
{
    Q_OBJECT
public:
    explicit InspectorPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;

private:
    bool needsKeys() const;
    void refresh();

    InspectorController& m_controller;
    InspectorView* m_view;
};

} // namespace meshsso::desktop
