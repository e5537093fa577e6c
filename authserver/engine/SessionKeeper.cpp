#include "engine/SessionKeeper.h"

#include "engine/AuthEngine.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

using session::Session;
using session::SessionTicket;

constexpr std::chrono::seconds saveAgainAfter{1};
constexpr int savesLater = 60;

/// Chunks of a session that was kept in cookies before there was a store.
void expireChunks(const session::CookieList& present, const session::CookiePolicy& policy,
                  std::vector<std::string>& setCookies)
{
    for (int i = 1; i < session::SessionCookies::maxChunks; ++i) {
        const auto name = policy.name() + "-" + std::to_string(i);
        if (present.find(name))
            setCookies.push_back(policy.expireCookie(name));
    }
}

/// So that nobody takes it for the provider's.
Error ofStore(Error error)
{
    error.context = TokenService::storeContext;
    return error;
}

} // namespace

SessionKeeper::SessionKeeper(const SessionFinder& finder, session::SessionStore* store, TokenService& tokens,
                             RefreshGate& gate, Revoker& revoker, Executor& executor, Timers& timers,
                             SecureRandom& random, const Clock& clock, const Log& log)
    : m_finder(finder), m_store(store), m_tokens(tokens), m_gate(gate), m_revoker(revoker),
      m_executor(executor), m_timers(timers), m_random(random), m_clock(clock), m_log(log)
{
}

std::chrono::seconds SessionKeeper::timeToLive(const Session& session, const Snapshot& snapshot) const
{
    const auto& config = snapshot.settings->config().session;
    const auto left =
        std::chrono::ceil<std::chrono::seconds>(session.createdAt + config.lifetime - m_clock.now());
    return std::max(std::min(left, config.idleTimeout), std::chrono::seconds(1));
}

SessionKeeper::Opened SessionKeeper::remember(Session session, std::optional<SessionTicket> ticket,
                                              const std::string& key, const Snapshot& snapshot) const
{
    auto opened =
        session::OpenedSession::make(std::move(session), snapshot.settings->needsClaims(), m_clock.now());
    opened.ticket = std::move(ticket);
    auto shared = std::make_shared<const session::OpenedSession>(std::move(opened));
    // A cookie's session is found by the new cookie; only a ticket stays the same.
    if (shared->ticket && !key.empty())
        m_finder.remember(key, shared);
    return shared;
}

Task<Result<SessionKeeper::Begun>> SessionKeeper::begin(Session session, CheckRequest request,
                                                        std::shared_ptr<const Snapshot> snapshot)
{
    const auto& settings = *snapshot->settings;
    const auto present = AuthEngine::cookies(request, settings);
    const auto lifetime = settings.config().session.lifetime;
    // Sessions count in seconds. Who signs out everywhere and in again within one must not be out at once.
    session.createdAt =
        std::max(session.createdAt,
                 m_finder.revocations().firstSecondAfter(settings.config().provider.issuer, session.subject));
    session.lastSeen = std::max(session.lastSeen, session.createdAt);
    Begun begun;
    auto former = m_finder.find(present, settings, m_clock.now());
    if (!m_store) {
        auto sealed = settings.sessionCookies().seal(session, lifetime, present);
        if (!sealed)
            co_return fail(std::move(sealed).error());
        begun.setCookies = std::move(sealed->setCookies);
        begun.cookieBytes = sealed->bytes;
        auto ending = endFormer(std::move(former), std::string(request.requestId), snapshot);
        co_await ending;
        co_return begun;
    }
    auto ticket = session::TicketCookies::create(m_random);
    const auto ttl = timeToLive(session, *snapshot);
    auto saved = co_await m_store->save(ticket, std::move(session), ttl);
    if (!saved)
        co_return fail(std::move(saved).error());
    auto setCookie = settings.ticketCookies().set(ticket, lifetime);
    begun.cookieBytes = setCookie.find(';') - setCookie.find('=') - 1;
    begun.setCookies.push_back(std::move(setCookie));
    expireChunks(present, settings.ticketCookies().policy(), begun.setCookies);
    auto ending = endFormer(std::move(former), std::string(request.requestId), snapshot);
    co_await ending;
    co_return begun;
}

Task<bool> SessionKeeper::endFormer(FoundSession former, std::string requestId,
                                    std::shared_ptr<const Snapshot> snapshot)
{
    const auto& settings = *snapshot->settings;
    const auto ticket = former.opened ? former.opened->ticket : former.ticket;
    std::string id = former.opened ? former.opened->session.id : std::string{};
    TimePoint createdAt = former.opened ? former.opened->session.createdAt : TimePoint{};
    bool isEnded = true;
    if (m_store && ticket && !former.opened) {
        auto forLoad = *ticket;
        auto loaded = co_await m_store->load(std::move(forLoad));
        isEnded = loaded.has_value();
        if (loaded && *loaded) {
            id = (*loaded)->id;
            createdAt = (*loaded)->createdAt;
        }
    }
    // Replicas that know it go on with it otherwise, and so would a copy of a cookie that holds it.
    if (!id.empty() && m_clock.now() < createdAt + settings.config().session.lifetime) {
        auto revocation = m_revoker.make(session::Revocation::Kind::Session, std::move(id), settings);
        auto revoking = m_revoker.revoke(std::move(revocation), "signed_in_again", std::move(requestId));
        const bool isTold = co_await revoking;
        isEnded = isEnded && isTold;
    }
    if (m_store && ticket) {
        m_finder.forget(former.key);
        auto forRemoval = *ticket;
        auto removed = co_await m_store->remove(std::move(forRemoval));
        if (!removed)
            m_log.write(LogLevel::Warning, "session.not_removed",
                        {{"code", errorCodeName(removed.error().code)}});
        isEnded = isEnded && removed.has_value();
    }
    co_return isEnded;
}

Task<Result<SessionKeeper::Current>> SessionKeeper::find(CheckRequest request,
                                                         std::shared_ptr<const Snapshot> snapshot)
{
    const auto& settings = *snapshot->settings;
    auto found = m_finder.find(AuthEngine::cookies(request, settings), settings, m_clock.now());
    Current current{std::move(found.opened), std::move(found.key)};
    if (found.status == FoundSession::Status::InStore) {
        auto key = current.key;
        auto loaded = co_await load(std::move(*found.ticket), std::move(key), snapshot);
        if (!loaded)
            co_return fail(std::move(loaded).error());
        current.opened = std::move(*loaded);
    }
    co_return current;
}

Task<Result<SessionKeeper::Opened>> SessionKeeper::load(SessionTicket ticket, std::string key,
                                                        std::shared_ptr<const Snapshot> snapshot)
{
    if (!m_store)
        co_return fail(ErrorCode::Internal, "there is no session store to load from");
    auto copy = ticket;
    auto session = co_await m_store->load(std::move(copy));
    if (!session)
        co_return fail(std::move(session).error());
    if (!*session) {
        m_finder.forget(key);
        co_return Opened{};
    }
    // What is still there is not idle: its time to live is the idle time-out. How much of that is left is not
    // known, so it counts as seen just long enough ago to be noted as used now.
    const auto step = AuthEngine::seenStep(snapshot->settings->config().session);
    (*session)->lastSeen = std::max((*session)->lastSeen, m_clock.now() - step);
    co_return remember(std::move(**session), std::move(ticket), key, *snapshot);
}

Task<Result<Session>> SessionKeeper::renewInStore(SessionTicket ticket, Session stale,
                                                  std::shared_ptr<const Snapshot> snapshot,
                                                  std::string traceparent)
{
    const auto patience = snapshot->settings->config().provider.requestTimeout * 2;
    auto forLock = ticket;
    auto lock = co_await m_store->lockForRefresh(std::move(forLock), patience);
    if (!lock)
        co_return fail(ofStore(std::move(lock).error()));
    auto forLoad = ticket;
    auto current = co_await m_store->load(std::move(forLoad));
    if (!current)
        co_return fail(ofStore(std::move(current).error()));
    if (!*current)
        co_return fail(ErrorCode::AuthorizationError, "the session has been ended meanwhile",
                       "invalid_grant");
    // Another replica was faster: using the same refresh token again could end the session.
    if ((*current)->accessExpires > stale.accessExpires)
        co_return std::move(**current);
    auto before = **current;
    auto renewed = co_await m_tokens.renew(std::move(**current), std::move(traceparent));
    if (!renewed && TokenService::isSessionEnded(renewed.error())) {
        auto forRemoval = ticket;
        auto removed = co_await m_store->remove(std::move(forRemoval));
        if (!removed)
            m_log.write(LogLevel::Warning, "session.not_removed",
                        {{"code", errorCodeName(removed.error().code)}});
        co_return renewed;
    }
    // Whichever replica comes next must not use a refresh token that has been used.
    auto record = before;
    if (renewed)
        record = *renewed;
    else
        record.refreshToken = m_tokens.latestRefreshToken(before);
    if (!renewed && record.refreshToken == before.refreshToken)
        co_return renewed;
    auto saving = saveRenewed(std::move(ticket), std::move(before), std::move(record), std::move(snapshot),
                              std::move(*lock));
    const auto saved = co_await saving;
    if (!saved)
        co_return fail(saved.error());
    co_return renewed;
}

Task<Result<bool>> SessionKeeper::saveRenewed(SessionTicket ticket, Session before, Session session,
                                              std::shared_ptr<const Snapshot> snapshot,
                                              std::unique_ptr<Operation> lock)
{
    const auto ttl = timeToLive(session, *snapshot);
    for (int attempt = 1; attempt <= 2; ++attempt) {
        auto record = session;
        auto forSave = ticket;
        auto saved = co_await m_store->save(std::move(forSave), std::move(record), ttl);
        if (saved && !*saved)
            co_return fail(ErrorCode::AuthorizationError, "the session has been ended meanwhile",
                           "invalid_grant");
        if (saved)
            co_return true;
        // The tokens are good here; a replica that loads the old ones may lose the session when the provider
        // rotates them.
        m_log.write(LogLevel::Error, "session.not_saved",
                    {{"code", errorCodeName(saved.error().code)}, {"attempt", std::int64_t{attempt}}});
    }
    m_tokens.noteRefreshToken(before, session.refreshToken);
    m_background.run(saveLater(std::move(ticket), std::move(before.refreshToken), std::move(session),
                               std::move(snapshot), std::move(lock)));
    co_return false;
}

Task<bool> SessionKeeper::saveLater(SessionTicket ticket, std::string used, Session session,
                                    std::shared_ptr<const Snapshot> snapshot, std::unique_ptr<Operation> lock)
{
    for (int attempt = 1; attempt <= savesLater; ++attempt) {
        auto pausing = pauseFor(m_timers, saveAgainAfter);
        co_await pausing;
        auto forLoad = ticket;
        auto current = co_await m_store->load(std::move(forLoad));
        if (!current)
            continue;
        // Ended meanwhile, or refreshed again.
        if (!*current || (*current)->refreshToken != used)
            co_return true;
        auto record = session;
        auto forSave = ticket;
        const auto ttl = timeToLive(session, *snapshot);
        auto saved = co_await m_store->save(std::move(forSave), std::move(record), ttl);
        if (!saved)
            continue;
        lock.reset(); // now whoever waits for it finds what there is
        m_log.write(LogLevel::Info, "session.saved_later", {{"attempt", std::int64_t{attempt}}});
        co_return true;
    }
    co_return false;
}

Task<Result<SessionKeeper::Opened>> SessionKeeper::refresh(Opened opened, std::string key,
                                                           std::shared_ptr<const Snapshot> snapshot,
                                                           RefreshWish wish)
{
    RefreshGate::Renew renew;
    if (opened->ticket && m_store) {
        renew = [this, ticket = *opened->ticket, snapshot, trace = std::move(wish.traceparent)](
                    Session stale) { return renewInStore(ticket, std::move(stale), snapshot, trace); };
    } else {
        renew = [this, trace = std::move(wish.traceparent)](Session stale) {
            return m_tokens.renew(std::move(stale), trace);
        };
    }
    auto stale = opened->session;
    auto outcome = co_await m_gate.refresh(std::move(stale), m_executor, m_timers, std::move(renew),
                                           wish.urgency, wish.maxWait);
    if (!outcome)
        co_return fail(std::move(outcome).error());
    auto ticket = opened->ticket;
    co_return remember(std::move(*outcome), std::move(ticket), key, *snapshot);
}

Task<bool> SessionKeeper::touch(Opened opened, std::string key, std::shared_ptr<const Snapshot> snapshot)
{
    auto seen = *opened;
    seen.session.lastSeen = m_clock.now();
    const auto ttl = timeToLive(seen.session, *snapshot);
    auto ticket = *opened->ticket;
    // Before the answer comes, so that the requests meanwhile do not do the same.
    m_finder.remember(key, std::make_shared<const session::OpenedSession>(std::move(seen)));
    auto touched = co_await m_store->touch(std::move(ticket), ttl);
    if (touched && !*touched)
        m_finder.forget(key);
    co_return touched.has_value();
}

Task<Result<bool>> SessionKeeper::end(Opened opened, std::string key)
{
    m_finder.forget(key);
    if (!opened->ticket || !m_store)
        co_return true;
    auto ticket = *opened->ticket;
    auto removed = co_await m_store->remove(std::move(ticket));
    co_return removed;
}

} // namespace meshsso::engine
