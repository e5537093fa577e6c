#pragma once

#include "core/Finding.h"

#include <QString>

namespace meshsso::desktop {

/// The steps of the console, in the stepper's order.
enum class StepId {
    Overview,
    Gateway,
    Keycloak,
    Realm,
    Users,
    Applications,
    Resources,
    LoginTest,
    Inspector,
};

inline constexpr int stepCount = 9;

/// The five states that mean the same everywhere (ui.md): stepper rows, flow picture, job results.
enum class StepStatus {
    NotYet,    ///< nothing was tried, or something needed is missing
    Done,      ///< in order
    Attention, ///< works, but there are warnings or changes to make
    Failed,    ///< errors
    Stale,     ///< was in order, but an earlier step changed since
};

/// What a stepper row shows.
struct StepState
{
    StepStatus status = StepStatus::NotYet;
    QString fact;      ///< one line: "certificate, 89 days left"
    Findings findings; ///< what is to be said about this step, from the project and from its last run
};

} // namespace meshsso::desktop
