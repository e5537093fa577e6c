#pragma once

#include <span>
#include <string>
#include <string_view>

namespace meshsso::migrate {

enum class OptionType { Text, Boolean, List, Duration, Number };

/// What becomes of an option of oauth2-proxy.
enum class OptionFate {
    Mapped,        ///< Oauth2ProxyImport has code for it
    NoEquivalent,  ///< we do not do this; why and fix say more
    Dangerous,     ///< not carried over
    Different,     ///< done in another way here
    NotNeeded,     ///< without meaning here
    OtherProvider, ///< for an identity provider other than OpenID Connect
};

/// One option of oauth2-proxy 7, by the name of its flag; facts of its public documentation.
struct Oauth2ProxyOption
{
    std::string_view flag; ///< without "--"
    OptionType type = OptionType::Text;
    OptionFate fate = OptionFate::Mapped;
    std::string_view neutral; ///< a value that asks for nothing, so that nothing is to be said
    std::string_view why;
    std::string_view fix;
    bool isSecret = false;
};

/// All options, sorted by flag.
std::span<const Oauth2ProxyOption> oauth2ProxyOptions();

/// The option of that name, in any of its spellings: "cookie-domain" (flag), "cookie_domains" (file),
/// "COOKIE_DOMAINS" (environment, without prefix). Null if there is none.
const Oauth2ProxyOption* findOauth2ProxyOption(std::string_view name);

/// The flag nearest to a misspelt name, or empty.
std::string_view nearestOauth2ProxyOption(std::string_view name);

} // namespace meshsso::migrate
