#include "engine/Userinfo.h"

#include "engine/Pages.h"
#include "engine/RefreshNote.h"
#include "engine/TraceContext.h"

namespace meshsso::engine {
namespace {

HttpReply nobody(const CheckRequest& request)
{
    auto reply = makeJsonError(401, "unauthenticated", "Nobody is signed in.", request.requestId);
    reply.add("www-authenticate", "Bearer realm=\"meshsso\"");
    return reply;
}

HttpReply tryLater(const CheckRequest& request)
{
    auto reply = makeJsonError(
        503, "unavailable", "Who is signed in cannot be found out now. Ask again later.", request.requestId);
    reply.add("retry-after", "5");
    return reply;
}

HttpReply describe(const session::Session& session)
{
    json::object object;
    object["sub"] = session.subject;
    object["preferred_username"] = session.username;
    if (!session.email.empty())
        object["email"] = session.email;
    object["groups"] = json::array(session.groups.begin(), session.groups.end());
    object["roles"] = json::array(session.roles.begin(), session.roles.end());
    object["signed_in_at"] = formatRfc3339(session.createdAt);
    HttpReply reply;
    reply.contentType = "application/json";
    reply.body = json::serialize(object) + "\n";
    reply.add("cache-control", "no-store");
    return reply;
}

} // namespace

Task<Result<SessionKeeper::Current>> Userinfo::find(CheckRequest request,
                                                    std::shared_ptr<const Snapshot> snapshot)
{
    auto current = co_await m_parts.keeper.find(request, snapshot);
    if (!current || !current->opened || !current->opened->ticket ||
        m_parts.engine.isFresh(*current->opened, *snapshot, m_parts.shared.clock.now()))
        co_return current;
    // The store may know more than this process: of a refresh, of the user's last visit, or of an end.
    auto ticket = *current->opened->ticket;
    auto key = current->key;
    auto loaded = co_await m_parts.keeper.load(std::move(ticket), std::move(key), snapshot);
    if (!loaded)
        co_return fail(std::move(loaded).error());
    current->opened = std::move(*loaded);
    co_return current;
}

Task<HttpReply> Userinfo::handle(CheckRequest request, std::shared_ptr<const Snapshot> snapshot)
{
    auto finding = find(request, snapshot);
    auto current = co_await finding;
    if (!current) {
        m_parts.shared.log.write(
            LogLevel::Warning, "session.store_failed",
            {{"request_id", request.requestId}, {"code", errorCodeName(current.error().code)}});
        co_return tryLater(request);
    }
    const auto now = m_parts.shared.clock.now();
    const auto opened = current->opened;
    if (!opened || !m_parts.engine.isAlive(*opened, *snapshot, now))
        co_return nobody(request);
    if (m_parts.engine.isFresh(*opened, *snapshot, now))
        co_return describe(opened->session);
    if (now < opened->session.accessExpires)
        co_return tryLater(request); // it may have been revoked without our knowing
    if (opened->session.refreshToken.empty())
        co_return nobody(request);
    auto refreshing = refresh(std::move(*current), request, snapshot);
    auto reply = co_await refreshing;
    co_return reply;
}

Task<HttpReply> Userinfo::refresh(SessionKeeper::Current current, CheckRequest request,
                                  std::shared_ptr<const Snapshot> snapshot)
{
    const auto& settings = *snapshot->settings;
    const auto opened = current.opened;
    const auto urgency = AuthEngine::isWithinOutageGrace(*opened, *snapshot, m_parts.shared.clock.now())
                             ? RefreshGate::Urgency::Tolerant
                             : RefreshGate::Urgency::Needed;
    SessionKeeper::RefreshWish wish{urgency, settings.config().checkTimeout,
                                    childTraceparent(request.header("traceparent"), m_parts.shared.random)};
    auto outcome = co_await m_parts.keeper.refresh(opened, std::move(current.key), snapshot, std::move(wish));
    noteRefresh(m_parts, urgency, outcome, request.requestId, opened->session.subject);
    const auto cookies = AuthEngine::cookies(request, settings);
    if (!outcome && TokenService::isSessionEnded(outcome.error())) {
        auto reply = nobody(request);
        reply.addCookies(settings.sessionCookies().expire(cookies));
        co_return reply;
    }
    const auto now = m_parts.shared.clock.now();
    // As a check of the same session passes.
    if (!outcome && TokenService::isOutage(outcome.error()) &&
        m_parts.engine.isToleratedInOutage(*opened, *snapshot, now))
        co_return describe(opened->session);
    if (!outcome || !m_parts.engine.isFresh(**outcome, *snapshot, now))
        co_return tryLater(request);
    const auto& session = (*outcome)->session;
    auto reply = describe(session);
    if (opened->ticket)
        co_return reply;
    auto sealed = AuthEngine::seal(session, settings, cookies, now);
    if (!sealed) {
        m_parts.shared.log.write(LogLevel::Error, "session.cookie_not_set",
                                 {{"request_id", request.requestId}, {"error", sealed.error().message}});
        co_return reply;
    }
    m_parts.worker.telemetry.sessionCookieSet(sealed->bytes);
    reply.addCookies(std::move(sealed->setCookies));
    co_return reply;
}

} // namespace meshsso::engine
