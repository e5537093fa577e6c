#pragma once

#include "access/AccessEvaluator.h"
#include "core/Clock.h"
#include "core/Json.h"
#include "core/Result.h"
#include "core/Task.h"
#include "crypto/JwkSet.h"
#include "net/HttpClient.h"
#include "oidc/ProviderMetadata.h"
#include "project/SsoProject.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::login {

/// A piece of a text, in bytes.
struct ByteRange
{
    std::size_t offset = 0;
    std::size_t length = 0;

    std::string_view of(std::string_view text) const { return text.substr(offset, length); }
    bool operator==(const ByteRange&) const = default;
};

enum class TokenForm {
    Jws,       ///< three parts, signed
    Jwe,       ///< five parts, encrypted: only its recipient can look inside
    Opaque,    ///< no structure: only its issuer knows what it means
    Malformed, ///< meant to be a JWS, and is none; see TokenInspection::problem
};

enum class TokenKind { Unknown, Access, Id, Refresh, Logout };

enum class CheckState { Pass, Fail, Warn, NotChecked };

/// One line of the checklist. Names are stable: wellformed, algorithm, signature, issuer, audience, azp,
/// type, expiry, not-before, subject, roles, groups, email.
struct TokenCheck
{
    std::string name;
    CheckState state = CheckState::NotChecked;
    std::string reason; ///< one sentence; what is wrong, and what to do about it
};

/// A claim, or a member of one: objects are listed with their members below them.
struct TokenClaim
{
    std::string path;  ///< as oidc::findClaim takes it
    std::string name;  ///< its last part
    int depth = 0;     ///< 0: a member of the payload itself
    std::string value; ///< text as it is, anything else as JSON; at most 16 KiB, then "..."
    bool isContainer = false;
    std::string_view explanation;  ///< empty: unknown claim
    std::optional<TimePoint> time; ///< if it is a date (RFC 7519 NumericDate)
};

/// One token found in a text. Claims are only what the text says until the check `signature` passed.
struct TokenInspection
{
    std::string foundAs; ///< "access_token", "Authorization", or empty
    TokenForm form = TokenForm::Malformed;
    TokenKind kind = TokenKind::Unknown;
    std::string problem; ///< why there is nothing to show; empty for a JWS
    ByteRange token;     ///< all ranges are into the text that was inspected
    ByteRange headerPart;
    ByteRange payloadPart;
    ByteRange signaturePart;
    json::object header;
    json::object payload;
    std::vector<TokenClaim> headerMembers;
    std::vector<TokenClaim> claims; ///< in the payload's order; at most 2000
    std::vector<TokenCheck> checks;

    /// The check of that name, or null.
    const TokenCheck* check(std::string_view name) const noexcept;
    bool isVerified() const noexcept; ///< signature passed
    bool hasFailed() const noexcept;  ///< any check failed
};

struct InspectionContext
{
    TimePoint now;
    const project::SsoProject* project = nullptr; ///< null: issuer, audience, azp and claims are not compared
    const crypto::JwkSet* keys = nullptr;         ///< null: the signature is not checked
    std::chrono::seconds leeway{30};
};

/// The longest text that is looked at, and the most tokens taken from it.
inline constexpr std::size_t maxInspectedBytes = std::size_t{1024} * 1024;
inline constexpr std::size_t maxInspectedTokens = 16;

/// Finds the tokens in a pasted text (a token alone, quoted or after "Bearer", a token response, httpbin's
/// /headers, a log line) and looks at each. Pure; never fails: a text without a token gives one inspection
/// that says so, blank text gives none.
std::vector<TokenInspection> inspectToken(std::string_view text, const InspectionContext& context);

/// "access token", "ID token", ...
std::string_view tokenKindName(TokenKind kind) noexcept;
/// "pass", "fail", "warning", "not checked".
std::string_view checkStateName(CheckState state) noexcept;

/// "in 4 min 10 s", "2 h 3 min ago", "now".
std::string relativeTime(TimePoint time, TimePoint now);

struct AccessAnswer
{
    access::AccessOutcome outcome = access::AccessOutcome::Refuse;
    std::string ruleName; ///< empty: the default, or refused
    std::string reason;   ///< for the operator
};

/// Whether the project's rules let a request with these claims through; claims null: nobody is signed in.
/// Errors: InvalidArgument (the project's rules cannot be).
Result<AccessAnswer> allowedBy(const project::SsoProject& project, const json::object* claims,
                               const access::AccessRequest& request);

enum class ClaimComparison { Equal, Different, OnlyLeft, OnlyRight };

struct ClaimDifference
{
    std::string path;
    ClaimComparison comparison = ClaimComparison::Equal;
    std::string left; ///< as TokenClaim::value; empty: not there
    std::string right;
};

/// Two tokens' claims beside each other: the left one's order, then what only the right one has. Objects are
/// compared member by member, arrays of texts without regard to order.
std::vector<ClaimDifference> compareTokens(const json::object& left, const json::object& right);

/// The issuer's signature keys, through its discovery document, whose issuer must be that one to the
/// character. For an issuer that only the token names, ask the user first: it says where to connect. Errors:
/// those of HttpClient::send, oidc::parseProviderMetadata and crypto::JwkSet::parse; NotFound, PeerError.
Task<Result<crypto::JwkSet>> fetchIssuerKeys(net::HttpClient& http, std::string issuer,
                                             oidc::DiscoveryPolicy policy);

/// The same, as the document that was fetched.
Task<Result<std::string>> fetchIssuerKeyText(net::HttpClient& http, std::string issuer,
                                             oidc::DiscoveryPolicy policy);

/// Pasted keys: a JWKS, one JWK, or a PEM public key or certificate. Keys without a kid answer to any
/// token's. Errors: ParseError (which forms are
/// read), TooLarge, and those of crypto::Jwk.
Result<crypto::JwkSet> parseVerificationKey(std::string_view text);

} // namespace meshsso::login
