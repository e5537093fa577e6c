#pragma once

#include <string>
#include <string_view>

namespace meshsso::login {

/// The URL with the values of codes, states, nonces, challenges, tokens and session ids in query and fragment
/// cut to their first four characters and their length: "code=abcd..(43)". Shorter values are hidden whole.
std::string maskUrl(std::string_view url);

} // namespace meshsso::login
