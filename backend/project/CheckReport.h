#pragma once

#include "core/FindingList.h"
#include "project/SsoProject.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::project {

/// Collects what the checks say. Private to this folder.
class CheckReport final : public FindingList
{
public:
    /// project.required, if the text is empty.
    void required(const std::string& text, const std::string& where)
    {
        if (text.empty())
            error("project.required", where, "'" + where + "' is missing", "Give it a value.");
    }
};

// One file a topic.
void checkGateway(const SsoProject& project, CheckReport& report);
void checkIdentityProvider(const SsoProject& project, CheckReport& report);
void checkClient(const SsoProject& project, CheckReport& report);
void checkPeople(const SsoProject& project, CheckReport& report);
void checkApplications(const SsoProject& project, CheckReport& report);
void checkAccess(const SsoProject& project, CheckReport& report);
void checkAuthorization(const SsoProject& project, CheckReport& report);
void checkSession(const SsoProject& project, CheckReport& report);
void checkLogins(const SsoProject& project, CheckReport& report);
void checkTargets(const SsoProject& project, CheckReport& report);

// What several of them ask.

/// "applications[2]"
std::string element(std::string_view list, std::size_t index);
/// True for a name that Kubernetes takes for a Service or Namespace (RFC 1123 label).
bool isKubernetesName(std::string_view name);
/// project.kubernetes-name, unless the name is one (or empty, where that means a default).
void checkKubernetesName(const std::string& name, std::string where, CheckReport& report);
/// True for a host as an application may name it: lower case, without port; "*.example.com" counts.
bool isHostPattern(std::string_view host);
/// project.cookie-name, unless browsers and we take it for a session's cookie.
void checkCookieName(const std::string& name, std::string where, CheckReport& report);
/// True if the gateway's policy does not ask on this listener port.
bool isExemptPort(const Gateway& gateway, int port);
/// A role that the project names but does not declare: a warning with the nearest declared one.
void checkRole(const SsoProject& project, const std::string& role, std::string where, CheckReport& report);
/// True if the image has no tag or digest, or the moving tag "latest".
bool hasMovingTag(std::string_view image);

} // namespace meshsso::project
