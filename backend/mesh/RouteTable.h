#pragma once

#include "project/SsoProject.h"

#include <string>
#include <vector>

namespace meshsso::mesh {

/// Which applications a host serves, longest path prefix first.
struct HostRoutes
{
    std::string host; ///< "*", "*.example.com" or a name
    std::vector<const project::Application*> applications;
};

/// The gateway's hosts with their applications, sorted, the catch-all "*" first. A proxy looks at the one
/// virtual host that fits best and at no other, so an application for any host is listed under each host that
/// would otherwise hide it.
std::vector<HostRoutes> routeTable(const project::SsoProject& project);

/// True if a host pattern of an application takes the host.
bool hostMatches(const std::string& pattern, const std::string& host);

} // namespace meshsso::mesh
