#include "engine/LoginRouter.h"

#include "access/PathReading.h"
#include "engine/NginxSubrequest.h"
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

/// A page in a login's own spelling.
bool isPage(std::string_view path, std::string_view endpointPrefix, std::string_view page)
{
    return path.size() == endpointPrefix.size() + page.size() && path.starts_with(endpointPrefix) &&
           path.ends_with(page);
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
    const auto host = m_further.empty() ? request.host : hostOf(request);
    for (const auto& entry : m_further) {
        if (entry.route.matches(host, request.target))
            return entry.service.handle(request, out);
    }
    auto* named = namedByLogoutToken(request);
    return (named ? *named : m_main).handle(request, out);
}

std::string_view LoginRouter::hostOf(const CheckRequest& request) const
{
    const auto path = request.path();
    const auto isAskedAt = [&](const std::string& endpointPrefix) {
        return isPage(path, endpointPrefix, subrequestPage);
    };
    const auto& main = m_main.settings().config();
    if (!isAskedAt(main.endpointPrefix) &&
        std::none_of(m_further.begin(), m_further.end(),
                     [&](const Entry& entry) { return isAskedAt(entry.route.endpointPrefix); }))
        return request.host;
    // What cannot be read is refused by whichever service it comes to.
    const auto asked = readSubrequest(request, main.subrequests);
    return asked ? asked->host : request.host;
}

AuthService* LoginRouter::namedByLogoutToken(const CheckRequest& request) const
{
    const auto path = request.path();
    if (request.method != "POST" || !path.ends_with(BackChannelLogout::page))
        return nullptr;
    // Where checks come without a prefix, what is no page of the main login is an application's path.
    const auto& main = m_main.settings().config();
    const bool isMains = isPage(path, main.endpointPrefix, BackChannelLogout::page);
    if (main.pathPrefix.empty() && !isMains)
        return nullptr;
    const auto claims = BackChannelLogout::unverifiedClaims(request);
    if (!claims || (isMains && isAddressedTo(*claims, main.provider)))
        return nullptr;
    for (const auto& entry : m_further) {
        if (isPage(path, entry.route.endpointPrefix, BackChannelLogout::page) &&
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
