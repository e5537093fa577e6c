#include "engine/FrontChannelLogout.h"

#include "core/Url.h"
#include "crypto/ConstantTime.h"
#include "engine/AuthEngine.h"
#include "engine/Query.h"

namespace meshsso::engine {
namespace {

/// An empty page that only the identity provider's pages may frame.
HttpReply emptyPage(int status, const std::string& issuer)
{
    HttpReply reply;
    reply.status = status;
    reply.contentType = "text/html; charset=utf-8";
    reply.body = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>.</title></head>"
                 "<body></body></html>\n";
    const auto url = Url::parse(issuer);
    reply.add("cache-control", "no-store")
        .add("content-security-policy",
             "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors " +
                 (url ? url->origin() : std::string("'none'")))
        .add("x-content-type-options", "nosniff")
        .add("referrer-policy", "no-referrer");
    return reply;
}

} // namespace

FrontChannelLogout::Outcome FrontChannelLogout::handle(const CheckRequest& request, const Snapshot& snapshot,
                                                       const session::OpenedSession* opened) const
{
    const auto& settings = *snapshot.settings;
    const auto& issuer = settings.config().provider.issuer;
    const auto iss = findParameter(request.query(), "iss");
    const auto sid = findParameter(request.query(), "sid");
    if (iss.state != ParameterState::Good || sid.state != ParameterState::Good || sid.value.empty() ||
        iss.value != issuer) {
        m_log.write(
            LogLevel::Warning, "logout.front_channel_refused",
            {{"request_id", request.requestId},
             {"error", "iss and sid are needed, each once, and iss must be the provider"},
             {"advice", "Keycloak: switch on \"Front channel logout session required\" of the client"},
             {"peer", request.peerAddress}});
        return {emptyPage(400, issuer), false};
    }
    auto reply = emptyPage(200, issuer);
    // Whoever asks without the session learns nothing of whether there is one.
    if (!opened || !crypto::constantTimeEquals(opened->session.providerSession, sid.value))
        return {std::move(reply), false};
    reply.addCookies(settings.sessionCookies().expire(AuthEngine::cookies(request, settings)));
    return {std::move(reply), true};
}

void FrontChannelLogout::note(const CheckRequest& request, const session::OpenedSession& opened) const
{
    m_telemetry.loggedOut();
    m_audit.write(AuditLog::Event::Logout, request,
                  {opened.session.subject, opened.session.username, "front_channel"});
}

HttpReply FrontChannelLogout::notDone(const Settings& settings)
{
    auto reply = emptyPage(503, settings.config().provider.issuer);
    reply.add("retry-after", "5");
    return reply;
}

} // namespace meshsso::engine
