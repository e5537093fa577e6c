#include "login/Masking.h"

#include "core/Text.h"

#include <algorithm>
#include <array>

namespace meshsso::login {
namespace {

bool isSecretName(std::string_view name)
{
    constexpr std::array<std::string_view, 10> exact{
        "code", "state", "nonce", "sid", "tab_id", "key", "ticket", "otp", "client_data", "code_challenge"};
    constexpr std::array<std::string_view, 6> parts{"token",    "secret",   "session",
                                                    "password", "verifier", "challenge"};
    const auto lower = toLowerAscii(name);
    if (lower == "code_challenge_method")
        return false;
    return std::find(exact.begin(), exact.end(), lower) != exact.end() ||
           std::any_of(parts.begin(), parts.end(),
                       [&](auto part) { return lower.find(part) != std::string::npos; });
}

std::string maskValue(std::string_view value)
{
    const auto length = "..(" + std::to_string(value.size()) + ")";
    // Four characters of a long random value tell two apart and help nobody; of a short one they are too
    // much.
    return value.size() >= 16 ? std::string(value.substr(0, 4)) + length : length;
}

std::string maskParameters(std::string_view text)
{
    std::string out;
    for (const auto pair : split(text, '&')) {
        if (!out.empty())
            out += '&';
        const auto equals = pair.find('=');
        const auto name = pair.substr(0, equals);
        out += name;
        if (equals == std::string_view::npos)
            continue;
        const auto value = pair.substr(equals + 1);
        out += '=';
        out += isSecretName(name) ? maskValue(value) : std::string(value);
    }
    return out;
}

} // namespace

std::string maskUrl(std::string_view url)
{
    const auto hash = std::min(url.find('#'), url.size());
    const auto question = std::min(url.substr(0, hash).find('?'), hash);
    std::string out(url.substr(0, question));
    if (question < hash)
        out += "?" + maskParameters(url.substr(question + 1, hash - question - 1));
    if (hash < url.size())
        out += "#" + maskParameters(url.substr(hash + 1));
    return out;
}

} // namespace meshsso::login
