#pragma once

#include "engine/WorkerParts.h"

#include <string_view>

namespace meshsso::engine {

/// Counts what came of a refresh, and logs what went wrong.
void noteRefresh(const WorkerParts& parts, const Result<SessionKeeper::Opened>& outcome,
                 std::string_view requestId, std::string_view subject);

} // namespace meshsso::engine
