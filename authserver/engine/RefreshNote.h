#pragma once

#include "engine/WorkerParts.h"

#include <string_view>

namespace meshsso::engine {

/// Counts what came of a refresh, and logs what went wrong. One that could wait and has not ended in time is
/// neither: while the provider fails, hardly any of these was an attempt.
void noteRefresh(const WorkerParts& parts, RefreshGate::Urgency urgency,
                 const Result<SessionKeeper::Opened>& outcome, std::string_view requestId,
                 std::string_view subject);

} // namespace meshsso::engine
