#include "engine/SessionBuilder.h"

#include "engine/TokenClaims.h"
#include "oidc/PeerText.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

Error inToken(Error error, std::string token)
{
    error.context = std::move(token);
    return error;
}

bool keeps(const serverconfig::SessionConfig& config, std::string_view what)
{
    return std::find(config.keep.begin(), config.keep.end(), what) != config.keep.end();
}

Result<oidc::ValidatedToken> validateAccess(const oidc::TokenResponse& tokens,
                                            const oidc::TokenPolicy& policy, const Snapshot& snapshot,
                                            TimePoint now)
{
    const auto profile = snapshot.settings->config().provider.rfc9068 ? oidc::AccessTokenProfile::Rfc9068
                                                                      : oidc::AccessTokenProfile::Keycloak;
    auto access = oidc::validateAccessToken(tokens.accessToken, snapshot.provider->keys, policy, profile,
                                            /*allowOtherClients=*/false, now);
    if (!access)
        return fail(inToken(std::move(access).error(), "access_token"));
    // Within the leeway; but no check would take it, and each would ask for another like it.
    if (access->expires <= now)
        return fail(ErrorCode::Expired, "by this machine's clock the access token had expired when it came",
                    "access_token");
    return access;
}

/// The tokens and what decisions need of the access token.
void takeAccess(session::Session& session, const oidc::TokenResponse& tokens,
                const oidc::ValidatedToken& access, const Snapshot& snapshot, TimePoint now)
{
    const auto& config = snapshot.settings->config();
    takeGroups(session, access.claims, config.access.claimPaths);
    session.accessToken.clear();
    session.accessClaims.clear();
    if (keeps(config.session, "access_token"))
        session.accessToken = tokens.accessToken;
    else if (keeps(config.session, "claims"))
        session.accessClaims = json::serialize(access.claims);
    if (!tokens.refreshToken.empty() && keeps(config.session, "refresh_token"))
        session.refreshToken = tokens.refreshToken;
    session.accessExpires = access.expires;
    // With tokens that live shorter than the configured margin, every request would refresh.
    const auto life = std::chrono::duration_cast<std::chrono::seconds>(access.expires - now);
    const auto ahead = std::min(config.session.refreshAhead, life / 4);
    session.refreshDue = ahead > std::chrono::seconds(0) ? access.expires - ahead : TimePoint{};
}

std::string_view adviceForOAuthError(std::string_view code) noexcept
{
    if (code == "invalid_client" || code == "unauthorized_client")
        return "the identity provider does not accept our client, so that nobody can sign in: compare "
               "provider.clientId and the client secret with what it has (a secret that was renewed there "
               "must be put here, too), and see that the client is enabled and may use the standard flow";
    if (code == "invalid_scope")
        return "the identity provider does not give our client one of provider.scopes: assign that client "
               "scope to the client, or take it out";
    return {};
}

} // namespace

Result<session::Session> SessionBuilder::build(const oidc::TokenResponse& tokens, const std::string& nonce,
                                               const Snapshot& snapshot, TimePoint now) const
{
    if (tokens.idToken.empty())
        return fail(ErrorCode::MissingClaim, "the token response holds no ID token", "id_token");
    const auto policy = tokenPolicy(snapshot, std::nullopt);
    oidc::IdTokenExpectation expectation;
    expectation.nonce = nonce;
    expectation.accessToken = tokens.accessToken;
    const auto id = oidc::validateIdToken(tokens.idToken, snapshot.provider->keys, policy, expectation, now);
    if (!id)
        return fail(inToken(id.error(), "id_token"));
    const auto access = validateAccess(tokens, policy, snapshot, now);
    if (!access)
        return fail(access.error());
    if (access->subject != id->subject)
        return fail(ErrorCode::WrongSubject, "ID token and access token are of different users",
                    "access_token");

    session::Session session;
    session.id = m_random.token(16);
    session.subject = id->subject;
    takeIdentity(session, id->claims);
    if (keeps(snapshot.settings->config().session, "id_token"))
        session.idToken = tokens.idToken;
    takeAccess(session, tokens, *access, snapshot, now);
    session.createdAt = fromUnixSeconds(toUnixSeconds(now));
    session.lastSeen = session.createdAt;
    return session;
}

Result<session::Session> SessionBuilder::renew(const session::Session& old, const oidc::TokenResponse& tokens,
                                               const Snapshot& snapshot, TimePoint now) const
{
    const auto policy = tokenPolicy(snapshot, std::nullopt);
    auto session = old;
    if (!tokens.idToken.empty()) {
        oidc::IdTokenExpectation expectation;
        expectation.subject = old.subject;
        expectation.accessToken = tokens.accessToken;
        const auto id =
            oidc::validateIdToken(tokens.idToken, snapshot.provider->keys, policy, expectation, now);
        if (!id)
            return fail(inToken(id.error(), "id_token"));
        takeIdentity(session, id->claims);
        if (keeps(snapshot.settings->config().session, "id_token"))
            session.idToken = tokens.idToken;
    }
    const auto access = validateAccess(tokens, policy, snapshot, now);
    if (!access)
        return fail(access.error());
    if (access->subject != old.subject)
        return fail(ErrorCode::WrongSubject, "the refreshed access token is of another user", "access_token");
    takeAccess(session, tokens, *access, snapshot, now);
    session.lastSeen = fromUnixSeconds(toUnixSeconds(now));
    return session;
}

std::string_view adviceFor(const Error& error) noexcept
{
    const bool isAccessToken = error.context == "access_token";
    switch (error.code) {
    case ErrorCode::WrongAudience:
        return isAccessToken
                   ? "the access token's aud lacks our client id (with Keycloak it is then only 'account'): "
                     "add an audience mapper for the client, in a default client scope"
                   : "the ID token is for another client: check provider.clientId";
    case ErrorCode::WrongIssuer:
        return "the issuer that the provider signs with differs from provider.issuer: set the provider's "
               "public host "
               "name (Keycloak: KC_HOSTNAME), so that it is the same inside and outside the cluster";
    case ErrorCode::MissingClaim:
        return isAccessToken
                   ? "the access token lacks a claim that we need; with Keycloak, sub comes with the default "
                     "client scope 'basic'"
                   : std::string_view{};
    case ErrorCode::WrongType:
        return isAccessToken ? "the access token has another form than provider.rfc9068 says"
                             : std::string_view{};
    case ErrorCode::Expired:
    case ErrorCode::NotYetValid:
        return "compare the clocks of this machine and of the identity provider";
    case ErrorCode::UnknownKey:
        return "the token is signed with a key that is not in the provider's JWKS";
    case ErrorCode::AuthorizationError:
        return adviceForOAuthError(oidc::oauthErrorOf(error.message));
    default:
        return {};
    }
}

} // namespace meshsso::engine
