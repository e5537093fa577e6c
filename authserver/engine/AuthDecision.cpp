#include "engine/AuthDecision.h"

namespace meshsso::engine {

std::string_view decisionKindName(DecisionKind kind) noexcept
{
    switch (kind) {
    case DecisionKind::Allow:
        return "allow";
    case DecisionKind::Login:
        return "login";
    case DecisionKind::Unauthorized:
        return "unauthorized";
    case DecisionKind::Forbidden:
        return "forbidden";
    case DecisionKind::Refuse:
        return "refuse";
    case DecisionKind::Unavailable:
        return "unavailable";
    case DecisionKind::Refresh:
        return "refresh";
    case DecisionKind::Load:
        return "load";
    case DecisionKind::FetchKeys:
        return "fetch_keys";
    }
    return "refuse";
}

std::string_view decisionReasonName(DecisionReason reason) noexcept
{
    switch (reason) {
    case DecisionReason::PublicRule:
        return "public_rule";
    case DecisionReason::Endpoint:
        return "endpoint";
    case DecisionReason::Session:
        return "session";
    case DecisionReason::NoSession:
        return "no_session";
    case DecisionReason::InvalidSession:
        return "invalid_session";
    case DecisionReason::SessionTooOld:
        return "session_too_old";
    case DecisionReason::SessionIdle:
        return "session_idle";
    case DecisionReason::TokenExpired:
        return "token_expired";
    case DecisionReason::RequirementNotMet:
        return "requirement_not_met";
    case DecisionReason::UnsafePath:
        return "unsafe_path";
    case DecisionReason::IdentityHeaderInConnection:
        return "identity_header_in_connection";
    case DecisionReason::HostNotAllowed:
        return "host_not_allowed";
    case DecisionReason::ProviderUnknown:
        return "provider_unknown";
    case DecisionReason::RefreshRefused:
        return "refresh_refused";
    case DecisionReason::RefreshUnavailable:
        return "refresh_unavailable";
    case DecisionReason::SessionRevoked:
        return "session_revoked";
    case DecisionReason::SessionUnknown:
        return "session_unknown";
    case DecisionReason::StoreUnavailable:
        return "store_unavailable";
    case DecisionReason::BearerToken:
        return "bearer_token";
    case DecisionReason::BearerInvalid:
        return "bearer_invalid";
    case DecisionReason::BearerKeyUnknown:
        return "bearer_key_unknown";
    case DecisionReason::Preflight:
        return "preflight";
    case DecisionReason::OutageGrace:
        return "outage_grace";
    }
    return "unsafe_path";
}

} // namespace meshsso::engine
