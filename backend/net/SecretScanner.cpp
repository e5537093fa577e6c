#include "net/SecretScanner.h"

#include "core/Encoding.h"
#include "core/Json.h"
#include "core/Text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace meshsso::net {
namespace {

constexpr std::size_t maxNameBytes = 64;
constexpr std::size_t maxTagBytes = 1024;

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// Where a run of token characters and dots ends.
std::size_t tokenEnd(std::string_view text, std::size_t at)
{
    while (at < text.size() && (isTokenCharacter(text[at]) || text[at] == '.'))
        ++at;
    return at;
}

/// Where a JSON string ends: behind its closing quote, or at the end of the text.
std::size_t stringEnd(std::string_view text, std::size_t quote)
{
    for (auto i = quote + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return text.size();
}

/// A member's name without quotes and escapes; a name that cannot be read counts as the worst.
std::string memberName(std::string_view quoted)
{
    if (quoted.size() < 2 || !quoted.ends_with('"'))
        return "secret";
    if (quoted.find('\\') == std::string_view::npos)
        return std::string(quoted.substr(1, quoted.size() - 2));
    const auto value = parseJson(quoted);
    return value && value->is_string() ? std::string(value->get_string()) : "secret";
}

bool isSecretMember(std::string_view name)
{
    // Keycloak's {"type": "secret", "value": ...} and a credential's value; the private members of a JWK.
    constexpr std::array<std::string_view, 8> more{"value", "d", "p", "q", "dp", "dq", "qi", "k"};
    return isSecretName(name) || std::find(more.begin(), more.end(), name) != more.end();
}

bool isFlag(std::string_view text)
{
    return text == "true" || text == "false" || text == "Bearer";
}

struct Found
{
    std::size_t from = 0;
    std::size_t to = 0;
    std::string name;
};

std::optional<Found> tokenAt(std::string_view text, std::size_t at)
{
    if (text.substr(at, 2) != "ey" || (at > 0 && isTokenCharacter(text[at - 1])))
        return std::nullopt;
    const auto end = tokenEnd(text, at);
    const auto run = text.substr(at, end - at);
    const bool isLong = run.size() >= 20;
    if (!isLong || !(run.starts_with("eyJ") || std::count(run.begin(), run.end(), '.') >= 2))
        return std::nullopt;
    return Found{at, end, "token"};
}

std::optional<Found> privateKeyAt(std::string_view text, std::size_t at)
{
    constexpr std::string_view begin = "-----BEGIN ";
    if (text.substr(at, begin.size()) != begin)
        return std::nullopt;
    const auto from = std::min(text.find("-----", at + begin.size()), text.size());
    if (text.substr(at, from - at).find("PRIVATE KEY") == std::string_view::npos)
        return std::nullopt;
    return Found{from, std::min(text.find("-----END", from), text.size()), "private_key"};
}

/// "?code=..." and "&amp;code=...".
std::optional<Found> parameterAt(std::string_view text, std::size_t at)
{
    auto equals = at + 1;
    while (equals < text.size() && equals - at <= maxNameBytes &&
           (isTokenCharacter(text[equals]) || text[equals] == '.' || text[equals] == '%'))
        ++equals;
    if (equals == at + 1 || equals >= text.size() || text[equals] != '=')
        return std::nullopt;
    const auto raw = text.substr(at + 1, equals - at - 1);
    auto name = formDecode(raw).value_or(std::string(raw));
    if (!isSecretName(name))
        return std::nullopt;
    const auto end = std::min(text.find_first_of("&;\"'<>#)\\ \t\r\n", equals + 1), text.size());
    return Found{equals + 1, end, std::move(name)};
}

/// The value of an attribute inside one tag, as offsets into it; 0, 0 if it has none.
std::pair<std::size_t, std::size_t> attribute(std::string_view lowerTag, std::string_view name)
{
    for (auto at = lowerTag.find(name); at != std::string_view::npos; at = lowerTag.find(name, at + 1)) {
        auto i = at + name.size();
        if (at == 0 || isTokenCharacter(lowerTag[at - 1]) || i >= lowerTag.size() || lowerTag[i] != '=')
            continue;
        ++i;
        const bool isQuoted = i < lowerTag.size() && (lowerTag[i] == '"' || lowerTag[i] == '\'');
        const auto end = isQuoted ? lowerTag.find(lowerTag[i], i + 1) : lowerTag.find_first_of(" \t\r\n/", i);
        return {i + (isQuoted ? 1 : 0), std::min(end, lowerTag.size())};
    }
    return {0, 0};
}

/// Where a tag ends; in quotes it does not. One that another tag begins in ends there, so that a run of
/// "<input" is not read over and over.
std::size_t tagEnd(std::string_view tag)
{
    char quote = '\0';
    for (std::size_t i = 1; i < tag.size(); ++i) {
        if (quote != '\0')
            quote = tag[i] == quote ? '\0' : quote;
        else if (tag[i] == '"' || tag[i] == '\'')
            quote = tag[i];
        else if (tag[i] == '<' || tag[i] == '>')
            return i;
    }
    return tag.size();
}

/// <input name="session_code" value="...">
std::optional<Found> inputAt(std::string_view text, std::size_t at)
{
    if (!equalsIgnoreCase(text.substr(at, 6), "<input"))
        return std::nullopt;
    const auto window = text.substr(at, maxTagBytes);
    const auto tag = toLowerAscii(window.substr(0, tagEnd(window)));
    const std::string_view view = tag;
    const auto [nameFrom, nameTo] = attribute(view, "name");
    const auto [typeFrom, typeTo] = attribute(view, "type");
    const auto [from, to] = attribute(view, "value");
    const auto name = view.substr(nameFrom, nameTo - nameFrom);
    const bool isPassword = view.substr(typeFrom, typeTo - typeFrom) == "password";
    if (from >= to || !(isPassword || isSecretName(name)))
        return std::nullopt;
    return Found{at + from, at + to, isPassword ? std::string("password") : std::string(name)};
}

std::optional<Found> secretAt(std::string_view text, std::size_t at)
{
    switch (text[at]) {
    case 'e':
        return tokenAt(text, at);
    case '-':
        return privateKeyAt(text, at);
    case '?':
    case '&':
    case ';':
    case '#':
        return parameterAt(text, at);
    case '<':
        return inputAt(text, at);
    default:
        return std::nullopt;
    }
}

} // namespace

void SecretScanner::plain(std::string_view text)
{
    if (text.empty())
        return;
    if (!m_pieces.empty() && m_pieces.back().secretName.empty())
        m_pieces.back().text += text;
    else
        m_pieces.push_back({std::string(text), {}});
}

void SecretScanner::secret(std::string_view value, std::string_view name)
{
    if (!value.empty())
        m_pieces.push_back({std::string(value), name.empty() ? "secret" : std::string(name)});
}

void SecretScanner::readUrl(std::string_view url)
{
    const auto hash = std::min(url.find('#'), url.size());
    const auto question = std::min(url.substr(0, hash).find('?'), hash);
    auto path = url.substr(0, question);
    if (const auto scheme = path.find("://"); scheme != std::string_view::npos) {
        const auto start = scheme + 3;
        const auto at = path.substr(0, std::min(path.find('/', start), path.size())).rfind('@');
        if (at != std::string_view::npos && at >= start) {
            plain(path.substr(0, start));
            secret(path.substr(start, at - start), "password");
            path.remove_prefix(at);
        }
    }
    plain(path);
    if (question < hash) {
        plain("?");
        readParameters(url.substr(question + 1, hash - question - 1));
    }
    if (hash < url.size()) {
        plain("#");
        readParameters(url.substr(hash + 1));
    }
}

void SecretScanner::readParameters(std::string_view text)
{
    bool isFirst = true;
    for (const auto pair : split(text, '&')) {
        if (!isFirst)
            plain("&");
        isFirst = false;
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) {
            readText(pair);
            continue;
        }
        const auto name = formDecode(pair.substr(0, equals)).value_or(std::string(pair.substr(0, equals)));
        plain(pair.substr(0, equals + 1));
        if (isSecretName(name))
            secret(pair.substr(equals + 1), name);
        else
            readText(pair.substr(equals + 1));
    }
}

void SecretScanner::readCredentials(std::string_view value)
{
    const auto blank = value.find(' ');
    if (blank == std::string_view::npos) {
        secret(value, "authorization");
        return;
    }
    const auto scheme = value.substr(0, blank);
    plain(value.substr(0, blank + 1));
    secret(value.substr(blank + 1), equalsIgnoreCase(scheme, "bearer")  ? "access_token"
                                    : equalsIgnoreCase(scheme, "basic") ? "basic_credentials"
                                                                        : "authorization");
}

void SecretScanner::readCookies(std::string_view value)
{
    bool isFirst = true;
    for (const auto pair : split(value, ';')) {
        if (!isFirst)
            plain(";");
        isFirst = false;
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) {
            secret(pair, "cookie");
            continue;
        }
        plain(pair.substr(0, equals + 1));
        secret(pair.substr(equals + 1), "cookie_" + std::string(trim(pair.substr(0, equals))));
    }
}

void SecretScanner::readSetCookie(std::string_view value)
{
    const auto end = std::min(value.find(';'), value.size());
    readCookies(value.substr(0, end));
    plain(value.substr(end));
}

void SecretScanner::readJson(std::string_view text)
{
    std::string member;     // whose value comes next
    std::string arrayName;  // of the secret array we are in
    bool isInArray = false; // directly inside it
    std::size_t at = 0;
    std::size_t plainFrom = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c != '"') {
            if (c == '[' && isSecretMember(member)) {
                isInArray = true;
                arrayName = member;
            } else if (c == ']' || c == '{') {
                isInArray = false;
            }
            if (c == ',' || c == '{' || c == '[' || c == '}' || c == ']')
                member.clear();
            ++at;
            continue;
        }
        const auto end = stringEnd(text, at);
        const auto colon = text.find_first_not_of(" \t\r\n", end);
        if (colon != std::string_view::npos && text[colon] == ':') {
            member = memberName(text.substr(at, end - at));
            at = colon + 1;
            continue;
        }
        const bool isClosed = end > at + 1 && text[end - 1] == '"';
        const auto content = text.substr(at + 1, end - at - 1 - (isClosed ? 1 : 0));
        plain(text.substr(plainFrom, at + 1 - plainFrom));
        const auto& name = isInArray ? arrayName : member;
        if (!name.empty() && isSecretMember(name) && !isFlag(content))
            secret(content, name);
        else
            readText(content);
        plainFrom = at + 1 + content.size();
        at = end;
    }
    plain(text.substr(plainFrom));
}

void SecretScanner::readText(std::string_view text)
{
    std::size_t plainFrom = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto found = secretAt(text, at);
        if (!found) {
            ++at;
            continue;
        }
        plain(text.substr(plainFrom, found->from - plainFrom));
        secret(text.substr(found->from, found->to - found->from), found->name);
        plainFrom = found->to;
        at = std::max(found->to, at + 1);
    }
    plain(text.substr(plainFrom));
}

} // namespace meshsso::net
