#pragma once

#include "engine/AuthDecision.h"
#include "engine/BearerTokens.h"
#include "engine/CheckRequest.h"
#include "engine/SessionFinder.h"
#include "engine/Snapshot.h"
#include "session/Cookies.h"

#include <string_view>

namespace meshsso::engine {

/// Decides on requests of API clients, which bring an access token instead of a session. Thread-safe.
class BearerJudge
{
public:
    explicit BearerJudge(const SessionFinder& finder) : m_finder(finder), m_tokens(finder) {}

    /// match is what the rules say of the request. FetchKeys: the token's key is not known, and may be known
    /// by asking its issuer.
    AuthDecision judge(const CheckRequest& request, const Snapshot& snapshot,
                       const access::AccessDecision& match, const session::CookieList& cookies,
                       std::string_view token, TimePoint now) const;

    /// A program's token is not good enough: it is told so, and never sent to a sign-in page.
    static AuthDecision refuse(const access::AccessRule* rule, DecisionReason reason, const Error& error);

private:
    const SessionFinder& m_finder;
    BearerTokens m_tokens;
};

} // namespace meshsso::engine
