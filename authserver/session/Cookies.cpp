#include "session/Cookies.h"

#include "core/Text.h"

#include <algorithm>

namespace meshsso::session {

void CookieList::add(std::string_view part)
{
    part = trim(part);
    if (part.empty())
        return;
    const auto equals = part.find('=');
    if (equals == std::string_view::npos)
        m_cookies.push_back({{}, part});
    else
        m_cookies.push_back({part.substr(0, equals), part.substr(equals + 1)});
}

void CookieList::addHeader(std::string_view header)
{
    while (!header.empty()) {
        const auto end = header.find(';');
        add(header.substr(0, end));
        header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    }
}

void CookieList::addHeader(std::string_view header, const OurCookies& ours)
{
    if (header.find(',') == std::string_view::npos) {
        addHeader(header);
        return;
    }
    // Looks at the name's beginning only: a client chooses how many commas there are.
    const auto startsWithOurs = [&](std::string_view text) {
        while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
            text.remove_prefix(1);
        return ours.startsWithOurs(text);
    };
    for (auto part : split(header, ';')) {
        bool isOurs = startsWithOurs(part);
        for (auto comma = part.find(','); comma != std::string_view::npos;) {
            const bool isNextOurs = startsWithOurs(part.substr(comma + 1));
            if (isOurs || isNextOurs) {
                add(part.substr(0, comma));
                part.remove_prefix(comma + 1);
                isOurs = isNextOurs;
                comma = part.find(',');
            } else {
                comma = part.find(',', comma + 1);
            }
        }
        add(part);
    }
}

const Cookie* CookieList::find(std::string_view name) const noexcept
{
    for (const auto& cookie : m_cookies) {
        if (cookie.name == name)
            return &cookie;
    }
    return nullptr;
}

CookiePolicy::CookiePolicy(std::string_view name, std::string_view domain, bool secure)
{
    if (secure)
        m_name = domain.empty() ? "__Host-" : "__Secure-";
    m_name += name;
    m_attributes = "; Path=/; HttpOnly; SameSite=Lax";
    if (secure)
        m_attributes += "; Secure";
    if (!domain.empty())
        m_attributes += "; Domain=" + std::string(domain);
}

bool CookiePolicy::startsWithOurs(std::string_view cookie) const noexcept
{
    return cookie.starts_with(m_name) && cookie.size() > m_name.size() &&
           (cookie[m_name.size()] == '=' || cookie[m_name.size()] == '-');
}

bool CookiePolicy::isOurs(std::string_view cookieName) const noexcept
{
    return cookieName.starts_with(m_name) &&
           (cookieName.size() == m_name.size() || cookieName[m_name.size()] == '-');
}

std::string CookiePolicy::setCookie(std::string_view cookieName, std::string_view value,
                                    std::chrono::seconds maxAge) const
{
    std::string out;
    out.reserve(cookieName.size() + value.size() + attributeBytes() + 1);
    out.append(cookieName).append(1, '=').append(value).append(m_attributes);
    out.append("; Max-Age=").append(std::to_string(maxAge.count()));
    return out;
}

std::string CookiePolicy::expireCookie(std::string_view cookieName) const
{
    return setCookie(cookieName, {}, std::chrono::seconds(0));
}

std::string sessionOwner(std::string_view issuer, std::string_view clientId)
{
    return std::string(issuer).append(1, '\n').append(clientId);
}

std::string boundTo(const CookiePolicy& policy, std::string_view owner)
{
    return owner.empty() ? policy.name() : policy.name() + "\n" + std::string(owner);
}

bool OurCookies::isOurs(std::string_view cookieName) const noexcept
{
    return std::any_of(m_policies.begin(), m_policies.end(),
                       [&](const CookiePolicy& policy) { return policy.isOurs(cookieName); });
}

bool OurCookies::startsWithOurs(std::string_view cookie) const noexcept
{
    return std::any_of(m_policies.begin(), m_policies.end(),
                       [&](const CookiePolicy& policy) { return policy.startsWithOurs(cookie); });
}

} // namespace meshsso::session
