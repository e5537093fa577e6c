#include "core/Text.h"
#include "core/Url.h"
#include "project/CheckReport.h"
#include "project/ProjectFile.h"

#include <algorithm>

namespace meshsso::project {
namespace {

bool isLabelValue(std::string_view text)
{
    const auto isAlnum = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !text.empty() && text.size() <= 63 && isAlnum(text.front()) && isAlnum(text.back()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return isAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

void checkMetadata(const SsoProject& project, CheckReport& report)
{
    const auto& name = project.metadata.name;
    report.required(name, "metadata.name");
    if (!name.empty() && !isLabelValue(name))
        report.error(
            "project.name", "metadata.name", "the name cannot be a label of the resources we make",
            "Use up to 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit.");
}

} // namespace

std::string element(std::string_view list, std::size_t index)
{
    return std::string(list) + "[" + std::to_string(index) + "]";
}

bool isKubernetesName(std::string_view name)
{
    return !name.empty() && name.size() <= 63 && name.front() != '-' && name.back() != '-' &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void checkKubernetesName(const std::string& name, std::string where, CheckReport& report)
{
    if (!name.empty() && !isKubernetesName(name))
        report.error("project.kubernetes-name", std::move(where), "Kubernetes does not take this name",
                     "Use up to 63 lower-case letters, digits and '-', not at the ends.");
}

bool isHostPattern(std::string_view host)
{
    const auto name = host.starts_with("*.") ? host.substr(2) : host;
    const bool isAddress = name == host && isIpAddress(name);
    return (isAddress || isDnsName(name)) && !name.ends_with('.') && toLowerAscii(name) == name;
}

bool isExemptPort(const Gateway& gateway, int port)
{
    return port != 0 && (port == gateway.http.port || port == gateway.http.targetPort);
}

void checkRole(const SsoProject& project, const std::string& role, std::string where, CheckReport& report)
{
    std::vector<std::string_view> declared;
    declared.reserve(project.roles.size());
    for (const auto& known : project.roles)
        declared.emplace_back(known.name);
    if (std::find(declared.begin(), declared.end(), role) != declared.end())
        return;
    const auto nearest = nearestOf(role, declared);
    report.warning("access.unknown-role", std::move(where),
                   "the role '" + role + "' is not declared under roles",
                   nearest.empty() ? "Declare it, or make sure that it exists in the realm."
                                   : "Did you mean '" + std::string(nearest) + "'? Otherwise declare it.");
}

bool hasMovingTag(std::string_view image)
{
    if (image.find('@') != std::string_view::npos)
        return false;
    const auto name = image.substr(image.rfind('/') == std::string_view::npos ? 0 : image.rfind('/') + 1);
    const auto colon = name.find(':');
    return colon == std::string_view::npos || name.substr(colon + 1) == "latest";
}

Findings checkProject(const SsoProject& project)
{
    auto complete = project;
    complete.applyDerived();
    CheckReport report;
    checkMetadata(complete, report);
    checkGateway(complete, report);
    checkIdentityProvider(complete, report);
    checkClient(complete, report);
    checkPeople(complete, report);
    checkApplications(complete, report);
    checkAccess(complete, report);
    checkAuthorization(complete, report);
    checkSession(complete, report);
    checkLogins(complete, report);
    checkTargets(complete, report);
    return report.take();
}

} // namespace meshsso::project
