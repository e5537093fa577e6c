#include "login/LoginWalk.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "net/Masking.h"

#include <algorithm>

namespace meshsso::login {
namespace {

constexpr int maxHops = 20;
constexpr int loopAt = 3;
constexpr std::chrono::seconds hopTimeout{30};

std::string queryValue(const Url& url, std::string_view name)
{
    for (const auto pair : split(url.query, '&')) {
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == name && equals != std::string_view::npos)
            return formDecode(pair.substr(equals + 1)).value_or(std::string());
    }
    return {};
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

Result<Url> resolveLocation(const Url& base, std::string_view location)
{
    const auto scheme = location.find(':');
    const auto special = location.find_first_of("/?#");
    if (scheme != std::string_view::npos && (special == std::string_view::npos || scheme < special))
        return Url::parse(location);
    if (location.starts_with("//"))
        return Url::parse(base.scheme + ":" + std::string(location));
    if (location.starts_with('/'))
        return Url::parse(base.origin() + std::string(location));
    if (location.starts_with('?'))
        return Url::parse(base.origin() + base.path + std::string(location));
    if (location.empty() || location.starts_with('#'))
        return Url::parse(base.origin() + base.target() + std::string(location));
    return Url::parse(base.origin() + base.path.substr(0, base.path.rfind('/') + 1) + std::string(location));
}

LoginWalk::LoginWalk(net::HttpClient& http, const project::SsoProject& project, const Clock& clock,
                     const LoginTestOptions& options, const LoginTest::Progress& progress,
                     LoginTestReport& report)
    : m_http(http), m_project(project), m_options(options), m_progress(progress), m_report(report),
      m_jar(clock),
      m_startUrl(options.startUrl.empty() ? project.gateway.origin() + "/headers" : options.startUrl)
{
}

Task<bool> LoginWalk::run()
{
    std::optional<Step> step(std::in_place);
    step->url = m_startUrl;
    for (int count = 0; step; ++count) {
        const auto masked = net::maskUrl(step->url);
        if (count == maxHops) {
            find("login.too-many-hops", Severity::Error, masked,
                 "after " + std::to_string(maxHops) + " requests the application is still not reached",
                 "look at the hops: which of them repeat, and what each hands on");
            co_return false;
        }
        const auto url = Url::parse(step->url);
        if (!url) {
            find("login.bad-url", Severity::Error, masked,
                 "the walk leads to something that is no URL: " + url.error().message,
                 "look at the hop before it");
            co_return false;
        }
        auto request = makeRequest(*step, *url);
        auto response = co_await m_http.send(std::move(request));
        if (!response) {
            const bool isTls = response.error().code == ErrorCode::TlsError;
            find(isTls ? "login.tls" : "login.unreachable", Severity::Error, masked, response.error().message,
                 isTls ? "trust the gateway's certificate authority (--ca-file), or check the certificate's "
                         "names"
                       : "check the address and port, and that the peer is up");
            co_return false;
        }
        Hop hop;
        hop.method = step->method;
        hop.url = masked;
        hop.status = response->status;
        hop.elapsed = response->elapsed;
        takeCookies(*url, *response, hop);
        std::optional<Step> following;
        if (isLooping(*step, *url, response->status))
            hop.meaning = "the same answer for the third time: a loop";
        else
            following = next(*step, *url, *response, hop);
        if (hop.answeredBy == HopParty::Unknown)
            hop.answeredBy = answererOf(*url, *response, following.has_value());
        m_report.hops.push_back(std::move(hop));
        if (m_progress)
            m_progress(m_report.hops.back());
        step = std::move(following);
    }
    co_return !m_applicationUrl.empty();
}

net::HttpRequest LoginWalk::makeRequest(const Step& step, const Url& url) const
{
    net::HttpRequest request;
    request.method = step.method;
    request.url = step.url;
    request.body = step.body;
    request.timeout = hopTimeout;
    // What a browser sends when a person opens a page: our server decides by it between a redirect and a 401.
    request.headers = {{"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
                       {"Accept-Language", "en"},
                       {"Sec-Fetch-Mode", "navigate"},
                       {"Sec-Fetch-Dest", "document"},
                       {"Upgrade-Insecure-Requests", "1"}};
    if (!step.origin.empty()) {
        request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
        request.headers.push_back({"Origin", step.origin});
    }
    if (auto cookies = m_jar.headerFor(url); !cookies.empty())
        request.headers.push_back({"Cookie", std::move(cookies)});
    return request;
}

void LoginWalk::takeCookies(const Url& url, const net::HttpResponse& response, Hop& hop)
{
    for (const auto& header : response.headers) {
        if (!equalsIgnoreCase(header.name, "set-cookie"))
            continue;
        const auto outcome = m_jar.store(url, header.value);
        hop.cookies.push_back({outcome.name, outcome.bytes, outcome.removed});
        if (!outcome.refusedBecause.empty()) {
            find("login.cookie-refused", Severity::Warning, hop.url,
                 "a browser does not keep the cookie " + outcome.name + ": " + outcome.refusedBecause,
                 "correct cookieDomain and scheme; a session that is too large goes into several cookies or "
                 "Redis");
        }
    }
}

bool LoginWalk::isLooping(const Step& step, const Url& url, int status)
{
    // Without the query: state and nonce differ in each round.
    const auto key = step.method + " " + url.origin() + url.path + " " + std::to_string(status);
    if (++m_seen[key] < loopAt)
        return false;
    explainLoop(url.origin() + url.path);
    return true;
}

void LoginWalk::explainLoop(std::string where)
{
    find("login.loop", Severity::Error, std::move(where),
         m_passwordSent
             ? "the browser goes in circles although the sign-in succeeded: the session cookie does not come "
               "back to the server, or the server does not accept it"
             : "the browser goes in circles before anybody could sign in",
         "check the cookies of the hops: larger than 4096 bytes (drop claims, or Redis), a cookieDomain that "
         "does not "
         "cover the host, Secure on plain http, two servers with different cookie secrets, or clocks that "
         "differ");
}

std::optional<LoginWalk::Step> LoginWalk::next(const Step& step, const Url& url,
                                               const net::HttpResponse& response, Hop& hop)
{
    if (explainFailure(url, response, hop))
        return std::nullopt;
    if (isRedirect(response.status))
        return followRedirect(step, url, response, hop);
    if (isProvider(url))
        return readProviderPage(url, response, hop);
    if (isGateway(url))
        return readGatewayAnswer(url, response, hop);
    hop.meaning = "a host that is neither the gateway nor Keycloak";
    find("login.foreign-host", Severity::Error, hop.url,
         "the walk ends at a host that is neither the gateway (" + m_project.gateway.origin() +
             ") nor Keycloak (" + m_project.identityProvider.issuer() + ")",
         "correct gateway.address and identityProvider.url, or find who redirects there");
    return std::nullopt;
}

std::optional<LoginWalk::Step> LoginWalk::followRedirect(const Step& step, const Url& url,
                                                         const net::HttpResponse& response, Hop& hop)
{
    const auto target = resolveLocation(url, response.header("Location"));
    if (!target) {
        hop.meaning = "a redirect to nowhere";
        find("login.bad-redirect", Severity::Error, hop.url,
             "the redirect's Location is no URL a browser follows: " + target.error().message,
             "look at whoever sent this hop");
        return std::nullopt;
    }
    hop.meaning = describeRedirect(*target);
    if (isProvider(url) && target->path.ends_with("/login-actions/required-action"))
        hop.meaning = "the password was right; Keycloak asks for a required action";
    if (target->path == m_project.callbackPath)
        m_callbackSeen = true;
    if (target->path.ends_with("/protocol/openid-connect/auth") && !checkAuthorizationUrl(*target, hop.url))
        return std::nullopt;
    if (const auto error = queryValue(*target, "error");
        !error.empty() && target->path == m_project.callbackPath) {
        const auto description = queryValue(*target, "error_description");
        hop.meaning = "Keycloak reports an error to our server";
        find("login.authorization-error", Severity::Error, hop.url,
             "Keycloak answers " + error + (description.empty() ? "" : ": " + description),
             error == "invalid_scope"
                 ? "take the scope out of client.scopes, or create it in Keycloak; plan names it"
                 : "look for the LOGIN_ERROR event in Keycloak's log");
        return std::nullopt;
    }
    Step following;
    following.url = target->origin() + target->target();
    if (response.status == 307 || response.status == 308) {
        if (!step.body.empty()) {
            // A form with the password must not be handed to wherever a redirect points.
            hop.meaning = "a redirect that would send the form on";
            find("login.form-redirected", Severity::Error, hop.url,
                 "the answer to the sign-in form is a redirect that sends the password on to " +
                     target->origin(),
                 "find what stands before Keycloak and redirects POSTs (http to https?)");
            return std::nullopt;
        }
        following.method = step.method;
    }
    return following;
}

std::string LoginWalk::describeRedirect(const Url& target) const
{
    const auto& path = target.path;
    if (path.ends_with("/protocol/openid-connect/auth"))
        return "not signed in: on to Keycloak";
    if (path == m_project.callbackPath)
        return "signed in at Keycloak: back to our server with a code";
    if (path == std::string(m_project.endpointPrefix) + "/start" ||
        path == std::string(m_project.endpointPrefix) + "/sign_in")
        return "not signed in: on to the sign-in";
    if (isGateway(target))
        return "on to " + path;
    return "on to " + target.origin();
}

bool LoginWalk::checkAuthorizationUrl(const Url& url, const std::string& where)
{
    const auto issuer = m_project.identityProvider.issuer();
    const auto seen =
        url.origin() +
        url.path.substr(0, url.path.size() - std::string_view("/protocol/openid-connect/auth").size());
    if (seen != issuer) {
        find("login.issuer-differs", Severity::Error, where,
             "our server sends browsers to the issuer " + seen + ", but the project expects " + issuer,
             "correct identityProvider.url and realm, or Keycloak's KC_HOSTNAME, and export the server's "
             "configuration "
             "again");
        return false;
    }
    const auto redirectUri = queryValue(url, "redirect_uri");
    const auto known = m_project.effectiveRedirectUris();
    if (std::find(known.begin(), known.end(), redirectUri) == known.end()) {
        find("login.redirect-uri-differs", Severity::Warning, where,
             "our server asks Keycloak to come back to " + net::urlWithoutQuery(redirectUri) +
                 ", which is not among the client's redirect URIs",
             "check the gateway's address and port, and which X-Forwarded-Proto reaches the server");
    }
    return true;
}

bool LoginWalk::isProvider(const Url& url) const
{
    const auto issuer = Url::parse(m_project.identityProvider.issuer());
    return issuer && url.origin() == issuer->origin() &&
           (url.path == issuer->path || url.path.starts_with(issuer->path + "/"));
}

bool LoginWalk::isOurs(const Url& url)
{
    const std::string prefix(project::SsoProject::endpointPrefix);
    return url.path == prefix || url.path.starts_with(prefix + "/");
}

HopParty LoginWalk::answererOf(const Url& url, const net::HttpResponse& response, bool goesOn) const
{
    if (isProvider(url))
        return HopParty::Keycloak;
    if (!isGateway(url))
        return HopParty::Unknown;
    if (isOurs(url))
        return HopParty::AuthorizationService;
    if (isRedirect(response.status)) {
        const auto target = resolveLocation(url, response.header("Location"));
        const bool toSignIn = target && (isProvider(*target) || isOurs(*target));
        return m_callbackSeen && !toSignIn ? HopParty::Application : HopParty::AuthorizationService;
    }
    const bool isRefusal = response.status == 401 || response.status == 403;
    return goesOn || isRefusal ? HopParty::AuthorizationService : HopParty::Application;
}

bool LoginWalk::isGateway(const Url& url) const
{
    const auto gateway = Url::parse(m_project.gateway.origin());
    const auto start = Url::parse(m_startUrl);
    return (gateway && url.origin() == gateway->origin()) || (start && url.origin() == start->origin());
}

void LoginWalk::find(std::string code, Severity severity, std::string where, std::string why, std::string fix)
{
    m_report.findings.push_back(
        {std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
}

} // namespace meshsso::login
