#pragma once

#include "core/Clock.h"
#include "core/Url.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::login {

/// What became of one Set-Cookie field.
struct CookieOutcome
{
    std::string name;
    std::size_t bytes = 0; ///< name and value
    bool removed = false;
    std::string refusedBecause; ///< why a browser would not keep it; empty: kept
};

/// A browser's cookie jar (RFC 6265 section 5, with the prefixes and limits of 6265bis): Domain, Path,
/// Secure, Max-Age, Expires, __Host- and __Secure-, 4096 bytes a cookie. Like browsers it takes http on a
/// loopback host for secure enough.
class CookieJar
{
public:
    explicit CookieJar(const Clock& clock) : m_clock(clock) {}

    /// Takes one Set-Cookie field of a response from that URL.
    CookieOutcome store(const Url& from, std::string_view setCookie);
    /// The Cookie header for a request to that URL; empty: none.
    std::string headerFor(const Url& to) const;
    std::size_t size() const { return m_cookies.size(); }

private:
    struct Cookie
    {
        std::string name;
        std::string value;
        std::string domain;
        bool hostOnly = true;
        std::string path;
        bool secure = false;
        std::optional<TimePoint> expires; ///< nothing: until the browser closes
    };

    static std::string refusal(const Url& from, const Cookie& cookie, std::string_view domainAttribute);
    void readAttributes(std::string_view text, Cookie& cookie, std::string& domainAttribute) const;

    const Clock& m_clock;
    std::vector<Cookie> m_cookies; ///< in order of creation
};

/// A cookie date (RFC 6265 section 5.1.1), or nothing.
std::optional<TimePoint> parseCookieDate(std::string_view text);

} // namespace meshsso::login
