#pragma once

#include <string_view>

namespace meshsso::session {

/// What tokens mostly say, as the text that a session is compressed against: the claim names of OpenID
/// Connect Core section 5.1, RFC 9068 and Keycloak, in the order in which Keycloak writes them. Sessions that
/// were compressed against it open only with it: a change of one byte needs a new format (SessionCodec.cpp)
/// and keeps this one for the old.
std::string_view claimDictionary() noexcept;

} // namespace meshsso::session
