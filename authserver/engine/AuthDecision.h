#pragma once

#include "access/AccessRule.h"
#include "session/Session.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::engine {

enum class DecisionKind {
    Allow,
    Login,        ///< a person navigates: send them to sign in
    Unauthorized, ///< a program calls: 401
    Forbidden,    ///< signed in, but the rule is not met: 403
    Refuse,       ///< a request that must not reach an application: 400
    Unavailable,  ///< the identity provider is needed and not known yet: 503
    Refresh,      ///< needs I/O: the access token has expired, refresh it and decide again
};

/// Why; a closed set, because each is a metric's label.
enum class DecisionReason {
    PublicRule,
    Endpoint, ///< one of our own pages, for the gateway to route to us
    Session,
    NoSession,
    InvalidSession,
    SessionTooOld,
    SessionIdle,
    TokenExpired,
    RequirementNotMet,
    UnsafePath,
    IdentityHeaderInConnection,
    HostNotAllowed,
    ProviderUnknown,
    RefreshRefused,
    RefreshUnavailable,
};
inline constexpr int decisionKindCount = 7;
inline constexpr int decisionReasonCount = 15;

std::string_view decisionKindName(DecisionKind kind) noexcept;
std::string_view decisionReasonName(DecisionReason reason) noexcept;

struct HeaderToSet
{
    std::string_view name; ///< lower case; lives as long as the snapshot
    std::string value;
};

/// What to do with a request, whatever protocol asked. The views live as long as request and snapshot.
struct AuthDecision
{
    DecisionKind kind = DecisionKind::Refuse;
    DecisionReason reason = DecisionReason::UnsafePath;
    const access::AccessRule* rule = nullptr;
    std::string detail; ///< for the operator's log; never for the user

    // Allow
    std::vector<HeaderToSet> headersToSet;
    std::vector<std::string_view> headersToRemove;
    std::vector<std::string> setCookies;

    // Login
    std::string location;

    std::optional<session::Session> session; ///< the session it rests on: Allow, Forbidden, Refresh
    bool isNavigation = false;               ///< a person looks at the answer: a page rather than JSON
};

} // namespace meshsso::engine
