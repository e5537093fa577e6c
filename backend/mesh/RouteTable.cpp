#include "mesh/RouteTable.h"

#include <algorithm>
#include <set>

namespace meshsso::mesh {
namespace {

using project::Application;

bool serves(const Application& application, const std::string& host)
{
    return application.hosts.empty() ||
           std::any_of(application.hosts.begin(), application.hosts.end(),
                       [&](const std::string& pattern) { return hostMatches(pattern, host); });
}

/// How exactly an application names the host: decides between two applications with the same prefix.
std::size_t precision(const Application& application, const std::string& host)
{
    std::size_t best = 0;
    for (const auto& pattern : application.hosts) {
        if (pattern == host)
            return std::string::npos;
        if (hostMatches(pattern, host))
            best = std::max(best, pattern.size());
    }
    return best;
}

} // namespace

bool hostMatches(const std::string& pattern, const std::string& host)
{
    if (pattern == "*" || pattern == host)
        return true;
    return pattern.starts_with("*.") && host.size() > pattern.size() - 1 &&
           host.ends_with(std::string_view(pattern).substr(1));
}

std::vector<HostRoutes> routeTable(const project::SsoProject& project)
{
    std::set<std::string> hosts;
    for (const auto& application : project.applications) {
        if (application.hosts.empty())
            hosts.insert("*");
        hosts.insert(application.hosts.begin(), application.hosts.end());
    }
    std::vector<HostRoutes> table;
    for (const auto& host : hosts) {
        HostRoutes routes{host, {}};
        for (const auto& application : project.applications) {
            if (serves(application, host))
                routes.applications.push_back(&application);
        }
        std::stable_sort(routes.applications.begin(), routes.applications.end(),
                         [&](const Application* a, const Application* b) {
                             if (a->pathPrefix.size() != b->pathPrefix.size())
                                 return a->pathPrefix.size() > b->pathPrefix.size();
                             return precision(*a, host) > precision(*b, host);
                         });
        table.push_back(std::move(routes));
    }
    return table;
}

} // namespace meshsso::mesh
