#include "core/Error.h"

namespace meshsso {

std::string_view errorCodeName(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid_argument";
    case ErrorCode::ParseError:
        return "parse_error";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::IoError:
        return "io_error";
    case ErrorCode::TooLarge:
        return "too_large";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Internal:
        return "internal";
    case ErrorCode::Unreachable:
        return "unreachable";
    case ErrorCode::Timeout:
        return "timeout";
    case ErrorCode::TlsError:
        return "tls_error";
    case ErrorCode::Unauthorized:
        return "unauthorized";
    case ErrorCode::Forbidden:
        return "forbidden";
    case ErrorCode::PeerError:
        return "peer_error";
    case ErrorCode::ProtocolError:
        return "protocol_error";
    case ErrorCode::MalformedToken:
        return "malformed_token";
    case ErrorCode::AlgorithmNotAllowed:
        return "algorithm_not_allowed";
    case ErrorCode::UnknownKey:
        return "unknown_key";
    case ErrorCode::WeakKey:
        return "weak_key";
    case ErrorCode::BadSignature:
        return "bad_signature";
    case ErrorCode::UnsupportedHeader:
        return "unsupported_header";
    case ErrorCode::WrongType:
        return "wrong_type";
    case ErrorCode::WrongIssuer:
        return "wrong_issuer";
    case ErrorCode::WrongAudience:
        return "wrong_audience";
    case ErrorCode::WrongAuthorizedParty:
        return "wrong_authorized_party";
    case ErrorCode::WrongSubject:
        return "wrong_subject";
    case ErrorCode::WrongNonce:
        return "wrong_nonce";
    case ErrorCode::WrongHash:
        return "wrong_hash";
    case ErrorCode::WrongState:
        return "wrong_state";
    case ErrorCode::Expired:
        return "expired";
    case ErrorCode::NotYetValid:
        return "not_yet_valid";
    case ErrorCode::MissingClaim:
        return "missing_claim";
    case ErrorCode::AuthorizationError:
        return "authorization_error";
    case ErrorCode::Tampered:
        return "tampered";
    }
    return "internal";
}

std::string Error::toString() const
{
    return context.empty() ? message : context + ": " + message;
}

} // namespace meshsso
