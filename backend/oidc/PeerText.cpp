#include "oidc/PeerText.h"

#include <algorithm>

namespace meshsso::oidc {

std::string cleanText(std::string_view text, std::size_t maxLength)
{
    std::string out(text.substr(0, maxLength));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    if (text.size() > maxLength)
        out += "...";
    return out;
}

std::string cleanErrorCode(std::string_view text)
{
    const bool isReadable =
        !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                   c == '-' || c == '.';
        });
    return isReadable ? std::string(text) : "unreadable_error";
}

std::string describeOAuthError(std::string_view error, std::string_view description)
{
    auto text = cleanErrorCode(error);
    if (!description.empty())
        text += ": " + cleanText(description);
    return text;
}

std::string_view oauthErrorOf(std::string_view described) noexcept
{
    return described.substr(0, described.find(':'));
}

} // namespace meshsso::oidc
