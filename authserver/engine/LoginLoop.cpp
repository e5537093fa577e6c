#include "engine/LoginLoop.h"

#include "engine/AuthEngine.h"

namespace meshsso::engine {
namespace {

std::string_view adviceFor(LoopCause cause)
{
    switch (cause) {
    case LoopCause::AttemptCookieMissing:
        return "the browser keeps none of our cookies: it blocks them, opens the site under http:// while "
               "they "
               "are Secure, or under a host outside session.cookieDomain";
    case LoopCause::SessionCookieMissing:
        return "the browser keeps our small cookies, but not the session's: it is too large (keep fewer "
               "tokens, "
               "or sessions in Redis), or a proxy on the way drops it";
    case LoopCause::SessionCookieDamaged:
        return "the session's cookie does not open: servers with different cookie secrets, another "
               "application "
               "that uses the same cookie name, or a proxy that cuts long headers";
    case LoopCause::SessionNotGoodForLong:
        return "the session's cookie comes back, but the session has ended: compare the clocks of this "
               "server, "
               "its replicas and the identity provider, and look for revocations and a store that loses "
               "sessions";
    case LoopCause::SessionNotInChecks:
        return "the session's cookie comes to our pages, but not with the gateway's checks: let "
               "includeRequestHeadersInCheck of the provider entry (Envoy: allowed_headers) list cookie";
    }
    return {};
}

} // namespace

std::string_view loopCauseName(LoopCause cause) noexcept
{
    switch (cause) {
    case LoopCause::AttemptCookieMissing:
        return "attempt_cookie_missing";
    case LoopCause::SessionCookieMissing:
        return "session_cookie_missing";
    case LoopCause::SessionCookieDamaged:
        return "session_cookie_damaged";
    case LoopCause::SessionNotGoodForLong:
        return "session_not_good_for_long";
    case LoopCause::SessionNotInChecks:
        return "session_not_in_checks";
    }
    return {};
}

LoopCause causeOf(FoundSession::Status status) noexcept
{
    switch (status) {
    case FoundSession::Status::None:
        return LoopCause::SessionCookieMissing;
    case FoundSession::Status::Invalid:
        return LoopCause::SessionCookieDamaged;
    case FoundSession::Status::Opened:
    case FoundSession::Status::InStore:
        break;
    }
    return LoopCause::SessionNotGoodForLong;
}

std::string checkMark(TimePoint checkedAt)
{
    return "&" + std::string(checkMarkParameter) + "=" + session::LoginCookies::momentText(checkedAt);
}

void logLoginLoop(const LoginLoop& loop, const Log& log, TimePoint now)
{
    const auto cookies = AuthEngine::cookies(loop.request, loop.settings);
    std::size_t requestBytes = 0;
    for (const auto& cookie : cookies.all())
        requestBytes += cookie.name.size() + cookie.value.size();
    const auto& config = loop.settings.config();
    const auto* session = loop.session;
    const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
    const auto secondsLeft = session ? toUnixSeconds(session->accessExpires) - toUnixSeconds(now) : 0;
    log.write(LogLevel::Warning, "login.loop",
              {{"request_id", loop.request.requestId},
               {"host", loop.request.host},
               {"rounds", number(loop.rounds)},
               {"cause", loopCauseName(loop.cause)},
               {"advice", adviceFor(loop.cause)},
               {"attempt", loop.attempt},
               {"subject", session ? std::string_view(session->subject) : std::string_view{}},
               {"token_seconds_left", number(secondsLeft)},
               {"session_cookies", number(loop.sessionCookies)},
               {"session_cookie_bytes", number(loop.sessionCookieBytes)},
               {"received_cookies", number(cookies.all().size())},
               {"received_cookie_bytes", number(requestBytes)},
               {"cookie_name", loop.settings.sessionCookies().policy().name()},
               {"cookie_domain", config.session.cookieDomain},
               {"cookie_secure", config.session.secureCookies},
               {"public_scheme", config.publicScheme},
               {"forwarded_proto", loop.request.header("x-forwarded-proto").substr(0, 16)},
               {"user_agent", loop.request.header("user-agent").substr(0, 256)}});
}

} // namespace meshsso::engine
