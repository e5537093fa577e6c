#pragma once

#include "engine/HttpReply.h"
#include "engine/Readiness.h"

namespace meshsso::engine {

/// 200 "ok" while the process lives.
HttpReply pingReply();
/// 200 or 503, and the state of each part as JSON: {"ready": false, "parts": {"process": "serving", ...}}.
HttpReply readyReply(const Readiness& readiness);

} // namespace meshsso::engine
