#pragma once

#include "core/Json.h"
#include "core/RunLoop.h"
#include "login/CookieJar.h"
#include "net/HttpClient.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::test {

/// What a request brought.
struct Page
{
    std::string url;
    int status = 0;
    std::vector<net::HttpHeader> headers;
    std::string body;

    std::string header(std::string_view name) const;
    /// The Location made absolute, or empty.
    std::string location() const;
};

/// A browser as far as a login needs one: cookies, redirects, Keycloak's form. No JavaScript.
class Browser
{
public:
    Browser(RunLoop& loop, net::HttpClient& http);

    /// The same browser, cookies and all, over another client.
    Browser over(net::HttpClient& http) const;

    /// One navigation, no redirect followed. Headers are added after the browser's own.
    Page get(const std::string& url, std::vector<net::HttpHeader> headers = {});
    Page post(const std::string& url, const std::string& form);
    /// A script's request: Accept */*, Sec-Fetch-Mode cors.
    Page fetch(const std::string& url, std::vector<net::HttpHeader> headers = {});
    /// Follows redirects, and presses our "Sign in" button when it meets the page.
    Page follow(const std::string& url);
    Page follow(Page page);
    /// Fills and sends Keycloak's sign-in form; the answer is not followed.
    Page submitLogin(const Page& form, const std::string& username, std::string_view password);

    /// The Cookie header that it would send to that URL.
    std::string cookieHeader(const std::string& url) const;
    /// The cookie's value for that URL, or empty.
    std::string cookie(const std::string& url, std::string_view name) const;
    /// Puts a cookie of any value in place, as a tampering client can.
    void setCookie(const std::string& url, const std::string& name, const std::string& value);
    /// Every URL asked for, in order.
    const std::vector<std::string>& visited() const { return m_visited; }

private:
    Page send(net::HttpRequest request);

    RunLoop* m_loop;
    net::HttpClient* m_http;
    login::CookieJar m_cookies;
    std::vector<std::string> m_visited;
};

/// The headers that the sandbox's application says it got, names in lower case; none from another page.
json::object applicationHeaders(const Page& page);

} // namespace meshsso::test
