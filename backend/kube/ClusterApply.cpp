#include "kube/ClusterApply.h"

#include "kube/ClusterPlanner.h"
#include "kube/UnifiedDiff.h"

#include <algorithm>
#include <array>

namespace meshsso::kube {
namespace {

std::string counted(std::size_t count, std::string_view what)
{
    return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

const PlannedObject* firstIn(const ClusterPlan& plan, ObjectState state)
{
    const auto found = std::find_if(plan.objects.begin(), plan.objects.end(),
                                    [&](const PlannedObject& object) { return object.state == state; });
    return found == plan.objects.end() ? nullptr : &*found;
}

/// Why nothing may be written, or nothing.
std::optional<Error> obstacle(const ClusterPlan& plan, bool forceConflicts)
{
    if (const auto* refused = firstIn(plan, ObjectState::Refused))
        return Error{ErrorCode::InvalidArgument,
                     counted(plan.count(ObjectState::Refused), "object") +
                         " would be refused, so nothing was written; the first: " + refused->reason,
                     refused->title()};
    const auto* conflicting = firstIn(plan, ObjectState::Conflict);
    if (conflicting != nullptr && !forceConflicts) {
        const auto& conflict = conflicting->conflicts.front();
        return Error{ErrorCode::Conflict,
                     counted(plan.count(ObjectState::Conflict), "object") +
                         " would change fields that somebody else owns, so nothing was written; the first: " +
                         conflict.field + " is owned by " + conflict.manager,
                     conflicting->title()};
    }
    return std::nullopt;
}

bool isSame(const PlannedObject& a, const PlannedObject& b)
{
    // Context lines may hold what controllers count up; what would change is what was agreed to.
    return a.file == b.file && a.state == b.state && a.conflicts == b.conflicts &&
           changedLines(a.diff) == changedLines(b.diff);
}

std::optional<Error> deviation(const ClusterPlan& shown, const ClusterPlan& fresh)
{
    for (std::size_t i = 0; i < fresh.objects.size(); ++i) {
        if (i >= shown.objects.size() || !isSame(shown.objects[i], fresh.objects[i]))
            return Error{
                ErrorCode::Conflict,
                "the cluster is no longer as the plan shows it, so nothing was written. Fix: look at "
                "the plan again, then apply",
                fresh.objects[i].title()};
    }
    return std::nullopt;
}

std::string doneText(ObjectState before)
{
    return before == ObjectState::New ? "created" : "changed";
}

Error inObject(Error error, const PlannedObject& object)
{
    error.context = object.title();
    return error;
}

} // namespace

std::string_view clusterSideName(ClusterSide side) noexcept
{
    return side == ClusterSide::Mesh ? "mesh" : "workload";
}

std::string_view objectStateName(ObjectState state) noexcept
{
    constexpr std::array<std::string_view, 5> names{"new", "unchanged", "changed", "conflict", "refused"};
    return names[static_cast<std::size_t>(state)];
}

std::string PlannedObject::title() const
{
    return kind + " " + (namespaceName.empty() ? std::string() : namespaceName + "/") + name;
}

bool ClusterPlan::empty() const
{
    return count(ObjectState::Unchanged) == objects.size();
}

std::size_t ClusterPlan::count(ObjectState state) const
{
    return static_cast<std::size_t>(std::count_if(
        objects.begin(), objects.end(), [&](const PlannedObject& object) { return object.state == state; }));
}

ClusterApply::ClusterApply(const Kubectl& kubectl, project::Clusters clusters, mesh::ResourceSet resources)
    : m_kubectl(kubectl), m_clusters(std::move(clusters)), m_resources(std::move(resources))
{
}

Task<Result<ClusterPlan>> ClusterApply::plan(Progress progress) const
{
    ClusterPlanner planner(m_kubectl, m_clusters, m_resources);
    auto task = planner.plan(std::move(progress));
    co_return co_await task;
}

Task<ClusterApplyReport> ClusterApply::apply(ClusterPlan shown, Progress progress,
                                             ClusterApplyOptions options) const
{
    ClusterApplyReport report;
    ClusterPlanner planner(m_kubectl, m_clusters, m_resources);
    auto planning = planner.plan(progress);
    auto fresh = co_await planning;
    if (!fresh) {
        report.error = std::move(fresh).error();
        co_return report;
    }
    report.plan = std::move(*fresh);
    report.error = obstacle(report.plan, options.forceConflicts);
    if (!report.error)
        report.error = deviation(shown, report.plan);
    if (report.error)
        co_return report;

    const auto& objects = report.plan.objects;
    const std::size_t total = objects.size() - report.plan.count(ObjectState::Unchanged);
    // Namespaces stand first; when the last new one is there, what waits for them is checked before any of it
    // is written.
    bool areDeferredChecked = false;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (objects[i].state == ObjectState::Unchanged)
            continue;
        for (std::size_t d = i; !areDeferredChecked && objects[i].kind != "Namespace" && d < objects.size();
             ++d) {
            if (!planner.isDeferred(d))
                continue;
            auto checking = planner.check(d);
            auto checked = co_await checking;
            if (!checked) {
                report.error = inObject(std::move(checked).error(), objects[d]);
                co_return report;
            }
        }
        areDeferredChecked = areDeferredChecked || objects[i].kind != "Namespace";

        ApplyRequest request;
        request.manifest = planner.objects()[i].text;
        request.mode = ApplyMode::Write;
        request.forceConflicts = objects[i].state == ObjectState::Conflict;
        auto writing = m_kubectl.apply(planner.contextFor(i), std::move(request));
        auto written = co_await writing;
        if (written && !written->conflicts.empty()) {
            const auto& conflict = written->conflicts.front();
            written = fail(ErrorCode::Conflict, conflict.field + " is owned by " + conflict.manager);
        }
        if (!written) {
            report.error = inObject(std::move(written).error(), objects[i]);
            co_return report;
        }
        report.done.push_back({objects[i].title(), objects[i].file, objects[i].side,
                               doneText(objects[i].state), report.done.size() + 1, total, false});
        if (progress)
            progress(report.done.back());
    }
    co_return report;
}

} // namespace meshsso::kube
