#include "login/KeycloakPage.h"

#include "core/Encoding.h"
#include "core/Text.h"

namespace meshsso::login {
namespace {

std::string queryValue(const Url& url, std::string_view name)
{
    for (const auto pair : split(url.query, '&')) {
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == name && equals != std::string_view::npos)
            return formDecode(pair.substr(equals + 1)).value_or(std::string());
    }
    return {};
}

/// The required action a page's form stands for, as Keycloak's default theme names the forms.
std::string actionOfForm(const HtmlPage& page)
{
    struct Known
    {
        std::string_view formId;
        std::string_view action;
    };
    for (const auto& known :
         {Known{"kc-passwd-update-form", "UPDATE_PASSWORD"},
          Known{"kc-update-profile-form", "VERIFY_PROFILE"},
          Known{"kc-idp-review-profile-form", "VERIFY_PROFILE"},
          Known{"kc-totp-settings-form", "CONFIGURE_TOTP"}, Known{"kc-update-email-form", "UPDATE_EMAIL"}}) {
        if (page.formWithId(known.formId))
            return std::string(known.action);
    }
    return {};
}

bool mentions(const std::string& text, std::string_view part)
{
    return toLowerAscii(text).find(part) != std::string::npos;
}

} // namespace

KeycloakPage readKeycloakPage(const HtmlPage& page, const Url& url, int status)
{
    KeycloakPage seen;
    if (const auto text = page.messageText("kc-error-message", {}); !text.empty()) {
        seen.kind = KeycloakPageKind::ErrorPage;
        seen.message = text;
        return seen;
    }
    seen.message = page.messageText("input-error", "kc-feedback-text");
    const bool isActionUrl = url.path.ends_with("/login-actions/required-action");
    seen.action = isActionUrl ? queryValue(url, "execution") : std::string();
    if (seen.action.empty())
        seen.action = actionOfForm(page);
    if (seen.action == "OAUTH_GRANT" || (page.formWith("accept") && page.formWith("cancel"))) {
        seen.kind = KeycloakPageKind::Consent;
        return seen;
    }
    if (isActionUrl || !seen.action.empty()) {
        seen.kind = KeycloakPageKind::RequiredAction;
        return seen;
    }
    if (page.formWith("otp") || page.formWith("totp")) {
        seen.kind = KeycloakPageKind::OneTimeCode;
        return seen;
    }
    seen.form = page.formWith("password");
    if (!seen.form)
        seen.form = page.formWith("username");
    if (seen.form) {
        seen.kind = KeycloakPageKind::SignInForm;
        return seen;
    }
    if (status >= 400)
        seen.kind = KeycloakPageKind::ErrorPage;
    return seen;
}

Finding explainErrorPage(const std::string& message, std::string where)
{
    const std::string said = message.empty() ? "an error page without a message" : "\"" + message + "\"";
    Finding finding{"login.provider-error", Severity::Error, std::move(where), "Keycloak shows " + said,
                    "look for the event in Keycloak's log; its type and error name the cause"};
    if (mentions(message, "redirect_uri") || mentions(message, "redirect uri")) {
        finding.code = "login.redirect-uri";
        finding.why = "Keycloak does not know the redirect URI that our server sends: " + said;
        finding.fix =
            "run plan and apply, which set the client's redirect URIs exactly; if they are right, the server "
            "builds another one: check the gateway's address, port and X-Forwarded-Proto";
    } else if (mentions(message, "client not found") || mentions(message, "client disabled")) {
        finding.code = "login.client-unknown";
        finding.why = "Keycloak does not accept the client id that our server sends: " + said;
        finding.fix = "run apply, or correct client.id in the server's configuration";
    } else if (mentions(message, "https required")) {
        finding.code = "login.https-required";
        finding.fix = "put Keycloak on https, or say identityProvider.exposure: guide-http and apply";
    } else if (mentions(message, "cookie")) {
        finding.code = "login.provider-cookie";
        finding.why = "Keycloak does not get its own cookie back: " + said;
        finding.fix =
            "Keycloak and its form must have one scheme and host; behind a gateway set KC_PROXY_HEADERS and, "
            "with several replicas, sticky sessions";
    }
    return finding;
}

Finding explainRefusedSignIn(const std::string& message, const std::string& username, std::string where)
{
    Finding finding{"login.refused", Severity::Error, std::move(where),
                    "Keycloak did not let " + username + " in" +
                        (message.empty() ? "" : ": \"" + message + "\""),
                    "look for the LOGIN_ERROR event in Keycloak's log"};
    if (mentions(message, "invalid username") || mentions(message, "invalid password") ||
        mentions(message, "invalid email")) {
        finding.code = "login.wrong-password";
        finding.fix =
            "use the user's current password; after many failures Keycloak's brute-force detection answers "
            "the same for a right one";
    } else if (mentions(message, "disabled")) {
        finding.code = "login.user-disabled";
        finding.fix = mentions(message, "temporarily")
                          ? "wait, or clear the brute-force lock of the user in Keycloak's console"
                          : "enable the user in Keycloak (apply does so for users the project declares)";
    }
    return finding;
}

Finding explainRequiredAction(const std::string& action, const std::string& username, std::string where)
{
    Finding finding{
        "login.required-action", Severity::Error, std::move(where),
        "the password was right, but before " + username + " may go on Keycloak asks for the action " +
            (action.empty() ? std::string("of this page") : action),
        "let the user do it once in a browser, or remove the required action in Keycloak's console"};
    if (action == "UPDATE_PASSWORD") {
        finding.fix =
            "the password is temporary: let the user choose a new one, or set one that is not temporary";
    } else if (action == "VERIFY_PROFILE" || action == "UPDATE_PROFILE") {
        finding.fix =
            "give the user an e-mail address, a first and a last name (users[] in the project), then apply";
    } else if (action == "VERIFY_EMAIL") {
        finding.fix =
            "mark the e-mail address as verified (emailVerified: true), or configure Keycloak's mail server";
    }
    return finding;
}

} // namespace meshsso::login
