#pragma once

#include "access/AccessEvaluator.h"
#include "session/OpenedSession.h"

#include <memory>
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
    Unavailable,  ///< the identity provider or the session store is needed and cannot be asked: 503
    Refresh,      ///< needs I/O: the access token has expired, refresh it and decide again
    Load,         ///< needs I/O: the session is in the store, load it and decide again
    FetchKeys,    ///< needs I/O: a bearer token's key is not known, fetch the issuer's and decide again
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
    SessionRevoked,   ///< signed out elsewhere: back-channel, another device, an administrator
    SessionUnknown,   ///< the ticket is good, but the store has no such session (any more)
    StoreUnavailable, ///< the session store cannot be asked, or revocations may have been missed
    BearerToken,      ///< an API client with a good access token
    BearerInvalid,
    BearerKeyUnknown, ///< its key is not known, and cannot be asked for now: strangers can bring that about
    Preflight,        ///< a CORS preflight that a rule lets through
    OutageGrace,      ///< the access token has expired, and the provider cannot be asked for another
};
inline constexpr int decisionKindCount = 9;
inline constexpr int decisionReasonCount = 23;

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
    /// For the operator's log, never for the user. Allow: why the session's cookie could not be set.
    std::string detail;
    std::vector<access::MissingCondition> missing; ///< Forbidden: shown only where the operator lets it be

    // Allow
    std::vector<HeaderToSet> headersToSet;
    std::vector<std::string_view> headersToRemove;
    std::vector<std::string> setCookies;
    std::size_t renewedCookieBytes = 0; ///< of a refreshed session's cookies among them; 0: none

    // Login
    std::string location;

    std::shared_ptr<const session::OpenedSession> session; ///< what it rests on: Allow, Forbidden, Refresh
    std::string sessionKey;                       ///< what SessionFinder::remember() knows the session by
    std::optional<session::SessionTicket> ticket; ///< Load
    std::optional<std::size_t> bearerIssuer;      ///< FetchKeys: whose, as KeyTurns::Issuer
    /// FetchKeys: the key may be newer than those that are known, as far as the token's own word goes.
    bool isKeyMaybeNewer = false;
    std::string wwwAuthenticate; ///< Unauthorized, Forbidden: the challenge; empty: the usual one
    bool isNavigation = false;   ///< a person looks at the answer: a page rather than JSON
    bool isRefreshDue = false;   ///< Allow: the tokens should be refreshed soon
    bool isTouchDue = false;     ///< Allow: the store should learn that the session is in use
};

} // namespace meshsso::engine
