#pragma once

#include "desktop/models/StepState.h"

#include <QString>
#include <vector>

namespace meshsso::desktop {

/// Where something stands in the picture of a request's way.
enum class FlowPlace { Browser, Gateway, Authorization, Keycloak, Application };

/// A party of the picture; it stands for the step that sets it up.
struct FlowPart
{
    FlowPlace place;
    StepId step;
    StepStatus status;
    QString title;
    QString detail; ///< "sso.example.com"
    bool operator==(const FlowPart&) const = default;
};

/// What passes between two parties.
struct FlowArrow
{
    FlowPlace from;
    FlowPlace to;
    StepId step;
    StepStatus status;
    QString text; ///< "asks"
    bool operator==(const FlowArrow&) const = default;
};

struct Flow
{
    std::vector<FlowPart> parts;
    std::vector<FlowArrow> arrows;
    bool operator==(const Flow&) const = default;
};

} // namespace meshsso::desktop
