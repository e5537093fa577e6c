#include "engine/RefreshNote.h"

namespace meshsso::engine {

void noteRefresh(const WorkerParts& parts, RefreshGate::Urgency urgency,
                 const Result<SessionKeeper::Opened>& outcome, std::string_view requestId,
                 std::string_view subject)
{
    if (urgency != RefreshGate::Urgency::Needed && !outcome && outcome.error().code == ErrorCode::Timeout)
        return;
    if (outcome) {
        parts.worker.telemetry.refreshed(RefreshResult::Succeeded);
        return;
    }
    const bool isEnded = TokenService::isSessionEnded(outcome.error());
    // It refuses us rather than the session: that is so for everybody's.
    const bool isOurs = !isEnded && outcome.error().code == ErrorCode::AuthorizationError;
    const auto level = isEnded ? LogLevel::Info : isOurs ? LogLevel::Error : LogLevel::Warning;
    parts.worker.telemetry.refreshed(isEnded ? RefreshResult::Refused : RefreshResult::Unavailable);
    parts.shared.log.write(level, "session.refresh_failed",
                           {{"request_id", requestId},
                            {"subject", subject},
                            {"code", errorCodeName(outcome.error().code)},
                            {"error", outcome.error().message},
                            {"session_ended", isEnded},
                            {"advice", adviceFor(outcome.error())}});
}

} // namespace meshsso::engine
