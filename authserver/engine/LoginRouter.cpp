#include "engine/LoginRouter.h"

#include "access/PathReading.h"
#include "serverconfig/PlainPath.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

using serverconfig::isUnder;

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
    const auto path = target.substr(0, target.find('?'));
    return (pathPrefix.empty() || isUnder(path, pathPrefix) || isUnder(path, endpointPrefix)) &&
           matchesHost(host);
}

bool LoginRoute::matchesUnprefixed(std::string_view host, std::string_view target) const
{
    return (!hosts.empty() || isUnder(target.substr(0, target.find('?')), endpointPrefix)) &&
           matchesHost(host);
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
