#pragma once

namespace meshsso::engine {

/// Every page that we show. What each says is in EnglishPages.cpp and ChinesePages.cpp.
enum class PageId {
    SignIn,            ///< the page with the button
    SignInNeeded,      ///< 401 to a person
    SignInAgain,       ///< the callback belongs to no login that this browser has under way
    SignInCancelled,   ///< access_denied
    SignInExpired,     ///< the code was used or is too old
    SignInNotAccepted, ///< another error from the identity provider
    SignInRefused,     ///< the identity provider's answer did not pass our checks
    SignInTooLarge,    ///< the session does not fit into cookies
    SignInUnavailable, ///< the identity provider cannot be reached
    SignInLoop,        ///< signed in again and again, and never recognised
    SignInNotInChecks, ///< the same, because the gateway does not show us its session
    HostNotServed,     ///< no login can start on this host
    LinkNotValid,      ///< a return address that is not ours
    ConfirmSignOut,
    SignedOut,
    SignOutUnavailable, ///< the session cannot be ended now
    ForeignSignOut,     ///< another site tried to sign the user out
    Forbidden,
    Unavailable, ///< a check that cannot be decided now
    RequestRefused,
    NotFound,
    MethodNotAllowed,
};
inline constexpr int pageCount = 21;

/// The HTTP status that goes with it.
int pageStatus(PageId id) noexcept;

} // namespace meshsso::engine
