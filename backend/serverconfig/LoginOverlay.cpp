#include "serverconfig/LoginOverlay.h"

namespace meshsso::serverconfig {

ServerConfig configFor(const ServerConfig& main, const LoginConfig& login)
{
    ServerConfig config = main;
    config.logins.clear();
    config.provider = login.provider;
    config.session.cookieName = login.cookieName;
    config.bearer = login.bearer;
    if (!login.pathPrefix.empty())
        config.pathPrefix = login.pathPrefix;
    if (!login.endpointPrefix.empty())
        config.endpointPrefix = login.endpointPrefix;
    if (!login.allowedHosts.empty()) {
        config.allowedHosts = login.allowedHosts;
        config.publicAuthority.clear();
    }
    if (!login.publicAuthority.empty())
        config.publicAuthority = login.publicAuthority;
    if (!login.postLogoutRedirectUris.empty())
        config.postLogoutRedirectUris = login.postLogoutRedirectUris;
    if (login.hasAccess)
        config.access = login.access;
    return config;
}

} // namespace meshsso::serverconfig
