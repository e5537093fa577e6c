#include "Browser.h"

#include "core/Text.h"
#include "login/HtmlPage.h"

#include <QtGlobal>
#include <algorithm>
#include <stdexcept>

namespace meshsso::test {
namespace {

const SystemClock systemClock;

/// A reference made absolute against the page it stands in (RFC 3986 section 5, as far as our pages need it).
std::string resolve(const std::string& base, std::string_view reference)
{
    if (reference.find("://") != std::string_view::npos)
        return std::string(reference);
    const auto url = Url::parse(base);
    if (!url)
        return {};
    if (reference.empty())
        return url->toString();
    if (reference.starts_with('?'))
        return url->origin() + url->path + std::string(reference);
    return url->origin() + std::string(reference);
}

} // namespace

std::string Page::header(std::string_view name) const
{
    for (const auto& candidate : headers) {
        if (equalsIgnoreCase(candidate.name, name))
            return candidate.value;
    }
    return {};
}

std::string Page::location() const
{
    const auto target = header("location");
    return target.empty() ? target : resolve(url, target);
}

Browser::Browser(RunLoop& loop, net::HttpClient& http) : m_loop(&loop), m_http(&http), m_cookies(systemClock)
{
}

Browser Browser::over(net::HttpClient& http) const
{
    auto copy = *this;
    copy.m_http = &http;
    return copy;
}

Page Browser::get(const std::string& url, std::vector<net::HttpHeader> headers)
{
    net::HttpRequest request;
    request.url = url;
    request.headers = {{"Accept", "text/html,application/xhtml+xml"},
                       {"Sec-Fetch-Mode", "navigate"},
                       {"Sec-Fetch-Dest", "document"}};
    request.headers.insert(request.headers.end(), headers.begin(), headers.end());
    return send(std::move(request));
}

Page Browser::post(const std::string& url, const std::string& form)
{
    net::HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"Accept", "text/html"}, {"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = form;
    return send(std::move(request));
}

Page Browser::fetch(const std::string& url, std::vector<net::HttpHeader> headers)
{
    net::HttpRequest request;
    request.url = url;
    request.headers = {{"Accept", "*/*"}, {"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}};
    request.headers.insert(request.headers.end(), headers.begin(), headers.end());
    return send(std::move(request));
}

Page Browser::follow(const std::string& url)
{
    return follow(get(url));
}

Page Browser::follow(Page page)
{
    for (int hop = 0; hop < 20; ++hop) {
        if (page.status >= 300 && page.status < 400 && !page.location().empty()) {
            page = get(page.location());
            continue;
        }
        const auto html = login::HtmlPage::parse(page.body);
        const auto& links = html.links();
        const auto signIn = std::find_if(links.begin(), links.end(), [](const std::string& link) {
            return link.find("/oauth2/start") != std::string::npos;
        });
        if (page.status != 200 || signIn == links.end())
            return page;
        page = get(resolve(page.url, *signIn));
    }
    throw std::runtime_error("more than 20 redirects from " + page.url);
}

Page Browser::submitLogin(const Page& page, const std::string& username, std::string_view password)
{
    const auto html = login::HtmlPage::parse(page.body);
    const auto* form = html.formWith("password");
    if (!form)
        throw std::runtime_error("no sign-in form at " + page.url + " (" + std::to_string(page.status) + ")");
    return post(resolve(page.url, form->action),
                net::formEncode({{"username", username}, {"password", password}}));
}

std::string Browser::cookieHeader(const std::string& url) const
{
    return m_cookies.headerFor(Url::parse(url).value());
}

std::string Browser::cookie(const std::string& url, std::string_view name) const
{
    const auto header = cookieHeader(url);
    for (const auto part : split(header, ';')) {
        const auto pair = trim(part);
        if (pair.substr(0, pair.find('=')) == name)
            return std::string(pair.substr(name.size() + 1));
    }
    return {};
}

void Browser::setCookie(const std::string& url, const std::string& name, const std::string& value)
{
    m_cookies.store(Url::parse(url).value(), name + "=" + value + "; Path=/; Secure");
}

Page Browser::send(net::HttpRequest request)
{
    const auto url = Url::parse(request.url);
    if (!url)
        throw std::runtime_error("not a URL: " + request.url);
    if (auto cookies = m_cookies.headerFor(*url); !cookies.empty())
        request.headers.push_back({"Cookie", std::move(cookies)});
    m_visited.push_back(request.url);
    request.timeout = std::chrono::minutes(1); // Keycloak's first pages take their time on a busy machine
    Page page;
    page.url = request.url;
    const bool isSafe = request.method == "GET" || request.method == "HEAD";
    auto response = m_loop->runUntilDone(m_http->send(request));
    if (!response && isSafe && response.error().code == ErrorCode::ProtocolError) {
        // A gateway that has just started may reset an HTTP/2 stream; browsers repeat such a request once
        // (RFC 9113 section 8.7).
        qWarning("%s; once more", response.error().toString().c_str());
        response = m_loop->runUntilDone(m_http->send(std::move(request)));
    }
    if (!response)
        throw std::runtime_error(response.error().toString());
    page.status = response->status;
    page.headers = std::move(response->headers);
    page.body = std::move(response->body);
    for (const auto& header : page.headers) {
        if (equalsIgnoreCase(header.name, "set-cookie"))
            m_cookies.store(*url, header.value);
    }
    return page;
}

json::object applicationHeaders(const Page& page)
{
    auto body = parseJsonObject(page.body);
    if (!body || !body->contains("headers"))
        return {};
    json::object lower;
    for (const auto& [name, value] : body->at("headers").as_object())
        lower[toLowerAscii(name)] = value;
    return lower;
}

} // namespace meshsso::test
