#include "kube/ClusterPlanner.h"

#include "kube/KubectlErrors.h"

#include <algorithm>

namespace meshsso::kube {
namespace {

std::size_t indexOf(ClusterSide side)
{
    return static_cast<std::size_t>(side);
}

constexpr std::array bothSides{ClusterSide::Workload, ClusterSide::Mesh};

} // namespace

ClusterPlanner::ClusterPlanner(const Kubectl& kubectl, const project::Clusters& clusters,
                               const mesh::ResourceSet& resources)
    : m_kubectl(kubectl), m_clusters(clusters), m_resources(resources)
{
}

Result<void> ClusterPlanner::prepare()
{
    if (auto program = m_kubectl.locate(); !program)
        return fail(std::move(program).error());
    auto objects = clusterObjects(m_resources);
    if (!objects)
        return fail(std::move(objects).error());
    m_objects = std::move(*objects);
    for (const auto side : bothSides) {
        auto context = contextOf(m_clusters, side);
        if (!context)
            return fail(std::move(context).error());
        m_contexts[indexOf(side)] = std::move(*context);
    }
    return {};
}

/// A misspelt context would otherwise be every object's refusal.
Task<Result<void>> ClusterPlanner::checkContext(ClusterSide side) const
{
    const auto& context = m_contexts[indexOf(side)];
    auto kubeconfig = context.kubeconfig;
    auto task = m_kubectl.contexts(std::move(kubeconfig));
    auto contexts = co_await task;
    if (!contexts)
        co_return fail(std::move(contexts).error());
    const bool isKnown = context.context.empty() ||
                         std::any_of(contexts->begin(), contexts->end(),
                                     [&](const ContextInfo& info) { return info.name == context.context; });
    if (isKnown)
        co_return Result<void>();
    std::string known;
    for (const auto& info : *contexts)
        known.append(known.empty() ? "" : ", ").append(info.name);
    co_return fail(ErrorCode::NotFound,
                   "the kubeconfig has no context of this name; it has " + (known.empty() ? "none" : known),
                   "clusters." + std::string(clusterSideName(side)) + ".context " + context.context);
}

Task<Result<void>> ClusterPlanner::readLive(ClusterSide side)
{
    std::vector<const ClusterObject*> wanted;
    for (const auto& object : m_objects) {
        if (object.side == side)
            wanted.push_back(&object);
    }
    if (wanted.empty())
        co_return Result<void>();
    auto context = m_contexts[indexOf(side)];
    auto documents = identityDocuments(wanted);
    auto task = m_kubectl.getExisting(std::move(context), std::move(documents));
    auto found = co_await task;
    if (found) {
        for (auto& object : *found) {
            auto title = titleOf(object);
            m_live[indexOf(side)].emplace(std::move(title), std::move(object));
        }
        co_return Result<void>();
    }
    if (concernsWholeCluster(found.error().code))
        co_return fail(std::move(found).error());
    auto slowly = readOneByOne(side);
    co_return co_await slowly;
}

/// kubectl answers a request for several with the first error only.
Task<Result<void>> ClusterPlanner::readOneByOne(ClusterSide side)
{
    for (std::size_t i = 0; i < m_objects.size(); ++i) {
        if (m_objects[i].side != side)
            continue;
        auto context = m_contexts[indexOf(side)];
        auto documents = identityDocuments({&m_objects[i]});
        auto task = m_kubectl.getExisting(std::move(context), std::move(documents));
        auto found = co_await task;
        if (!found) {
            if (concernsWholeCluster(found.error().code))
                co_return fail(std::move(found).error());
            m_unreadable.emplace(i, std::move(found).error());
            continue;
        }
        for (auto& object : *found) {
            auto title = titleOf(object);
            m_live[indexOf(side)].emplace(std::move(title), std::move(object));
        }
    }
    co_return Result<void>();
}

Task<Result<ClusterPlan>> ClusterPlanner::plan(ClusterApply::Progress progress)
{
    if (auto prepared = prepare(); !prepared)
        co_return fail(std::move(prepared).error());
    for (const auto side : bothSides) {
        auto checking = checkContext(side);
        auto checked = co_await checking;
        if (!checked)
            co_return fail(std::move(checked).error());
    }
    for (const auto side : bothSides) {
        auto reading = readLive(side);
        auto read = co_await reading;
        if (!read)
            co_return fail(std::move(read).error());
    }
    findNewNamespaces();
    for (const auto side : bothSides) {
        auto asking = dryRunTogether(side);
        auto asked = co_await asking;
        if (!asked)
            co_return fail(std::move(asked).error());
    }
    ClusterPlan plan;
    for (std::size_t i = 0; i < m_objects.size(); ++i) {
        auto planning = planObject(i);
        auto planned = co_await planning;
        if (!planned)
            co_return fail(std::move(planned).error());
        plan.objects.push_back(std::move(*planned));
        if (progress) {
            const auto& object = plan.objects.back();
            progress({object.title(), object.file, object.side,
                      "checked: " + std::string(objectStateName(object.state)), i + 1, m_objects.size(),
                      true});
        }
    }
    co_return plan;
}

void ClusterPlanner::findNewNamespaces()
{
    for (std::size_t i = 0; i < m_objects.size(); ++i) {
        const auto& object = m_objects[i];
        if (object.manifest.kind == "Namespace" && liveObject(i) == nullptr)
            m_newNamespaces.insert(namespaceKey(object.side, object.manifest.name));
    }
}

/// One run of kubectl for all of a side. If one object fails, all are asked again one by one, to learn which
/// and why.
Task<Result<void>> ClusterPlanner::dryRunTogether(ClusterSide side)
{
    std::string documents;
    std::size_t count = 0;
    for (std::size_t i = 0; i < m_objects.size(); ++i) {
        if (m_objects[i].side != side || isDeferred(i) || m_unreadable.contains(i))
            continue;
        documents.append("---\n").append(m_objects[i].text.reveal()).append("\n");
        ++count;
    }
    if (count == 0)
        co_return Result<void>();
    auto context = m_contexts[indexOf(side)];
    SecretString manifests(std::move(documents));
    auto task = m_kubectl.serverDryRunAll(std::move(context), std::move(manifests), count);
    auto answers = co_await task;
    if (!answers) {
        if (concernsWholeCluster(answers.error().code))
            co_return fail(std::move(answers).error());
        co_return Result<void>();
    }
    for (auto& object : *answers) {
        auto title = titleOf(object);
        m_desired[indexOf(side)].emplace(std::move(title), std::move(object));
    }
    co_return Result<void>();
}

const json::object* ClusterPlanner::liveObject(std::size_t index) const
{
    const auto& live = m_live[indexOf(m_objects[index].side)];
    const auto found = live.find(m_objects[index].manifest.title());
    return found == live.end() ? nullptr : &found->second;
}

Task<Result<PlannedObject>> ClusterPlanner::planObject(std::size_t index) const
{
    const ClusterObject& object = m_objects[index];
    auto planned = plannedObject(object);
    if (const auto unreadable = m_unreadable.find(index); unreadable != m_unreadable.end()) {
        planned.state = ObjectState::Refused;
        planned.reason = unreadable->second.message;
        co_return planned;
    }
    const json::object* current = liveObject(index);
    if (isDeferred(index)) {
        planned = comparedObject(object, nullptr, object.manifest.object);
        planned.reason = "it is checked when its namespace " + object.manifest.namespaceName + " is there";
        co_return planned;
    }
    const auto& together = m_desired[indexOf(object.side)];
    if (const auto desired = together.find(object.manifest.title()); desired != together.end())
        co_return comparedObject(object, current, desired->second);

    auto context = contextFor(index);
    auto dryRun = m_kubectl.serverDryRun(context, object.text);
    auto answer = co_await dryRun;
    std::vector<FieldConflict> conflicts;
    if (answer && !answer->conflicts.empty()) {
        // Once more with force, to show what taking the fields over would change.
        conflicts = std::move(answer->conflicts);
        ApplyRequest forced;
        forced.manifest = object.text;
        forced.forceConflicts = true;
        auto forcedRun = m_kubectl.apply(context, std::move(forced));
        auto forcedAnswer = co_await forcedRun;
        answer = std::move(forcedAnswer);
    }
    if (!answer) {
        if (concernsWholeCluster(answer.error().code))
            co_return fail(std::move(answer).error());
        planned.state = ObjectState::Refused;
        planned.reason = answer.error().message;
        co_return planned;
    }
    planned = comparedObject(object, current, answer->object);
    if (!conflicts.empty()) {
        planned.state = ObjectState::Conflict;
        planned.conflicts = std::move(conflicts);
    }
    co_return planned;
}

Task<Result<void>> ClusterPlanner::check(std::size_t index) const
{
    auto context = contextFor(index);
    auto dryRun = m_kubectl.serverDryRun(std::move(context), m_objects[index].text);
    auto answer = co_await dryRun;
    if (!answer)
        co_return fail(std::move(answer).error());
    if (!answer->conflicts.empty())
        co_return fail(ErrorCode::Conflict, "somebody else made it meanwhile",
                       m_objects[index].manifest.title());
    co_return Result<void>();
}

const project::ClusterContext& ClusterPlanner::contextFor(std::size_t index) const
{
    return m_contexts[indexOf(m_objects[index].side)];
}

bool ClusterPlanner::isDeferred(std::size_t index) const
{
    const auto& object = m_objects[index];
    return m_newNamespaces.contains(namespaceKey(object.side, object.manifest.namespaceName));
}

std::string ClusterPlanner::namespaceKey(ClusterSide side, const std::string& name) const
{
    const auto& context = m_contexts[indexOf(side)];
    return context.kubeconfig + "\n" + context.context + "\n" + name;
}

} // namespace meshsso::kube
