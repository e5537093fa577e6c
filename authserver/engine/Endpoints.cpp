#include "engine/Endpoints.h"

#include "engine/EndpointNames.h"
#include "engine/HealthReport.h"
#include "engine/Pages.h"

namespace meshsso::engine {
namespace {

/// A provider that is away may be about to start again.
constexpr std::chrono::seconds revokeAgainAfter[] = {std::chrono::seconds(2), std::chrono::seconds(15),
                                                     std::chrono::seconds(60)};

} // namespace

Endpoints::Endpoints(WorkerParts& parts)
    : m_parts(parts), m_login(parts.engine, parts.tokens, parts.keeper, parts.shared.random,
                              parts.shared.clock, parts.shared.log, parts.audit, parts.worker.telemetry),
      m_signOut(parts.shared.log, parts.audit, parts.worker.telemetry),
      m_backChannel(parts.keys, parts.revoker, parts.shared.store, parts.worker.timers, parts.shared.clock,
                    parts.shared.log, parts.audit, parts.worker.telemetry),
      m_frontChannel(parts.shared.log, parts.audit, parts.worker.telemetry), m_userinfo(parts)
{
}

std::optional<Task<bool>> Endpoints::handle(const CheckRequest& request, std::string_view name,
                                            ResponseWriter& out)
{
    const auto snapshot = m_parts.reader.current();
    const bool isGet = request.method == "GET" || request.method == "HEAD";
    if (name == "/sign_out" && (isGet || request.method == "POST"))
        return finishSignOut(request, out, snapshot);
    if (name == BackChannelLogout::page && request.method == "POST")
        return finishBackChannelLogout(request, out, snapshot);
    if (isGet) {
        if (name == "/sign_in")
            return answerWith(m_login.signInPage(request, *snapshot), out);
        if (name == "/start")
            return answerWith(m_login.start(request, *snapshot), out);
        if (name == "/callback")
            return finishCallback(request, out, snapshot);
        if (name == "/userinfo")
            return finishUserinfo(request, out, snapshot);
        if (name == "/frontchannel-logout")
            return finishFrontChannelLogout(request, out, snapshot);
        if (name == "/ping")
            return answerWith(pingReply(), out);
        if (name == "/ready")
            return answerWith(readyReply(m_parts.shared.readiness), out);
    }
    const auto allowed = allowedMethods(name);
    auto reply = snapshot->settings->pages().render(
        allowed.empty() ? PageId::NotFound : PageId::MethodNotAllowed, request, "/");
    if (!allowed.empty())
        reply.add("allow", std::string(allowed));
    return answerWith(reply, out);
}

Task<bool> Endpoints::finishCallback(CheckRequest request, ResponseWriter& out,
                                     std::shared_ptr<const Snapshot> snapshot)
{
    auto reply = co_await m_login.callback(request, std::move(snapshot));
    reply.writeTo(out);
    co_return true;
}

Task<Result<SessionKeeper::Current>> Endpoints::sessionOf(CheckRequest request,
                                                          std::shared_ptr<const Snapshot> snapshot)
{
    auto current = co_await m_parts.keeper.find(request, std::move(snapshot));
    if (!current)
        m_parts.shared.log.write(
            LogLevel::Warning, "session.store_failed",
            {{"request_id", request.requestId}, {"code", errorCodeName(current.error().code)}});
    co_return current;
}

Task<bool> Endpoints::finishSignOut(CheckRequest request, ResponseWriter& out,
                                    std::shared_ptr<const Snapshot> snapshot)
{
    auto found = co_await sessionOf(request, snapshot);
    if (!found) {
        SignOut::notDone(request, *snapshot->settings).writeTo(out);
        co_return true;
    }
    const auto current = std::move(*found);
    const auto& opened = current.opened;
    const auto result = m_signOut.handle(request, *snapshot, opened.get());
    if (result.isSignedOut && opened) {
        // A session that is over, such as one from an old copy of a cookie, has no say over others.
        const bool isAlive = m_parts.engine.isAlive(*opened, *snapshot, m_parts.shared.clock.now());
        bool isEnded = true;
        if (result.isEverywhere && isAlive) {
            auto ending = endEverySession(opened, request, snapshot);
            isEnded = co_await ending;
        }
        if (isEnded) {
            auto ending = endSession(current, request, snapshot, "sign_out");
            isEnded = co_await ending;
        }
        if (!isEnded) {
            SignOut::notDone(request, *snapshot->settings).writeTo(out);
            co_return true;
        }
        if (result.isTokenLeft && isAlive) {
            auto revoking = revokeToken(opened, snapshot, std::string(request.requestId));
            m_background.run(std::move(revoking));
        }
    }
    if (result.isSignedOut)
        m_signOut.note(request, result, opened.get());
    result.reply.writeTo(out);
    co_return true;
}

Task<bool> Endpoints::endSession(SessionKeeper::Current current, CheckRequest request,
                                 std::shared_ptr<const Snapshot> snapshot, std::string cause)
{
    // Also of a session that is kept in a cookie: a copy of it must not open anything any more.
    auto revocation = m_parts.revoker.make(session::Revocation::Kind::Session, current.opened->session.id,
                                           *snapshot->settings);
    std::string requestId(request.requestId);
    if (!current.opened->ticket) {
        // It is the browser that loses it, whoever cannot be told.
        auto revoking = m_parts.revoker.revoke(std::move(revocation), std::move(cause), std::move(requestId));
        co_await revoking;
        co_return true;
    }
    auto revoking =
        m_parts.revoker.revokeEverywhere(std::move(revocation), std::move(cause), std::move(requestId));
    const bool isTold = co_await revoking;
    if (!isTold)
        co_return false;
    auto ended = co_await m_parts.keeper.end(current.opened, std::move(current.key));
    // What is left of it in the store opens nothing: it has been revoked there.
    if (!ended)
        m_parts.shared.log.write(
            LogLevel::Warning, "session.not_removed",
            {{"request_id", request.requestId}, {"code", errorCodeName(ended.error().code)}});
    co_return m_parts.worker.revocations != nullptr || ended.has_value();
}

Task<bool> Endpoints::endEverySession(SessionKeeper::Opened opened, CheckRequest request,
                                      std::shared_ptr<const Snapshot> snapshot)
{
    auto everything = m_parts.revoker.make(session::Revocation::Kind::Subject, opened->session.subject,
                                           *snapshot->settings);
    auto revoking = m_parts.revoker.revokeEverywhere(std::move(everything), "sign_out_everywhere",
                                                     std::string(request.requestId));
    const bool isTold = co_await revoking;
    if (isTold)
        m_parts.audit.write(AuditLog::Event::Revoked, request,
                            {opened->session.subject, opened->session.username, "sign_out_everywhere"});
    co_return isTold;
}

Task<bool> Endpoints::revokeToken(SessionKeeper::Opened opened, std::shared_ptr<const Snapshot> snapshot,
                                  std::string requestId)
{
    if (!snapshot->provider || snapshot->provider->metadata.revocationEndpoint.empty() ||
        opened->session.refreshToken.empty())
        co_return false;
    for (std::size_t attempt = 0;; ++attempt) {
        std::string endpoint = snapshot->provider->metadata.revocationEndpoint;
        std::string token = opened->session.refreshToken;
        auto revoking =
            m_parts.worker.provider.revoke(std::move(endpoint), std::move(token), "refresh_token");
        const auto revoked = co_await revoking;
        if (revoked) {
            m_parts.shared.log.write(LogLevel::Info, "logout.token_revoked", {{"request_id", requestId}});
            co_return true;
        }
        m_parts.shared.log.write(LogLevel::Warning, "logout.token_not_revoked",
                                 {{"request_id", requestId},
                                  {"code", errorCodeName(revoked.error().code)},
                                  {"error", revoked.error().message},
                                  {"attempt", static_cast<std::int64_t>(attempt + 1)}});
        const bool isRefused = revoked.error().code == ErrorCode::AuthorizationError;
        if (isRefused || attempt == std::size(revokeAgainAfter))
            co_return false;
        auto pausing = pauseFor(m_parts.worker.timers, revokeAgainAfter[attempt]);
        co_await pausing;
    }
}

Task<bool> Endpoints::finishFrontChannelLogout(CheckRequest request, ResponseWriter& out,
                                               std::shared_ptr<const Snapshot> snapshot)
{
    const auto& settings = *snapshot->settings;
    auto current = co_await sessionOf(request, snapshot);
    if (!current) {
        FrontChannelLogout::notDone(settings).writeTo(out);
        co_return true;
    }
    const auto opened = current->opened;
    auto result = m_frontChannel.handle(request, *snapshot, opened.get());
    if (result.isSignedOut) {
        auto ending = endSession(std::move(*current), request, snapshot, "front_channel");
        const bool isEnded = co_await ending;
        if (isEnded)
            m_frontChannel.note(request, *opened);
        else
            result.reply = FrontChannelLogout::notDone(settings);
    }
    result.reply.writeTo(out);
    co_return true;
}

Task<bool> Endpoints::finishBackChannelLogout(CheckRequest request, ResponseWriter& out,
                                              std::shared_ptr<const Snapshot> snapshot)
{
    auto handling = m_backChannel.handle(request, std::move(snapshot));
    auto reply = co_await handling;
    reply.writeTo(out);
    co_return true;
}

Task<bool> Endpoints::finishUserinfo(CheckRequest request, ResponseWriter& out,
                                     std::shared_ptr<const Snapshot> snapshot)
{
    auto handling = m_userinfo.handle(request, std::move(snapshot));
    const auto reply = co_await handling;
    reply.writeTo(out);
    co_return true;
}

} // namespace meshsso::engine
