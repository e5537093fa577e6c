#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"
#include "keycloak/ConnectionCheck.h"

#include <optional>

namespace meshsso::desktop {

/// The step of the connection to Keycloak: where it is, who administers it, and a check that changes nothing.
class KeycloakController final : public StepController
{
    Q_OBJECT
public:
    /// What stands in the way of a check.
    enum class Lack { Nothing, Project, Url };

    explicit KeycloakController(StepContext context, QObject* parent = nullptr);

    Lack lack() const;
    /// The project names an administrator; without one only what anybody sees is checked.
    bool hasAdministrator() const;

    Job& job() { return m_job; }
    /// The last check; it stays while the next one runs.
    const std::optional<keycloak::ConnectionReport>& report() const { return m_report; }
    /// When the last check ended.
    const std::optional<TimePoint>& checkedAt() const { return m_checkedAt; }
    /// The report is of another URL, realm or administrator than the project has now.
    bool isStale() const;

    /// Looks at the project's Keycloak. Nothing happens while something is lacking.
    void test();

signals:
    /// Anything of the above.
    void changed();

protected:
    StepState compute() const override;

private:
    static Task<keycloak::ConnectionReport> check(StepContext context, project::SsoProject project);
    /// What the check depends on: not the workload, which only the cluster reads.
    project::IdentityProvider basis() const;

    StepContext m_context;
    Job m_job;
    std::optional<keycloak::ConnectionReport> m_report;
    std::optional<TimePoint> m_checkedAt;
    project::IdentityProvider m_checkedFor;
    project::IdentityProvider m_running;
};

} // namespace meshsso::desktop
