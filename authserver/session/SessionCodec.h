#pragma once

#include "core/Result.h"
#include "session/Session.h"

#include <string>
#include <string_view>

namespace meshsso::session {

/// No session's text may decompress to more: bytes.
inline constexpr std::size_t maxSessionText = 64UL * 1024;

/// Session to few bytes: a format byte, then tag, length and value of each field that is not empty; what is
/// more than a few hundred bytes is compressed, the base64url of its tokens taken off where that can be put
/// back to the byte. Binary, because a JSON parser costs more than everything else together.
std::string packSession(const Session& session);

/// Reads it back, in any format there has been: the tokens are the issued ones, byte by byte. Unknown tags
/// are skipped, so that a newer replica's sessions still open. Errors: ParseError.
Result<Session> unpackSession(std::string_view bytes);

} // namespace meshsso::session
