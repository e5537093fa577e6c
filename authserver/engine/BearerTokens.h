#pragma once

#include "engine/CheckRequest.h"
#include "engine/SessionFinder.h"
#include "engine/Snapshot.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace meshsso::engine {

/// What a request's Authorization header holds (RFC 6750 section 2.1).
struct BearerCredentials
{
    bool isBearer = false; ///< the scheme is Bearer
    /// It starts as a JWT does. Only such a token speaks for the request instead of its cookies: others are
    /// none that we could ever take, and may be an application's own beside a session.
    bool isJwt = false;
    /// Empty: several Authorization headers, and which of them another reader takes is anybody's guess.
    std::string_view token;
};

/// What a bearer token turned out to be.
struct BearerCheck
{
    enum class Status {
        Good,
        Bad,          ///< see error
        UnknownKey,   ///< signed with a key that is not known: fetch the issuer's keys, then check again
        NotReachable, ///< nothing is known of its issuer yet
    };
    Status status = Status::Bad;
    /// Good: the token's content in the shape that decisions use. It began when the token was issued and has
    /// no id of ours.
    std::shared_ptr<const session::OpenedSession> opened;
    std::optional<std::size_t> issuer; ///< UnknownKey: as KeyTurns::Issuer
    TimePoint issuedAt;                ///< UnknownKey: as the token says, which nobody has verified
    Error error;                       ///< Bad
};

/// Checks the access tokens that API clients send (RFC 6750, RFC 9068). Answers are kept in the session cache
/// by a SHA-256 of the token and the snapshot's version, so that neither new keys nor a new configuration
/// leave one standing. Whether the token's session was revoked is for the caller to see. Thread-safe.
class BearerTokens
{
public:
    explicit BearerTokens(const SessionFinder& finder) : m_finder(finder) {}

    /// The configuration takes bearer tokens from anybody.
    static bool areTaken(const serverconfig::ServerConfig& config) noexcept;
    static BearerCredentials credentialsOf(const CheckRequest& request) noexcept;

    BearerCheck check(std::string_view token, const Snapshot& snapshot, TimePoint now) const;

    /// WWW-Authenticate for a token that was refused: RFC 6750 section 3.1, with a text of ours.
    static std::string challenge(const Error& error);

private:
    const SessionFinder& m_finder;
};

} // namespace meshsso::engine
