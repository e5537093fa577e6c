#include "kube/ClusterCheck.h"

#include "kube/ClusterSnapshot.h"
#include "kube/Manifest.h"

#include <charconv>

namespace meshsso::kube {
namespace {

using project::SsoProject;

bool setNumber(int& field, const std::string& text)
{
    int number = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ptr != end || number < 1 || number > 65535)
        return false;
    field = number;
    return true;
}

/// "gateway.selector.app" sets the label app.
bool setLabel(std::map<std::string, std::string>& labels, std::string_view prefix,
              const SuggestedValue& value)
{
    if (!value.field.starts_with(prefix) || value.field.size() == prefix.size())
        return false;
    labels[value.field.substr(prefix.size())] = value.suggested;
    return true;
}

bool take(SsoProject& project, const SuggestedValue& value)
{
    auto& gateway = project.gateway;
    if (value.field == "gateway.https.targetPort")
        return setNumber(gateway.https.targetPort, value.suggested);
    if (value.field == "gateway.http.targetPort")
        return setNumber(gateway.http.targetPort, value.suggested);
    if (value.field == "authorization.httpPort")
        return setNumber(project.authorization.httpPort, value.suggested);
    if (value.field == "authorization.serviceName") {
        project.authorization.serviceName = value.suggested;
        return true;
    }
    if (value.field == "gateway.address") {
        gateway.address = value.suggested;
        return true;
    }
    return setLabel(gateway.selector, "gateway.selector.", value) ||
           setLabel(gateway.policySelector, "gateway.policySelector.", value);
}

} // namespace

void add(ClusterCheckReport& report, std::string code, Severity severity, std::string where, std::string why,
         std::string fix)
{
    report.findings.push_back({std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
}

void suggest(ClusterCheckReport& report, std::string field, std::string current, std::string suggested)
{
    report.suggestions.push_back({std::move(field), std::move(current), std::move(suggested)});
}

std::string nameOf(const json::object& object)
{
    return textAt(object, {"metadata", "name"});
}

std::size_t takeSuggestions(SsoProject& project, const std::vector<SuggestedValue>& suggestions)
{
    std::size_t taken = 0;
    for (const auto& value : suggestions)
        taken += take(project, value) ? 1 : 0;
    return taken;
}

ClusterCheck::ClusterCheck(const Kubectl& kubectl, const SsoProject& project)
    : m_kubectl(kubectl), m_project(project)
{
}

Task<Result<ClusterCheckReport>> ClusterCheck::run() const
{
    auto reading = readSnapshot(m_kubectl, m_project);
    auto snapshot = co_await reading;
    if (!snapshot)
        co_return fail(std::move(snapshot).error());
    ClusterCheckReport report;
    report.findings = std::move(snapshot->findings);
    judgeAuthorizationService(m_project, *snapshot, report);
    judgeGateway(m_project, *snapshot, report);
    judgeCredential(m_project, *snapshot, report);
    judgeRoutes(m_project, *snapshot, report);
    judgeProvider(m_project, *snapshot, report);
    judgeNamespaces(m_project, *snapshot, report);
    judgeKeycloak(m_project, *snapshot, report);
    co_return report;
}

} // namespace meshsso::kube
