#include "engine/LoginRouter.h"

#include "access/PathReading.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

bool isUnder(std::string_view target, std::string_view prefix)
{
    return target.starts_with(prefix) &&
           (target.size() == prefix.size() || target[prefix.size()] == '/' || target[prefix.size()] == '?');
}

bool isSubdomain(std::string_view host, std::string_view suffix)
{
    return host.size() > suffix.size() && equalsIgnoreCase(host.substr(host.size() - suffix.size()), suffix);
}

} // namespace

bool LoginRoute::matchesHost(std::string_view authority) const
{
    if (hosts.empty())
        return true;
    const auto host = access::hostOf(authority);
    return host && std::any_of(hosts.begin(), hosts.end(), [&](std::string_view name) {
               return name.starts_with("*.") ? isSubdomain(*host, name.substr(1))
                                             : equalsIgnoreCase(*host, name);
           });
}

bool LoginRoute::matches(std::string_view host, std::string_view target) const
{
    return (pathPrefix.empty() || isUnder(target, pathPrefix) || isUnder(target, endpointPrefix)) &&
           matchesHost(host);
}

bool LoginRoute::matchesUnprefixed(std::string_view host, std::string_view target) const
{
    return (!hosts.empty() || isUnder(target, endpointPrefix)) && matchesHost(host);
}

std::optional<Task<bool>> LoginRouter::handle(const CheckRequest& request, ResponseWriter& out)
{
    for (const auto& entry : m_further) {
        if (entry.route.matches(request.host, request.target))
            return entry.service.handle(request, out);
    }
    return m_main.handle(request, out);
}

AuthService& LoginRouter::forCheck(const CheckRequest& check) const
{
    for (const auto& entry : m_further) {
        if (entry.route.matchesUnprefixed(check.host, check.target))
            return entry.service;
    }
    return m_main;
}

} // namespace meshsso::engine
