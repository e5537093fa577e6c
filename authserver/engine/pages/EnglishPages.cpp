#include "engine/pages/PageTexts.h"

namespace meshsso::engine {

PageText englishText(PageId id) noexcept
{
    switch (id) {
    case PageId::SignIn:
        return {"Sign in", "You need to sign in to go on.", "Sign in with OpenID Connect"};
    case PageId::SignInNeeded:
        return {"Please sign in", "You are not signed in, so this request could not be carried out.",
                "Sign in"};
    case PageId::SignInAgain:
        return {"Please sign in again",
                "Your sign-in took too long or was started in another browser. Nothing is wrong with your "
                "account: start again from here.",
                "Start again"};
    case PageId::SignInCancelled:
        return {"Sign-in was cancelled", "You, or the sign-in service, cancelled signing in.", "Try again"};
    case PageId::SignInExpired:
        return {"Sign-in did not work",
                "The sign-in took too long or its page was loaded twice. Please start again.", "Start again"};
    case PageId::SignInNotAccepted:
        return {"Sign-in did not work",
                "The sign-in service did not accept the request. If this happens again, tell your "
                "administrator the reference below.",
                "Try again"};
    case PageId::SignInRefused:
        return {"Sign-in did not work",
                "The sign-in service gave an answer that this site cannot accept. Please tell your "
                "administrator the reference below.",
                "Try again"};
    case PageId::SignInTooLarge:
        return {"Sign-in did not work",
                "Your account carries more data than a browser can keep for this site. Please tell your "
                "administrator the reference below.",
                "Try again"};
    case PageId::SignInUnavailable:
        return {"Sign-in is not available",
                "The sign-in service cannot be reached at the moment. Please try again in a minute.",
                "Try again"};
    case PageId::SignInLoop:
        return {"You keep being asked to sign in",
                "You have signed in several times, but this site does not recognise you afterwards. We "
                "stopped here, so that your browser does not go round in circles. The usual reasons:\n"
                "- Your browser does not keep this site's cookies: they are blocked, or too large.\n"
                "- You opened the site under another address than the one it is meant for.\n"
                "- The address starts with http:// instead of https://.\n"
                "- A clock is wrong: your computer's, or a server's.\n"
                "Check that cookies are allowed and that the address is right, then try once more. If it "
                "does not help, tell your administrator the reference below.",
                "Try again"};
    case PageId::SignInNotInChecks:
        return {"You keep being asked to sign in",
                "You have signed in several times, and your browser shows it to us. But the gateway of this "
                "site asks us whether you may pass without saying that you are signed in. We stopped here, "
                "so that your browser does not go round in circles.\n"
                "There is nothing that you could do. Please tell your administrator the reference below, and "
                "this: the gateway's list includeRequestHeadersInCheck must name the header cookie.",
                "Try again"};
    case PageId::HostNotServed:
        return {"Sign-in is not available here",
                "Nobody can sign in at this address. Please use the address that your administrator gave "
                "you.",
                ""};
    case PageId::LinkNotValid:
        return {"This link is not valid",
                "The link that brought you here leads to an address that this site does not return to.",
                "Go to the start page"};
    case PageId::ConfirmSignOut:
        return {"Sign out?", "Another site sent you here to sign out.", "Sign out"};
    case PageId::SignedOut:
        return {"You are signed out", "You can close this window.", "Sign in again"};
    case PageId::SignOutUnavailable:
        return {"Not signed out yet",
                "You cannot be signed out at the moment, so you are still signed in. Please try again in a "
                "minute.",
                "Try again"};
    case PageId::ForeignSignOut:
        return {"Not signed out", "Another site tried to sign you out. You are still signed in here.",
                "Go to the start page"};
    case PageId::Forbidden:
        return {"You may not open this page",
                "You are signed in, but your account is not allowed to do this. If it should be, tell your "
                "administrator the reference below.",
                "Sign out"};
    case PageId::Unavailable:
        return {"Not available at the moment",
                "Whether you are signed in cannot be checked at the moment. You need not sign in again: "
                "please reload this page in a minute.",
                "Try again"};
    case PageId::RequestRefused:
        return {"This address is not valid", "The request has a form that this site does not accept.",
                "Go to the start page"};
    case PageId::NotFound:
        return {"There is no such page", "The sign-in service has no page at this address.",
                "Go to the start page"};
    case PageId::MethodNotAllowed:
        return {"This page does not take such a request",
                "The page exists, but it cannot be used in this way.", "Go to the start page"};
    }
    return {};
}

} // namespace meshsso::engine
