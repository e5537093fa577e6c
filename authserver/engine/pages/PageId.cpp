#include "engine/pages/PageId.h"

namespace meshsso::engine {

std::string_view pageName(PageId id) noexcept
{
    switch (id) {
    case PageId::SignIn:
        return "sign-in";
    case PageId::SignInNeeded:
        return "sign-in-needed";
    case PageId::SignInAgain:
        return "sign-in-again";
    case PageId::SignInCancelled:
        return "sign-in-cancelled";
    case PageId::SignInExpired:
        return "sign-in-expired";
    case PageId::SignInNotAccepted:
        return "sign-in-not-accepted";
    case PageId::SignInRefused:
        return "sign-in-refused";
    case PageId::SignInTooLarge:
        return "sign-in-too-large";
    case PageId::SignInUnavailable:
        return "sign-in-unavailable";
    case PageId::SignInLoop:
        return "sign-in-loop";
    case PageId::HostNotServed:
        return "host-not-served";
    case PageId::LinkNotValid:
        return "link-not-valid";
    case PageId::ConfirmSignOut:
        return "confirm-sign-out";
    case PageId::SignedOut:
        return "signed-out";
    case PageId::ForeignSignOut:
        return "foreign-sign-out";
    case PageId::Forbidden:
        return "forbidden";
    case PageId::Unavailable:
        return "unavailable";
    case PageId::RequestRefused:
        return "request-refused";
    case PageId::NotFound:
        return "not-found";
    case PageId::MethodNotAllowed:
        return "method-not-allowed";
    }
    return {};
}

std::optional<PageId> pageNamed(std::string_view name) noexcept
{
    for (int i = 0; i < pageCount; ++i) {
        const auto id = static_cast<PageId>(i);
        if (pageName(id) == name)
            return id;
    }
    return std::nullopt;
}

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
        return 409; // nothing of ours has failed, so no 5xx; and no cache or client follows it anywhere
    case PageId::SignInTooLarge:
        return 500;
    case PageId::SignInUnavailable:
    case PageId::Unavailable:
        return 503;
    }
    return 500;
}

} // namespace meshsso::engine
