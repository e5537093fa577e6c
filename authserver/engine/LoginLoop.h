#pragma once

#include "core/Log.h"
#include "engine/CheckRequest.h"
#include "engine/SessionFinder.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace meshsso::engine {

/// After so many logins in a row, none of which let the browser pass, it is stopped.
inline constexpr int maxLoginRounds = 3;

/// Why a browser signs in again and again, as far as its cookies tell.
enum class LoopCause {
    AttemptCookieMissing,  ///< not even the small cookie of the attempt came back
    SessionCookieMissing,  ///< small ones come back, the session's does not
    SessionCookieDamaged,  ///< it comes back, and does not open
    SessionNotGoodForLong, ///< it opens, and the session in it has ended already
    SessionNotInChecks,    ///< it comes to our pages and is good, and checks see no session
};
std::string_view loopCauseName(LoopCause cause) noexcept;
/// What the session cookies of the request that ends the last round say.
LoopCause causeOf(FoundSession::Status status) noexcept;

/// The query parameter by which a check that saw no session says when it sent a browser to sign in.
inline constexpr std::string_view checkMarkParameter = "checked";
/// The same as a further part of a query.
std::string checkMark(TimePoint checkedAt);

/// What is known about a browser in a loop.
struct LoginLoop
{
    int rounds = 0;
    const CheckRequest& request;
    const Settings& settings;
    LoopCause cause = LoopCause::AttemptCookieMissing;
    std::string_view attempt{};
    const session::Session* session = nullptr; ///< of the last round; null: it never came so far
    std::size_t sessionCookieBytes = 0;        ///< of its cookies' values
    std::size_t sessionCookies = 0;
};

/// Writes login.loop for the operator: what the browser was given, what it sent back, and what to do.
void logLoginLoop(const LoginLoop& loop, const Log& log, TimePoint now);

} // namespace meshsso::engine
