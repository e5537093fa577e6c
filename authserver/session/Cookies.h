#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshsso::session {

/// One cookie of a request; views into the Cookie header.
struct Cookie
{
    std::string_view name;
    std::string_view value;
};

class OurCookies;

/// The cookies of one request, in order.
class CookieList
{
public:
    /// Adds those of one Cookie header (RFC 6265 section 4.2.1). A part without '=' has an empty name.
    void addHeader(std::string_view header);
    /// The same for a header that a gateway may have joined of several lines with commas, as Envoy does:
    /// separates there those that are ours, so that they are neither missed nor pass for a part of an
    /// application's cookie. Other commas stay, since cookies hold some.
    void addHeader(std::string_view header, const OurCookies& ours);

    /// The first cookie of that name, or null.
    const Cookie* find(std::string_view name) const noexcept;
    const std::vector<Cookie>& all() const noexcept { return m_cookies; }

private:
    void add(std::string_view part);

    std::vector<Cookie> m_cookies;
};

/// How our cookies are called and sent.
class CookiePolicy
{
public:
    /// The name is the configured one without a prefix. A Secure cookie without a domain is called
    /// __Host-NAME, with a domain __Secure-NAME, and an insecure one NAME: a browser ignores the prefixes in
    /// any other case.
    CookiePolicy(std::string_view name, std::string_view domain, bool secure);

    const std::string& name() const noexcept { return m_name; }
    /// True for the session's cookies, its further chunks and the login attempts' cookies.
    bool isOurs(std::string_view cookieName) const noexcept;
    /// True for "name=value" with such a name. Looks at its beginning only, however long it is.
    bool startsWithOurs(std::string_view cookie) const noexcept;
    /// A Set-Cookie value. HttpOnly, SameSite=Lax (a callback is a cross-site top-level navigation).
    std::string setCookie(std::string_view cookieName, std::string_view value,
                          std::chrono::seconds maxAge) const;
    /// A Set-Cookie value that removes the cookie.
    std::string expireCookie(std::string_view cookieName) const;
    /// How many bytes Set-Cookie adds to name, '=' and value.
    std::size_t attributeBytes() const noexcept { return m_attributes.size() + 20; }

private:
    std::string m_name;
    std::string m_attributes;
};

/// Whose sessions they are: those of another issuer or client are none here.
std::string sessionOwner(std::string_view issuer, std::string_view clientId);

/// What a session's cookie is sealed with as associated data: its name and whose sessions they are.
std::string boundTo(const CookiePolicy& policy, std::string_view owner);

/// The cookies of all logins of this server: none of them is for an application to see, whichever login
/// decides about its request.
class OurCookies
{
public:
    explicit OurCookies(std::vector<CookiePolicy> policies) : m_policies(std::move(policies)) {}

    /// As CookiePolicy's, for any of them.
    bool isOurs(std::string_view cookieName) const noexcept;
    bool startsWithOurs(std::string_view cookie) const noexcept;

private:
    std::vector<CookiePolicy> m_policies;
};

} // namespace meshsso::session
