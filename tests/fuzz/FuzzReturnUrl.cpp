#include "core/Text.h"
#include "engine/ReturnUrl.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace meshsso;
using namespace meshsso::engine;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

bool isAllowed(std::string_view authority)
{
    return authority == "app.example.com" || authority == "other.example.com:8443";
}

int hexValue(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

std::string decodeLoosely(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isEscape =
            text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0 && hexValue(text[i + 2]) >= 0;
        out += isEscape ? static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2])) : text[i];
        i += isEscape ? 2 : 0;
    }
    return out;
}

/// Whose host a browser takes from where an authority begins: after any number of slashes, and user-info.
std::string authorityIn(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of('/'), text.size()));
    auto authority = text.substr(0, text.find_first_of("/?#"));
    authority = authority.substr(authority.rfind('@') + 1);
    return toLowerAscii(decodeLoosely(authority));
}

/// Where a browser on https://app.example.com/x goes, by the URL standard's lenient parser; nothing: it runs
/// a script, shows data or goes nowhere.
std::optional<std::string> resolve(std::string_view link)
{
    std::string text;
    for (const char c : link) {
        if (c != '\t' && c != '\n' && c != '\r')
            text += c == '\\' ? '/' : c;
    }
    const auto isBlank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), isBlank));
    const auto colon =
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    std::string_view rest(text);
    if (colon != std::string::npos && colon > 0 && text[colon] == ':') {
        const auto scheme = toLowerAscii(rest.substr(0, colon));
        rest.remove_prefix(colon + 1);
        if (scheme != "https")
            return std::nullopt;
        if (rest.starts_with("//"))
            return authorityIn(rest);
    }
    return rest.starts_with("//") ? authorityIn(rest) : "app.example.com";
}

} // namespace

/// What a login is asked to return to.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto url = checkReturnUrl(text, "https", isAllowed);
    if (!url)
        return 0;
    require(*url == text);
    require(std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; }));
    // However often somebody on the way decodes it, it leads nowhere else.
    std::string seen = *url;
    for (int round = 0; round < 4; ++round) {
        const auto authority = resolve(seen);
        require(authority && isAllowed(*authority));
        seen = decodeLoosely(seen);
    }
    return 0;
}
