#pragma once

#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/models/StepState.h"

#include <string_view>

namespace meshsso::desktop {

/// Which of the two steps that share the plan has an object: Users for "user alice", "role reader" and
/// "client scope meshsso-roles", else Realm.
StepId planOwner(std::string_view object);

/// What the plan says of one of its two steps.
struct PlanShare
{
    int changes = 0;
    Findings findings;

    static PlanShare of(const KeycloakPlan& plan, StepId step);
};

/// How the step stands by the plan: NotYet without one, Failed when it could not be made or applied, Stale,
/// Attention with changes to make, else Done; worse when the findings are. named is the fact of a step that
/// no plan speaks of yet.
StepState stepByPlan(const KeycloakPlan& plan, StepId step, Findings projectFindings, const QString& named);

} // namespace meshsso::desktop
