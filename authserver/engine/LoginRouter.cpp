#include "engine/LoginRouter.h"

#include "access/PathReading.h"
#include "oidc/Claims.h"
#include "serverconfig/PlainPath.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

using serverconfig::isUnder;

bool isSubdomain(std::string_view host, std::string_view suffix)
{
    return host.size() > suffix.size() && equalsIgnoreCase(host.substr(host.size() - suffix.size()), suffix);
}

/// The page for back-channel notices in a login's own spelling.
bool isNoticePage(std::string_view path, std::string_view endpointPrefix)
{
    return path.size() == endpointPrefix.size() + BackChannelLogout::page.size() &&
           path.starts_with(endpointPrefix) && path.ends_with(BackChannelLogout::page);
}

bool isAddressedTo(const json::object& claims, const serverconfig::ProviderConfig& provider)
{
    return stringOr(claims, "iss") == provider.issuer &&
           oidc::claimContains(claims.if_contains("aud"), provider.clientId);
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
    auto* named = namedByLogoutToken(request);
    return (named ? *named : m_main).handle(request, out);
}

AuthService* LoginRouter::namedByLogoutToken(const CheckRequest& request) const
{
    const auto path = request.path();
    if (request.method != "POST" || !path.ends_with(BackChannelLogout::page))
        return nullptr;
    // Where checks come without a prefix, what is no page of the main login is an application's path.
    const auto& main = m_main.settings().config();
    const bool isMains = isNoticePage(path, main.endpointPrefix);
    if (main.pathPrefix.empty() && !isMains)
        return nullptr;
    const auto claims = BackChannelLogout::unverifiedClaims(request);
    if (!claims || (isMains && isAddressedTo(*claims, main.provider)))
        return nullptr;
    for (const auto& entry : m_further) {
        if (isNoticePage(path, entry.route.endpointPrefix) &&
            isAddressedTo(*claims, entry.service.settings().config().provider))
            return &entry.service;
    }
    return nullptr;
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
