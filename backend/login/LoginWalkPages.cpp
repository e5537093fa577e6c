// The part of LoginWalk that reads answers which are no redirect.

#include "core/Encoding.h"
#include "core/Json.h"
#include "core/Text.h"
#include "login/LoginWalk.h"
#include "net/Masking.h"

namespace meshsso::login {
namespace {

/// part in lower case
bool mentions(std::string_view body, std::string_view part)
{
    return toLowerAscii(body.substr(0, 4096)).find(part) != std::string::npos;
}

void addField(std::string& form, std::string_view name, std::string_view value)
{
    if (!form.empty())
        form += '&';
    form += percentEncode(name) + "=" + percentEncode(value);
}

} // namespace

bool LoginWalk::explainFailure(const Url& url, const net::HttpResponse& response, Hop& hop)
{
    const int status = response.status;
    if (status == 403 && mentions(response.body, "rbac: access denied")) {
        hop.meaning = "the gateway's own refusal";
        hop.answeredBy = HopParty::Gateway;
        find("login.rbac-denied", Severity::Error, hop.url,
             "the gateway refuses without asking anybody (RBAC: access denied): the policy names an "
             "extension provider "
             "that the mesh does not know, or two CUSTOM policies meet on this gateway",
             "compare the provider's name in the AuthorizationPolicy with meshConfig.extensionProviders (or "
             "ASM's "
             "list); keep one CUSTOM provider a gateway");
        return true;
    }
    const bool headersTooLarge = mentions(response.body, "header") && mentions(response.body, "large");
    if (status == 431 || (status == 400 && !isProvider(url) && headersTooLarge)) {
        hop.meaning = "too many or too large cookies";
        hop.answeredBy = isProvider(url) ? HopParty::Keycloak : HopParty::Gateway;
        find("login.header-too-large", Severity::Error, hop.url,
             "the request's headers are too large for the peer; the cookies sent here have " +
                 std::to_string(m_jar.headerFor(url).size()) + " bytes",
             "a browser with orphan cookies must delete them once; fewer claims or sessions in Redis keep "
             "them small");
        return true;
    }
    const bool noUpstream = mentions(response.body, "upstream connect error") ||
                            mentions(response.body, "no healthy upstream") ||
                            mentions(response.body, "upstream request timeout");
    if (status == 503 || status == 502 || status == 504 || (status >= 500 && noUpstream)) {
        hop.meaning = "the gateway does not reach what is behind it";
        hop.answeredBy = HopParty::Gateway;
        const std::string what = isProvider(url) ? "Keycloak"
                                 : url.path.starts_with(m_project.endpointPrefix)
                                     ? "the authorization server"
                                     : "the application or the authorization server";
        find("login.upstream-unavailable", Severity::Error, hop.url,
             "the gateway answers " + std::to_string(status) + ": it does not reach " + what,
             "check that the pods are ready and the route names the right Service and port");
        return true;
    }
    return false;
}

std::optional<LoginWalk::Step> LoginWalk::readProviderPage(const Url& url, const net::HttpResponse& response,
                                                           Hop& hop)
{
    const auto page = HtmlPage::parse(response.body);
    auto seen = readKeycloakPage(page, url, response.status);
    if (seen.kind == KeycloakPageKind::ErrorPage && seen.message.empty()) {
        // Some errors come as JSON, whatever was asked for.
        if (const auto object = parseJsonObject(response.body, 64 * 1024))
            seen.message = stringOr(*object, "error_description", stringOr(*object, "error"));
    }
    const auto& username = m_options.username;
    switch (seen.kind) {
    case KeycloakPageKind::SignInForm: {
        const bool asksAgain = seen.form->input("password") ? m_passwordSent : m_usernameSent;
        if (!asksAgain)
            return fillForm(seen, url, hop);
        if (m_callbackSeen && seen.message.empty()) {
            hop.meaning = "Keycloak's sign-in form again, after a successful sign-in";
            explainLoop(hop.url);
            return std::nullopt;
        }
        hop.meaning = "Keycloak's sign-in form again: it refuses the sign-in";
        m_report.findings.push_back(explainRefusedSignIn(seen.message, username, hop.url));
        return std::nullopt;
    }
    case KeycloakPageKind::RequiredAction:
        hop.meaning = "Keycloak asks the user for something first";
        m_report.findings.push_back(explainRequiredAction(seen.action, username, hop.url));
        return std::nullopt;
    case KeycloakPageKind::OneTimeCode:
        hop.meaning = "Keycloak asks for a second factor";
        find("login.second-factor", Severity::Error, hop.url,
             "the password was right, but Keycloak asks " + username + " for a one-time code",
             "test with a user without a second factor");
        return std::nullopt;
    case KeycloakPageKind::Consent:
        hop.meaning = "Keycloak asks the user for consent";
        find("login.consent", Severity::Error, hop.url,
             "Keycloak asks the user to grant the client access, which an interactive user can do and this "
             "test does not",
             "turn consent off for the client (Consent required), or grant it once in a browser");
        return std::nullopt;
    case KeycloakPageKind::ErrorPage:
        hop.meaning = "Keycloak's error page";
        m_report.findings.push_back(explainErrorPage(seen.message, hop.url));
        return std::nullopt;
    case KeycloakPageKind::Unknown:
        break;
    }
    hop.meaning = "a page of Keycloak that the test does not know";
    find("login.provider-page", Severity::Error, hop.url,
         "Keycloak shows a page the test does not know" +
             (page.title().empty() ? "" : ", titled \"" + page.title() + "\""),
         "open the URL in a browser; a custom theme must keep the input names username and password");
    return std::nullopt;
}

std::optional<LoginWalk::Step> LoginWalk::fillForm(const KeycloakPage& page, const Url& url, Hop& hop)
{
    hop.meaning = "Keycloak's sign-in form";
    const auto action = resolveLocation(url, page.form->action);
    // The password goes to Keycloak itself and nowhere else.
    if (!action || !isProvider(*action) || page.form->method != "POST") {
        const std::string target = action ? action->origin() : std::string("an invalid URL");
        find("login.form-target", Severity::Error, hop.url,
             "Keycloak's sign-in form would send the password to " + target + " instead of " + url.origin(),
             "Keycloak does not know the scheme and host browsers use: set KC_PROXY_HEADERS=xforwarded and "
             "have the "
             "gateway send X-Forwarded-Proto, -Host and -Port, or set KC_HOSTNAME");
        return std::nullopt;
    }
    Step step;
    step.method = "POST";
    step.url = action->origin() + action->target();
    step.origin = url.origin();
    for (const auto& input : page.form->inputs) {
        if (input.name == "username") {
            addField(step.body, input.name, m_options.username);
            m_usernameSent = true;
        } else if (input.name == "password") {
            addField(step.body, input.name, m_options.password.reveal());
            m_passwordSent = true;
        } else if (input.type == "hidden" && !input.name.empty()) {
            addField(step.body, input.name, input.value);
        }
    }
    return step;
}

std::optional<LoginWalk::Step> LoginWalk::readGatewayAnswer(const Url& url, const net::HttpResponse& response,
                                                            Hop& hop)
{
    if (!m_passwordSent) {
        if (auto step = pressSignIn(url, response, hop))
            return step;
    }
    const auto text = std::to_string(response.status);
    if (isOurs(url)) {
        hop.meaning = "our server's answer " + text;
        const auto message = HtmlPage::parse(response.body).messageText("message", "message");
        find(url.path == m_project.callbackPath ? "login.callback-failed" : "login.server-answer",
             Severity::Error, hop.url,
             "the authorization server answers " + text + " instead of going on" +
                 (message.empty() ? "" : ": " + message),
             "look in the server's log for this time; with 404 the gateway does not route /oauth2 to it");
        return std::nullopt;
    }
    if (!m_passwordSent) {
        hop.meaning = "an answer without a sign-in";
        if (response.status == 401 || response.status == 403) {
            find("login.not-offered", Severity::Error, hop.url,
                 "the gateway answers " + text + " but offers no way to sign in",
                 "a browser's navigation should get a redirect or the sign-in page: check which service "
                 "answers the "
                 "gateway's checks");
        } else {
            find("login.not-protected", Severity::Error, hop.url,
                 "the application answers " + text + " to somebody who is not signed in",
                 "the policy does not cover this host, port or path, or a rule makes it public; check finds "
                 "exempt "
                 "ports");
        }
        return std::nullopt;
    }
    if (response.status == 401 || response.status == 403) {
        hop.meaning = "signed in, but not allowed";
        m_report.signedIn = true;
        find("login.denied", Severity::Error, hop.url,
             m_options.username + " is signed in, but the access rules do not let this request through (" +
                 text + ")",
             "compare the rule for this host and path with the user's roles; explain it with the access "
             "rules of the "
             "project");
        return std::nullopt;
    }
    if (response.status >= 400) {
        hop.meaning = "the application's error";
        m_report.signedIn = true;
        find("login.application-error", Severity::Warning, hop.url,
             "the sign-in succeeded, but the application answers " + text, "look at the application");
        return std::nullopt;
    }
    hop.meaning = "the application's answer, signed in";
    m_applicationBody = response.body;
    m_applicationUrl = hop.url;
    return std::nullopt;
}

std::optional<LoginWalk::Step> LoginWalk::pressSignIn(const Url& url, const net::HttpResponse& response,
                                                      Hop& hop)
{
    const auto startPath = std::string(m_project.endpointPrefix) + "/start";
    const auto page = HtmlPage::parse(response.body);
    std::optional<Step> step;
    for (const auto& form : page.forms()) {
        const auto action = resolveLocation(url, form.action);
        if (!action || action->path != startPath || action->origin() != url.origin())
            continue;
        std::string fields;
        for (const auto& input : form.inputs) {
            if (!input.name.empty() && input.type != "submit")
                addField(fields, input.name, input.value);
        }
        step.emplace();
        step->method = form.method;
        if (form.method == "POST") {
            step->url = action->origin() + action->target();
            step->origin = url.origin();
            step->body = fields;
        } else {
            // A GET form's fields take the place of the action's query.
            step->url = action->origin() + action->path + (fields.empty() ? "" : "?" + fields);
        }
        break;
    }
    for (const auto& link : page.links()) {
        const auto target = resolveLocation(url, link);
        if (step || !target || target->path != startPath || target->origin() != url.origin())
            continue;
        step.emplace();
        step->url = target->origin() + target->target();
    }
    if (step && m_signInPressed) {
        hop.meaning = "the sign-in page again";
        hop.answeredBy = HopParty::AuthorizationService;
        find("login.loop", Severity::Error, hop.url, "pressing \"Sign in\" leads back to the sign-in page",
             "the login attempt's cookie is lost: check cookieDomain, and that the gateway is opened over "
             "https");
        return std::nullopt;
    }
    if (step) {
        hop.meaning = "our sign-in page";
        m_signInPressed = true;
    }
    return step;
}

} // namespace meshsso::login
