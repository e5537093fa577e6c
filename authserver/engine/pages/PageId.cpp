#include "engine/pages/PageId.h"

namespace meshsso::engine {

int pageStatus(PageId id) noexcept
{
    switch (id) {
    case PageId::SignIn:
    case PageId::ConfirmSignOut:
    case PageId::SignedOut:
        return 200;
    case PageId::SignInNeeded:
        return 401;
    case PageId::SignInAgain:
    case PageId::SignInExpired:
    case PageId::SignInNotAccepted:
    case PageId::HostNotServed:
    case PageId::LinkNotValid:
    case PageId::RequestRefused:
        return 400;
    case PageId::SignInCancelled:
    case PageId::SignInRefused:
    case PageId::ForeignSignOut:
    case PageId::Forbidden:
        return 403;
    case PageId::NotFound:
        return 404;
    case PageId::MethodNotAllowed:
        return 405;
    case PageId::SignInLoop:
    case PageId::SignInNotInChecks:
        return 409; // nothing of ours has failed, so no 5xx; and no cache or client follows it anywhere
    case PageId::SignInTooLarge:
        return 500;
    case PageId::SignInUnavailable:
    case PageId::SignOutUnavailable:
    case PageId::Unavailable:
        return 503;
    }
    return 500;
}

} // namespace meshsso::engine
