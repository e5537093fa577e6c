#include "engine/BearerTokens.h"

#include "crypto/Digest.h"
#include "engine/TokenClaims.h"

namespace meshsso::engine {
namespace {

/// The first part is base64url of '{' and something.
bool startsLikeJwt(std::string_view token) noexcept
{
    if (token.size() < 2 || token[0] != 'e' || token.find('.') == std::string_view::npos)
        return false;
    const char c = token[1];
    return (c >= 'w' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

BearerCheck bad(Error error)
{
    BearerCheck check;
    check.error = std::move(error);
    return check;
}

BearerCheck good(std::shared_ptr<const session::OpenedSession> opened)
{
    BearerCheck check;
    check.status = BearerCheck::Status::Good;
    check.opened = std::move(opened);
    return check;
}

std::string cacheKey(std::string_view token, std::uint64_t version)
{
    std::string text = "bearer " + std::to_string(version) + " ";
    return crypto::sha256(text.append(token));
}

/// Whose token it says it is, for choosing the keys to verify that with. Errors: MalformedToken, WrongIssuer.
Result<std::optional<std::size_t>> issuerOf(std::string_view token, const serverconfig::ServerConfig& config)
{
    const auto claims = unverifiedClaims(token);
    if (!claims)
        return fail(claims.error());
    const auto issuer = stringOr(*claims, "iss");
    if (config.bearer.enabled && issuer == config.provider.issuer)
        return std::optional<std::size_t>{};
    for (std::size_t i = 0; i < config.bearer.issuers.size(); ++i) {
        if (issuer == config.bearer.issuers[i].issuer)
            return std::optional(i);
    }
    return fail(ErrorCode::WrongIssuer, "the token names an issuer that bearer does not list");
}

/// As it says itself; the epoch if it does not, or says what no clock does.
TimePoint issuedAt(std::string_view token)
{
    constexpr std::int64_t latest = 4'102'444'800; // the year 2100
    const auto claims = unverifiedClaims(token);
    const auto* time = claims ? claims->if_contains("iat") : nullptr;
    const auto seconds = time && time->is_int64() ? time->as_int64() : 0;
    return seconds > 0 && seconds < latest ? fromUnixSeconds(seconds) : TimePoint{};
}

Result<oidc::ValidatedToken> validate(std::string_view token, const Snapshot& snapshot,
                                      std::optional<std::size_t> issuer, TimePoint now)
{
    const auto& config = snapshot.settings->config();
    oidc::ApiClientPolicy api;
    bool isRfc9068 = config.provider.rfc9068;
    if (issuer) {
        const auto& other = config.bearer.issuers[*issuer];
        api.audiences = other.audiences;
        api.allowedClients = other.allowedClients;
        isRfc9068 = other.rfc9068;
    } else {
        api.audiences = config.bearer.audiences;
        api.audiences.push_back(config.provider.clientId);
        api.allowedClients = config.bearer.allowedClients;
    }
    const auto profile = isRfc9068 ? oidc::AccessTokenProfile::Rfc9068 : oidc::AccessTokenProfile::Keycloak;
    auto valid = oidc::validateApiToken(token, snapshot.issuerState(issuer)->keys,
                                        tokenPolicy(snapshot, issuer), profile, api, now);
    // A stolen one would be as good as the real one if nobody asks for the key that it is bound to.
    if (valid && valid->claims.contains("cnf"))
        return fail(ErrorCode::WrongType,
                    "the token is bound to a key (cnf; RFC 8705, RFC 9449), so it is no bearer token");
    return valid;
}

std::shared_ptr<const session::OpenedSession> opened(std::string_view token, oidc::ValidatedToken valid,
                                                     const Settings& settings, TimePoint now)
{
    auto result = std::make_shared<session::OpenedSession>();
    auto& session = result->session;
    session.accessToken = token;
    session.subject = std::move(valid.subject);
    takeIdentity(session, valid.claims);
    takeGroups(session, valid.claims, settings.config().access.claimPaths);
    session.createdAt = valid.issuedAt;
    session.lastSeen = now;
    session.accessExpires = valid.expires;
    result->loadedAt = now;
    if (settings.needsClaims())
        result->claims = std::move(valid.claims);
    else
        result->claims["iss"] = valid.issuer;
    return result;
}

} // namespace

bool BearerTokens::areTaken(const serverconfig::ServerConfig& config) noexcept
{
    return config.bearer.enabled || !config.bearer.issuers.empty();
}

BearerCredentials BearerTokens::credentialsOf(const CheckRequest& request) noexcept
{
    constexpr std::string_view scheme = "Bearer ";
    BearerCredentials found;
    int count = 0;
    for (const auto& header : request.headers) {
        if (!equalsIgnoreCase(header.name, "authorization"))
            continue;
        ++count;
        if (header.value.size() <= scheme.size() ||
            !equalsIgnoreCase(header.value.substr(0, scheme.size()), scheme))
            continue;
        found.isBearer = true;
        found.token = trim(header.value.substr(scheme.size()));
        found.isJwt = found.isJwt || startsLikeJwt(found.token);
    }
    if (count > 1)
        found.token = {};
    return found;
}

BearerCheck BearerTokens::check(std::string_view token, const Snapshot& snapshot, TimePoint now) const
{
    if (token.empty())
        return bad({ErrorCode::MalformedToken, "the request has several Authorization headers", {}});
    // Before it is worth a digest.
    if (token.size() > crypto::JwsVerifier::maxTokenBytes)
        return bad({ErrorCode::TooLarge, "the token is larger than any that is taken", {}});
    const auto& config = snapshot.settings->config();
    const auto key = cacheKey(token, snapshot.version);
    if (auto known = m_finder.recall(key)) {
        if (now >= known->session.accessExpires + config.provider.leeway)
            return bad({ErrorCode::Expired, "the token has expired", {}});
        return good(std::move(known));
    }
    const auto issuer = issuerOf(token, config);
    if (!issuer)
        return bad(issuer.error());
    if (!snapshot.issuerState(*issuer)) {
        BearerCheck check;
        check.status = BearerCheck::Status::NotReachable;
        return check;
    }
    auto valid = validate(token, snapshot, *issuer, now);
    if (!valid) {
        auto check = bad(std::move(valid).error());
        if (check.error.code == ErrorCode::UnknownKey) {
            check.status = BearerCheck::Status::UnknownKey;
            check.issuer = *issuer;
            check.issuedAt = issuedAt(token);
        }
        return check;
    }
    auto result = opened(token, std::move(*valid), *snapshot.settings, now);
    m_finder.remember(key, result);
    return good(std::move(result));
}

std::string BearerTokens::challenge(const Error& error)
{
    std::string_view text = "The access token is not valid";
    switch (error.code) {
    case ErrorCode::Expired:
        text = "The access token has expired";
        break;
    case ErrorCode::NotYetValid:
        text = "The access token is not valid yet";
        break;
    case ErrorCode::WrongAudience:
        text = "The access token is for another audience";
        break;
    case ErrorCode::WrongIssuer:
        text = "The access token is of an issuer that is not accepted here";
        break;
    case ErrorCode::WrongType:
        text = "The token is not an access token that can be used this way";
        break;
    case ErrorCode::WrongAuthorizedParty:
        text = "The access token was issued to a client that is not accepted here";
        break;
    default:
        break;
    }
    return "Bearer realm=\"meshsso\", error=\"invalid_token\", error_description=\"" + std::string(text) +
           "\"";
}

} // namespace meshsso::engine
