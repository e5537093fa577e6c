#include "keycloak/Provisioner.h"

#include "keycloak/Reconciliation.h"

#include <array>

namespace meshsso::keycloak {
namespace {

using Step = Task<Result<void>> (*)(Reconciliation&);

// An object comes before those that refer to it; the secret last, since the client may only just have become
// confidential.
constexpr std::array<Step, 7> steps{reconcileRealm,        reconcileRoles, reconcileScopes, reconcileClient,
                                    reconcileClientScopes, reconcileUsers, reconcileSecret};

Task<Result<void>> walkAll(Reconciliation& walk)
{
    for (const auto step : steps) {
        auto done = co_await step(walk);
        if (!done)
            co_return fail(std::move(done).error());
    }
    co_return Result<void>();
}

} // namespace

Provisioner::Provisioner(AdminClient& admin, const project::SsoProject& project,
                         secrets::SecretStore& secrets)
    : m_admin(admin), m_project(project), m_secrets(secrets)
{
}

Task<Result<Plan>> Provisioner::plan()
{
    Progress none;
    Reconciliation walk(Reconciliation::Mode::Plan, m_admin, m_project, m_secrets, std::move(none));
    auto walked = co_await walkAll(walk);
    if (!walked)
        co_return fail(std::move(walked).error());
    auto observed = co_await observe(walk);
    if (!observed)
        co_return fail(std::move(observed).error());
    co_return walk.takePlan();
}

Task<ApplyReport> Provisioner::apply(Progress progress)
{
    Reconciliation walk(Reconciliation::Mode::Apply, m_admin, m_project, m_secrets, std::move(progress));
    auto walked = co_await walkAll(walk);
    auto report = walk.takeReport();
    if (!walked)
        report.error = std::move(walked).error();
    co_return std::move(report);
}

} // namespace meshsso::keycloak
