#pragma once

#include "engine/HttpReply.h"
#include "engine/Readiness.h"
#include "engine/Snapshot.h"

namespace meshsso::engine {

/// 200 "ok" while the process lives.
HttpReply pingReply();
/// 200 or 503 and which part is not ready, as JSON: {"ready": false, "parts": {...}}.
HttpReply readyReply(const Snapshot& snapshot, const Readiness& readiness);

} // namespace meshsso::engine
