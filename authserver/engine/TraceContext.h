#pragma once

#include "core/SecureRandom.h"

#include <string>
#include <string_view>

namespace meshsso::engine {

/// The trace id of a traceparent header: 32 hex digits; empty if it is not one (W3C Trace Context, 2.2).
std::string_view traceIdOf(std::string_view traceparent) noexcept;

/// The header for a request that we make on behalf of one that came with this traceparent: the same trace and
/// flags, a span of our own. Empty if there is none.
std::string childTraceparent(std::string_view traceparent, SecureRandom& random);

} // namespace meshsso::engine
