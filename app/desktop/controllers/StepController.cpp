#include "desktop/controllers/StepController.h"

namespace meshsso::desktop {

namespace {

bool isSame(const Finding& a, const Finding& b)
{
    return a.code == b.code && a.severity == b.severity && a.where == b.where && a.why == b.why &&
           a.fix == b.fix;
}

} // namespace

void StepController::refresh()
{
    StepState next = compute();
    const bool sameFindings = std::equal(next.findings.begin(), next.findings.end(), m_state.findings.begin(),
                                         m_state.findings.end(), isSame);
    if (sameFindings && next.status == m_state.status && next.fact == m_state.fact)
        return;
    m_state = std::move(next);
    emit stateChanged();
}

StepStatus statusOf(const Findings& findings, StepStatus otherwise)
{
    if (hasErrors(findings))
        return StepStatus::Failed;
    const bool warns = std::any_of(findings.begin(), findings.end(),
                                   [](const Finding& f) { return f.severity == Severity::Warning; });
    return warns ? StepStatus::Attention : otherwise;
}

} // namespace meshsso::desktop
