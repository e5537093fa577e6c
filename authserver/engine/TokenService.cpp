#include "engine/TokenService.h"

namespace meshsso::engine {

TokenService::TokenService(session::IdentityProvider& provider, KeyFetcher& keys, SnapshotStore& store,
                           TokenSuccessors& successors, Timers& timers, SecureRandom& random,
                           const Clock& clock)
    : m_provider(provider), m_keys(keys), m_store(store), m_successors(successors), m_timers(timers),
      m_clock(clock), m_builder(random)
{
}

Task<Result<session::Session>> TokenService::signIn(session::LoginAttempt attempt, std::string code,
                                                    std::string traceparent)
{
    auto snapshot = m_store.current();
    if (!snapshot->provider)
        co_return fail(ErrorCode::Unreachable, "the identity provider has not been reached yet");
    std::string endpoint = snapshot->provider->metadata.tokenEndpoint;
    std::string redirectUri = attempt.redirectUri;
    std::string verifier = attempt.pkceVerifier;
    auto tokens =
        co_await m_provider.exchangeCode(std::move(endpoint), std::move(code), std::move(redirectUri),
                                         std::move(verifier), std::move(traceparent));
    if (!tokens)
        co_return fail(std::move(tokens).error());
    // Others may have brought new keys meanwhile.
    snapshot = m_store.current();
    auto session = m_builder.build(*tokens, attempt.nonce, *snapshot, m_clock.now());
    if (!session && session.error().code == ErrorCode::UnknownKey) {
        const bool fetched = co_await m_keys.fetch(std::nullopt);
        // Even when not: another login may have brought the keys meanwhile.
        static_cast<void>(fetched);
        snapshot = m_store.current();
        session = m_builder.build(*tokens, attempt.nonce, *snapshot, m_clock.now());
    }
    co_return session;
}

Task<Result<session::Session>> TokenService::renew(session::Session session, std::string traceparent)
{
    auto snapshot = m_store.current();
    if (!snapshot->provider)
        co_return fail(ErrorCode::Unreachable, "the identity provider has not been reached yet");
    std::string endpoint = snapshot->provider->metadata.tokenEndpoint;
    const auto used = latestRefreshToken(session);
    session.refreshToken = used;
    auto refreshToken = used;
    auto tokens =
        co_await m_provider.refresh(std::move(endpoint), std::move(refreshToken), std::move(traceparent));
    if (!tokens)
        co_return fail(std::move(tokens).error());
    auto successor = tokens->refreshToken;
    auto taking = takeTokens(std::move(session), std::move(*tokens));
    auto renewed = co_await taking;
    // The one that was used may be good no more.
    if (!renewed && !isSessionEnded(renewed.error()) && !successor.empty() && successor != used)
        m_successors.add(used, std::move(successor));
    co_return renewed;
}

Task<Result<session::Session>> TokenService::takeTokens(session::Session session, oidc::TokenResponse tokens)
{
    auto renewed = m_builder.renew(session, tokens, *m_store.current(), m_clock.now());
    for (int attempt = 1; !renewed && renewed.error().code == ErrorCode::UnknownKey && attempt <= keyAttempts;
         ++attempt) {
        auto fetching = m_keys.fetchNext(std::nullopt, m_timers);
        const bool fetched = co_await fetching;
        // Even when not: somebody else may have brought the keys meanwhile.
        static_cast<void>(fetched);
        renewed = m_builder.renew(session, tokens, *m_store.current(), m_clock.now());
    }
    co_return renewed;
}

bool TokenService::isOutage(const Error& error) noexcept
{
    return (error.code == ErrorCode::Unreachable || error.code == ErrorCode::Timeout ||
            error.code == ErrorCode::PeerError) &&
           error.context != storeContext;
}

bool TokenService::isSessionEnded(const Error& error) noexcept
{
    switch (error.code) {
    case ErrorCode::AuthorizationError:
        return error.context == "invalid_grant";
    case ErrorCode::MalformedToken:
    case ErrorCode::AlgorithmNotAllowed:
    case ErrorCode::WeakKey:
    case ErrorCode::BadSignature:
    case ErrorCode::UnsupportedHeader:
    case ErrorCode::WrongType:
    case ErrorCode::WrongIssuer:
    case ErrorCode::WrongAudience:
    case ErrorCode::WrongAuthorizedParty:
    case ErrorCode::WrongSubject:
    case ErrorCode::WrongNonce:
    case ErrorCode::WrongHash:
    case ErrorCode::MissingClaim:
        return true;
    default:
        return false;
    }
}

} // namespace meshsso::engine
