#pragma once

#include "login/TokenInspection.h"

namespace meshsso::login {

/// A place in a text that is a token, or is meant to be one. Private to this folder.
struct FoundToken
{
    std::string foundAs;
    ByteRange range;
    TokenForm form = TokenForm::Jws; ///< by its shape alone
    std::string problem;             ///< for Opaque and Malformed
};

/// The tokens of a text, each text once; if there is none, what the text is instead. Linear in its length.
std::vector<FoundToken> findTokens(std::string_view text);

} // namespace meshsso::login
