#pragma once

#include "core/Log.h"

#include <cstddef>
#include <string_view>

namespace meshsso::engine {

/// Says in the log that a session's cookies are about to be more than browsers and gateways take, where they
/// are (SessionCookies::largeBytes): true then. bytes: of all cookie values together.
bool noteLargeCookies(const Log& log, std::size_t bytes, std::string_view requestId);

} // namespace meshsso::engine
