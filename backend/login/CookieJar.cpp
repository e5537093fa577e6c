#include "login/CookieJar.h"

#include "core/Text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace meshsso::login {
namespace {

constexpr std::size_t maxCookieBytes = 4096;

bool isSecureContext(const Url& url)
{
    return url.isHttps() || isLoopbackHost(url.host);
}

bool domainMatches(std::string_view host, std::string_view domain)
{
    if (host == domain)
        return true;
    return host.size() > domain.size() && host.ends_with(domain) &&
           host[host.size() - domain.size() - 1] == '.' && !isIpAddress(host);
}

bool pathMatches(std::string_view path, std::string_view cookiePath)
{
    if (!path.starts_with(cookiePath))
        return false;
    return path.size() == cookiePath.size() || cookiePath.ends_with('/') || path[cookiePath.size()] == '/';
}

std::string defaultPath(const Url& url)
{
    const auto last = url.path.rfind('/');
    return last == 0 || last == std::string::npos ? "/" : url.path.substr(0, last);
}

int toNumber(std::string_view text)
{
    int value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

int monthOf(std::string_view text)
{
    constexpr std::array<std::string_view, 12> names{"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto lower = toLowerAscii(text.substr(0, 3));
    const auto found = std::find(names.begin(), names.end(), lower);
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

bool isClockTime(std::string_view token)
{
    return std::count(token.begin(), token.end(), ':') == 2;
}

} // namespace

std::optional<TimePoint> parseCookieDate(std::string_view text)
{
    std::tm when{};
    when.tm_mday = 0;
    when.tm_mon = -1;
    bool hasTime = false;
    bool hasYear = false;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(" ,-\t"), text.size());
        const auto token = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (token.empty())
            continue;
        if (!hasTime && isClockTime(token)) {
            const auto parts = split(token, ':');
            when.tm_hour = toNumber(parts[0]);
            when.tm_min = toNumber(parts[1]);
            when.tm_sec = toNumber(parts[2]);
            hasTime = true;
        } else if (const int number = toNumber(token); number >= 0) {
            if (when.tm_mday == 0 && token.size() <= 2) {
                when.tm_mday = number;
            } else if (!hasYear) {
                const int year = number < 70 ? number + 2000 : number < 100 ? number + 1900 : number;
                when.tm_year = year - 1900;
                hasYear = true;
            }
        } else if (when.tm_mon < 0) {
            when.tm_mon = monthOf(token);
        }
    }
    const bool good = hasTime && hasYear && when.tm_mon >= 0 && when.tm_mday >= 1 && when.tm_mday <= 31 &&
                      when.tm_year >= -299 && when.tm_hour >= 0 && when.tm_hour <= 23 && when.tm_min >= 0 &&
                      when.tm_min <= 59 && when.tm_sec >= 0 && when.tm_sec <= 60;
    if (!good)
        return std::nullopt;
    return fromUnixSeconds(timegm(&when));
}

void CookieJar::readAttributes(std::string_view text, Cookie& cookie, std::string& domainAttribute) const
{
    bool hasMaxAge = false;
    for (const auto part : split(text, ';')) {
        const auto equals = part.find('=');
        const auto name = trim(part.substr(0, equals));
        const auto value =
            equals == std::string_view::npos ? std::string_view{} : trim(part.substr(equals + 1));
        if (equalsIgnoreCase(name, "secure")) {
            cookie.secure = true;
        } else if (equalsIgnoreCase(name, "path")) {
            if (value.starts_with('/'))
                cookie.path = value;
        } else if (equalsIgnoreCase(name, "domain")) {
            domainAttribute = toLowerAscii(value.starts_with('.') ? value.substr(1) : value);
        } else if (equalsIgnoreCase(name, "max-age")) {
            std::int64_t seconds = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
            if (error == std::errc{} && end == value.data() + value.size()) {
                constexpr std::int64_t tenYears = 10LL * 366 * 24 * 3600;
                hasMaxAge = true;
                cookie.expires = seconds <= 0
                                     ? TimePoint{}
                                     : m_clock.now() + std::chrono::seconds(std::min(seconds, tenYears));
            }
        } else if (equalsIgnoreCase(name, "expires") && !hasMaxAge) {
            if (const auto date = parseCookieDate(value))
                cookie.expires = date;
        }
    }
}

std::string CookieJar::refusal(const Url& from, const Cookie& cookie, std::string_view domainAttribute)
{
    if (cookie.name.empty())
        return "it has no name";
    if (cookie.name.size() + cookie.value.size() > maxCookieBytes)
        return "it is larger than the 4096 bytes browsers keep";
    if (!domainAttribute.empty()) {
        if (!domainMatches(from.host, domainAttribute))
            return "its Domain " + std::string(domainAttribute) + " does not cover " + from.host;
        if (domainAttribute.find('.') == std::string_view::npos && domainAttribute != from.host)
            return "its Domain " + std::string(domainAttribute) + " is a whole top-level domain";
    }
    if (cookie.secure && !isSecureContext(from))
        return "it is Secure, but was set over plain http";
    if (cookie.name.starts_with("__Secure-") && !cookie.secure)
        return "its name starts with __Secure-, but it is not Secure";
    if (cookie.name.starts_with("__Host-") &&
        (!cookie.secure || !domainAttribute.empty() || cookie.path != "/"))
        return "its name starts with __Host-, which demands Secure, Path=/ and no Domain";
    return {};
}

CookieOutcome CookieJar::store(const Url& from, std::string_view setCookie)
{
    const auto semicolon = std::min(setCookie.find(';'), setCookie.size());
    const auto pair = setCookie.substr(0, semicolon);
    const auto equals = pair.find('=');
    Cookie cookie;
    if (equals != std::string_view::npos) {
        cookie.name = trim(pair.substr(0, equals));
        cookie.value = trim(pair.substr(equals + 1));
    }
    cookie.path = defaultPath(from);
    std::string domainAttribute;
    readAttributes(setCookie.substr(std::min(semicolon + 1, setCookie.size())), cookie, domainAttribute);
    cookie.hostOnly = domainAttribute.empty();
    cookie.domain = cookie.hostOnly ? from.host : domainAttribute;

    CookieOutcome outcome{cookie.name, cookie.name.size() + cookie.value.size(), false, {}};
    outcome.refusedBecause = refusal(from, cookie, domainAttribute);
    if (!outcome.refusedBecause.empty())
        return outcome;
    outcome.removed = cookie.expires && *cookie.expires <= m_clock.now();
    const auto same = std::find_if(m_cookies.begin(), m_cookies.end(), [&](const Cookie& c) {
        return c.name == cookie.name && c.domain == cookie.domain && c.hostOnly == cookie.hostOnly &&
               c.path == cookie.path;
    });
    if (outcome.removed) {
        if (same != m_cookies.end())
            m_cookies.erase(same);
    } else if (same != m_cookies.end()) {
        *same = std::move(cookie);
    } else {
        m_cookies.push_back(std::move(cookie));
    }
    return outcome;
}

std::string CookieJar::headerFor(const Url& to) const
{
    std::vector<const Cookie*> matching;
    for (const auto& cookie : m_cookies) {
        const bool hostFits =
            cookie.hostOnly ? to.host == cookie.domain : domainMatches(to.host, cookie.domain);
        const bool alive = !cookie.expires || *cookie.expires > m_clock.now();
        if (hostFits && alive && pathMatches(to.path, cookie.path) && (!cookie.secure || isSecureContext(to)))
            matching.push_back(&cookie);
    }
    std::stable_sort(matching.begin(), matching.end(),
                     [](const Cookie* a, const Cookie* b) { return a->path.size() > b->path.size(); });
    std::string header;
    for (const auto* cookie : matching) {
        if (!header.empty())
            header += "; ";
        header += cookie->name + "=" + cookie->value;
    }
    return header;
}

} // namespace meshsso::login
