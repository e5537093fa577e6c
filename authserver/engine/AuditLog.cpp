#include "engine/AuditLog.h"

#include "engine/TraceContext.h"

namespace meshsso::engine {
namespace {

constexpr std::size_t maxText = 512;

std::string_view eventName(AuditLog::Event event) noexcept
{
    switch (event) {
    case AuditLog::Event::Login:
        return "audit.login";
    case AuditLog::Event::LoginFailed:
        return "audit.login_failed";
    case AuditLog::Event::Logout:
        return "audit.logout";
    case AuditLog::Event::Denied:
        return "audit.denied";
    case AuditLog::Event::Revoked:
        break;
    }
    return "audit.revoked";
}

} // namespace

void AuditLog::write(Event event, const CheckRequest& request, const Entry& entry) const
{
    if (!m_isEnabled)
        return;
    // Anybody can write such a header; a proxy that is trusted adds whom it saw.
    const auto forwardedFor =
        request.isPeerTrusted ? request.header("x-forwarded-for").substr(0, maxText) : std::string_view{};
    m_log.write(LogLevel::Info, eventName(event),
                {{"login", m_login},
                 {"request_id", request.requestId},
                 {"trace_id", traceIdOf(request.header("traceparent"))},
                 {"subject", entry.subject},
                 {"username", entry.username},
                 {"reason", entry.reason},
                 {"detail", entry.detail},
                 {"method", request.method},
                 {"host", request.host.substr(0, maxText)},
                 {"path", request.path().substr(0, maxText)},
                 {"peer", request.peerAddress},
                 {"forwarded_for", forwardedFor}});
}

} // namespace meshsso::engine
