#include "login/TokenFinder.h"

#include "core/Text.h"

#include <algorithm>
#include <array>
#include <set>

namespace meshsso::login {
namespace {

constexpr std::size_t shortestToken = 12;
constexpr std::size_t maxOpaqueBytes = std::size_t{16} * 1024;

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// base64url of '{' and a quote or blank: how the header of every JWS and JWE begins.
bool startsLikeHeader(std::string_view run)
{
    return run.starts_with("ey") || run.starts_with("ew");
}

FoundToken classify(std::string_view run, std::size_t offset)
{
    FoundToken found;
    auto dots = std::count(run.begin(), run.end(), '.');
    // The full stop of a sentence; an unsigned token's own last dot is its second one.
    while (run.ends_with('.') && dots > 2 && dots != 4) {
        run.remove_suffix(1);
        --dots;
    }
    found.range = {offset, run.size()};
    if (dots == 4) {
        found.form = TokenForm::Jwe;
        found.problem = "the token is encrypted (JWE): only the one it is for can look inside";
    } else if (dots != 2) {
        found.form = TokenForm::Malformed;
        found.problem = "a signed token has three parts with dots between them; this has " +
                        std::to_string(dots + 1) + (dots < 2 ? ": was it cut when it was copied?" : "");
    }
    return found;
}

/// The name before a value: "name": "Bearer value", name=value, Name: value.
std::string nameBefore(std::string_view text, std::size_t offset)
{
    constexpr std::string_view marks = " \t\"'\\";
    const auto skip = [&](std::size_t end) {
        while (end > 0 && marks.find(text[end - 1]) != std::string_view::npos)
            --end;
        return end;
    };
    auto end = skip(offset);
    constexpr std::string_view scheme = "Bearer";
    if (end >= scheme.size() && equalsIgnoreCase(text.substr(end - scheme.size(), scheme.size()), scheme))
        end = skip(end - scheme.size());
    if (end == 0 || (text[end - 1] != ':' && text[end - 1] != '='))
        return {};
    end = skip(end - 1);
    constexpr std::size_t maxName = 64;
    auto start = end;
    while (start > 0 && end - start < maxName && isNameCharacter(text[start - 1]))
        --start;
    return std::string(text.substr(start, end - start));
}

std::string_view withoutWrapping(std::string_view text)
{
    constexpr std::array<std::string_view, 2> prefixes{"Authorization:", "Bearer "};
    text = trim(text);
    for (const auto prefix : prefixes) {
        if (text.size() > prefix.size() && equalsIgnoreCase(text.substr(0, prefix.size()), prefix))
            text = trim(text.substr(prefix.size()));
    }
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        text = trim(text.substr(1, text.size() - 2));
    return text;
}

/// Tokens without structure, which only their names tell from other text.
std::vector<FoundToken> findOpaqueMembers(std::string_view text)
{
    std::vector<FoundToken> found;
    const auto document = parseJsonObject(text, maxInspectedBytes);
    if (!document)
        return found;
    for (const std::string_view name : {"access_token", "id_token", "refresh_token", "token"}) {
        const auto value = stringOr(*document, name);
        const auto at = value.empty() ? std::string_view::npos : text.find(value);
        if (at == std::string_view::npos)
            continue;
        found.push_back({std::string(name),
                         {at, value.size()},
                         TokenForm::Opaque,
                         "the token has no structure: only its issuer knows what it stands for"});
    }
    return found;
}

FoundToken describeOther(std::string_view text)
{
    const auto rest = withoutWrapping(text);
    FoundToken found;
    found.range = {static_cast<std::size_t>(rest.data() - text.data()), rest.size()};
    found.form = TokenForm::Malformed;
    const auto dots = std::count(rest.begin(), rest.end(), '.');
    const bool isOneWord = rest.find_first_of(" \t\r\n{}<>") == std::string_view::npos && isValidUtf8(rest) &&
                           !hasControlCharacters(rest);
    if (rest.empty() || !isOneWord || rest.size() > maxOpaqueBytes) {
        found.problem = "there is no token in this text: a token has three parts of base64url with dots "
                        "between them, and begins with eyJ";
    } else if (dots == 2) {
        found.problem = "this has three parts, but the first one is no token's header, which begins with eyJ";
    } else {
        found.form = TokenForm::Opaque;
        found.problem = "this is no signed token: an opaque token or a session cookie cannot be looked into; "
                        "only who issued it knows what it stands for";
    }
    return found;
}

} // namespace

std::vector<FoundToken> findTokens(std::string_view text)
{
    std::vector<FoundToken> found;
    std::set<std::string_view> seen;
    for (std::size_t at = 0; at < text.size() && found.size() < maxInspectedTokens;) {
        if (!isNameCharacter(text[at])) {
            ++at;
            continue;
        }
        const auto start = at;
        while (at < text.size() && (isNameCharacter(text[at]) || text[at] == '.'))
            ++at;
        const auto run = text.substr(start, at - start);
        if (run.size() < shortestToken || !startsLikeHeader(run) || run.find('.') == std::string_view::npos)
            continue;
        auto token = classify(run, start);
        if (!seen.insert(token.range.of(text)).second)
            continue;
        token.foundAs = nameBefore(text, start);
        found.push_back(std::move(token));
    }
    if (found.empty())
        found = findOpaqueMembers(text);
    if (found.empty() && !trim(text).empty())
        found.push_back(describeOther(text));
    return found;
}

} // namespace meshsso::login
