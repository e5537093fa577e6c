#include "desktop/controllers/PlanShare.h"

#include "desktop/controllers/StepController.h"
#include "desktop/models/ErrorText.h"

#include <QCoreApplication>

namespace meshsso::desktop {

StepId planOwner(std::string_view object)
{
    for (const std::string_view prefix : {"user ", "role ", "client scope "}) {
        if (object.starts_with(prefix))
            return StepId::Users;
    }
    return StepId::Realm;
}

PlanShare PlanShare::of(const KeycloakPlan& plan, StepId step)
{
    PlanShare share;
    if (!plan.plan())
        return share;
    for (const auto& change : plan.plan()->changes) {
        if (planOwner(change.object) == step)
            ++share.changes;
    }
    for (const auto& finding : plan.plan()->findings) {
        if (planOwner(finding.where) == step)
            share.findings.push_back(finding);
    }
    return share;
}

StepState stepByPlan(const KeycloakPlan& plan, StepId step, Findings projectFindings, const QString& named)
{
    StepState state;
    const bool isWrong = hasErrors(projectFindings);
    state.findings = std::move(projectFindings);
    state.fact = named;
    const auto& job = plan.job();
    if (isWrong) {
        state.status = StepStatus::Failed;
        return state;
    }
    if (job.state() == Job::State::Failed && job.error()) {
        state.status = StepStatus::Failed;
        state.fact = errorTitle(*job.error());
        return state;
    }
    if (!plan.plan())
        return state;
    if (plan.isStale()) {
        state.status = StepStatus::Stale;
        state.fact = QCoreApplication::translate("PlanShare", "changed since the last comparison");
        return state;
    }
    auto share = PlanShare::of(plan, step);
    std::move(share.findings.begin(), share.findings.end(), std::back_inserter(state.findings));
    if (share.changes > 0)
        state.fact =
            QCoreApplication::translate("PlanShare", "%n change(s) to apply", nullptr, share.changes);
    state.status = statusOf(state.findings, share.changes > 0 ? StepStatus::Attention : StepStatus::Done);
    return state;
}

} // namespace meshsso::desktop
