#pragma once

#include "core/Result.h"
#include "session/Session.h"

#include <string>
#include <string_view>

namespace meshsso::session {

/// Session to compact bytes: a version byte, then tag, length and value of each field that is not empty.
/// Binary, because it is read on every request and a JSON parser costs more than everything else together.
std::string encodeSession(const Session& session);

/// Reads it back. Unknown tags are skipped, so that a newer replica's cookies still open. Errors: ParseError.
Result<Session> decodeSession(std::string_view bytes);

} // namespace meshsso::session
