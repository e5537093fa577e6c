#include "keycloak/IssuerComparison.h"

#include "core/Text.h"
#include "core/Url.h"

namespace meshsso::keycloak {
namespace {

constexpr std::string_view realmsSegment = "/realms/";

std::string_view withoutTrailingSlash(std::string_view text)
{
    while (text.ends_with('/'))
        text.remove_suffix(1);
    return text;
}

std::string_view realmOf(std::string_view path)
{
    const auto at = path.rfind(realmsSegment);
    return at == std::string_view::npos ? std::string_view{} : path.substr(at + realmsSegment.size());
}

} // namespace

IssuerDifference compareIssuers(std::string_view expected, std::string_view seen)
{
    if (expected == seen)
        return IssuerDifference::None;
    if (withoutTrailingSlash(expected) == withoutTrailingSlash(seen))
        return IssuerDifference::TrailingSlash;
    const auto ours = Url::parse(expected);
    const auto theirs = Url::parse(seen);
    if (!ours || !theirs)
        return IssuerDifference::Unreadable;
    if (ours->host != theirs->host)
        return IssuerDifference::Host;
    if (ours->scheme != theirs->scheme)
        return IssuerDifference::Scheme;
    if (ours->port != theirs->port)
        return IssuerDifference::Port;
    const auto ourRealm = realmOf(ours->path);
    const auto theirRealm = realmOf(theirs->path);
    if (ourRealm == theirRealm)
        return IssuerDifference::Path;
    return equalsIgnoreCase(ourRealm, theirRealm) ? IssuerDifference::RealmCase : IssuerDifference::Realm;
}

std::string issuerFix(IssuerDifference difference, std::string_view seen)
{
    switch (difference) {
    case IssuerDifference::TrailingSlash:
        return "write identityProvider.url (and Keycloak's KC_HOSTNAME) without a slash at the end";
    case IssuerDifference::Scheme:
        return "TLS ends in front of Keycloak and it does not know: set KC_PROXY_HEADERS=xforwarded and let "
               "the "
               "gateway send X-Forwarded-Proto, or set KC_HOSTNAME with its scheme; if browsers do use the "
               "other scheme, correct identityProvider.url";
    case IssuerDifference::Port:
        return "let the gateway send X-Forwarded-Port, or set KC_HOSTNAME with its port; if the port of "
               "identityProvider.url is wrong, correct it";
    case IssuerDifference::Host:
        return "make Keycloak use the name that browsers use (KC_HOSTNAME, or KC_PROXY_HEADERS=xforwarded "
               "and a "
               "gateway that sets X-Forwarded-Host), or set identityProvider.url to the name it uses";
    case IssuerDifference::RealmCase:
    case IssuerDifference::Realm:
        return "spell identityProvider.realm as Keycloak does";
    case IssuerDifference::Path:
        return "Keycloak serves under another path (KC_HTTP_RELATIVE_PATH): put it into identityProvider.url";
    case IssuerDifference::None:
    case IssuerDifference::Unreadable:
        break;
    }
    return "Keycloak must call itself by an absolute URL; it says " + std::string(seen);
}

} // namespace meshsso::keycloak
