#pragma once

#include <string>
#include <string_view>

namespace meshsso::oidc {

/// Text from a peer, fit for a message: printable ASCII only (anything else becomes '?'), at most maxLength
/// characters and then "...". Not fit for HTML.
std::string cleanText(std::string_view text, std::size_t maxLength = 200);

/// An OAuth error code as RFC 6749 section 4.1.2.1 allows it in practice (letters, digits, '_', '-', '.', at
/// most 64), or "unreadable_error".
std::string cleanErrorCode(std::string_view text);

/// "invalid_grant: Code not valid", both parts cleaned.
std::string describeOAuthError(std::string_view error, std::string_view description);
/// The code that describeOAuthError() begins with.
std::string_view oauthErrorOf(std::string_view described) noexcept;

} // namespace meshsso::oidc
