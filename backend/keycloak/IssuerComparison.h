#pragma once

#include <string>
#include <string_view>

namespace meshsso::keycloak {

enum class IssuerDifference { None, TrailingSlash, Scheme, Port, Host, RealmCase, Realm, Path, Unreadable };

/// In what two issuers differ, the most telling part first. Issuers are compared byte by byte (OpenID Connect
/// Core 1.0 section 2), so each of these means that tokens are refused.
IssuerDifference compareIssuers(std::string_view expected, std::string_view seen);

/// What to do about it, for an operator.
std::string issuerFix(IssuerDifference difference, std::string_view seen);

} // namespace meshsso::keycloak
