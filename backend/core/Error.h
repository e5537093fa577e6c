#pragma once

#include <string>
#include <string_view>

namespace meshsso {

/// What kind of thing went wrong: a closed set to branch on. Messages are for people, codes for code.
enum class ErrorCode {
    // Input and files
    InvalidArgument, ///< a value the caller or the operator gave is not acceptable
    ParseError,      ///< text does not have the form it claims (YAML, JSON, URL, PEM, ...)
    NotFound,        ///< the named thing does not exist
    Conflict,        ///< it exists already, or changed meanwhile
    IoError,         ///< a file or device failed
    TooLarge,        ///< over a stated limit
    Unsupported,     ///< valid, but not something we do
    Cancelled,       ///< the caller gave up
    Internal,        ///< our own fault
    // Peers
    Unreachable,   ///< no connection: DNS, refused, network
    Timeout,       ///< a peer did not answer in time
    TlsError,      ///< the peer's certificate or the handshake was refused
    Unauthorized,  ///< the peer did not accept our credentials (401)
    Forbidden,     ///< the credentials are good but not allowed to do this (403)
    PeerError,     ///< the peer failed (5xx)
    ProtocolError, ///< the peer answered something its protocol does not allow
    // Tokens and messages: each refusal has its own code, so that tests, metrics and findings can name it
    MalformedToken,
    AlgorithmNotAllowed,
    UnknownKey,
    WeakKey,
    BadSignature,
    UnsupportedHeader, ///< crit, jwk, jku, x5u and the like
    WrongType,         ///< typ (header or Keycloak's claim) is not the expected kind of token
    WrongIssuer,
    WrongAudience,
    WrongAuthorizedParty,
    WrongSubject,
    WrongNonce,
    WrongHash, ///< at_hash or c_hash
    WrongState,
    Expired,
    NotYetValid,
    MissingClaim,
    AuthorizationError, ///< the identity provider answered with an OAuth error
    Tampered,           ///< a sealed value did not open
};

/// The stable lower-case name of a code, for logs, metrics and --json ("wrong_issuer").
std::string_view errorCodeName(ErrorCode code) noexcept;

/// An error: code to branch on, message for people (never holding a secret), and where it happened
/// ("project.yaml:12:5", a field path, a URL), or empty.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string context;

    /// "context: message", or the message alone.
    std::string toString() const;
};

} // namespace meshsso
