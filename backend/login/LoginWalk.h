#pragma once

#include "login/CookieJar.h"
#include "login/KeycloakPage.h"
#include "login/LoginTest.h"

#include <map>

namespace meshsso::login {

/// The walk itself, one request after the other until the application answers or something is wrong.
class LoginWalk
{
public:
    LoginWalk(net::HttpClient& http, const project::SsoProject& project, const Clock& clock,
              const LoginTestOptions& options, const LoginTest::Progress& progress, LoginTestReport& report);

    /// True if the application answered after a sign-in; applicationBody() and applicationUrl() are set then.
    Task<bool> run();
    const std::string& applicationBody() const { return m_applicationBody; }
    const std::string& applicationUrl() const { return m_applicationUrl; }

private:
    struct Step
    {
        std::string method = "GET";
        std::string url;
        std::string body;
        std::string origin; ///< of the page whose form is sent
    };

    net::HttpRequest makeRequest(const Step& step, const Url& url) const;
    /// Decides what comes next; nothing: the walk ends.
    std::optional<Step> next(const Step& step, const Url& url, const net::HttpResponse& response, Hop& hop);
    std::optional<Step> followRedirect(const Step& step, const Url& url, const net::HttpResponse& response,
                                       Hop& hop);
    std::optional<Step> readProviderPage(const Url& url, const net::HttpResponse& response, Hop& hop);
    std::optional<Step> fillForm(const KeycloakPage& page, const Url& url, Hop& hop);
    std::optional<Step> readGatewayAnswer(const Url& url, const net::HttpResponse& response, Hop& hop);
    std::optional<Step> pressSignIn(const Url& url, const net::HttpResponse& response, Hop& hop);
    bool explainFailure(const Url& url, const net::HttpResponse& response, Hop& hop);

    void takeCookies(const Url& url, const net::HttpResponse& response, Hop& hop);
    bool isLooping(const Step& step, const Url& url, int status);
    /// False if the walk must not go on: another issuer gets no password.
    bool checkAuthorizationUrl(const Url& url, const std::string& where);
    void explainLoop(std::string where);
    bool isProvider(const Url& url) const;
    bool isGateway(const Url& url) const;
    std::string describeRedirect(const Url& url) const;
    HopParty answererOf(const Url& url, const net::HttpResponse& response, bool goesOn) const;
    static bool isOurs(const Url& url); ///< under /oauth2
    void find(std::string code, Severity severity, std::string where, std::string why, std::string fix);

    net::HttpClient& m_http;
    const project::SsoProject& m_project;
    const LoginTestOptions& m_options;
    const LoginTest::Progress& m_progress;
    LoginTestReport& m_report;
    CookieJar m_jar;
    std::string m_startUrl;
    std::map<std::string, int> m_seen;
    bool m_usernameSent = false;
    bool m_passwordSent = false;
    bool m_callbackSeen = false;
    bool m_signInPressed = false;
    std::string m_applicationBody;
    std::string m_applicationUrl;
};

/// A Location header resolved against the URL it came from (RFC 3986 section 5.2, without dot segments).
/// Errors: ParseError.
Result<Url> resolveLocation(const Url& base, std::string_view location);

} // namespace meshsso::login
