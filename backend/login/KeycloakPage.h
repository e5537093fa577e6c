#pragma once

#include "core/Finding.h"
#include "core/Url.h"
#include "login/HtmlPage.h"

#include <optional>

namespace meshsso::login {

/// What Keycloak shows instead of a redirect.
enum class KeycloakPageKind {
    SignInForm,     ///< asks for user name, password or both
    OneTimeCode,    ///< asks for a second factor
    RequiredAction, ///< the user must first do something (new password, profile, e-mail, ...)
    Consent,        ///< asks the user to grant the client access
    ErrorPage,
    Unknown
};

struct KeycloakPage
{
    KeycloakPageKind kind = KeycloakPageKind::Unknown;
    std::string message;            ///< what it tells the user: the error, or empty
    std::string action;             ///< RequiredAction: "UPDATE_PASSWORD", "VERIFY_PROFILE", ... or empty
    const HtmlForm* form = nullptr; ///< into the page: the sign-in form
};

/// Reads a page from Keycloak's default themes (and those built on them).
KeycloakPage readKeycloakPage(const HtmlPage& page, const Url& url, int status);

/// What is wrong when Keycloak shows its error page; where is the masked URL.
Finding explainErrorPage(const std::string& message, std::string where);

/// What is wrong when Keycloak shows its sign-in form again after we filled it.
Finding explainRefusedSignIn(const std::string& message, const std::string& username, std::string where);

/// What is wrong when Keycloak wants the user to act first.
Finding explainRequiredAction(const std::string& action, const std::string& username, std::string where);

} // namespace meshsso::login
