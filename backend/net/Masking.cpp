#include "net/Masking.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "net/SecretScanner.h"

#include <algorithm>
#include <array>

namespace meshsso::net {
namespace {

bool holds(std::string_view text, std::span<const std::string_view> parts)
{
    return std::any_of(parts.begin(), parts.end(),
                       [&](auto part) { return text.find(part) != std::string_view::npos; });
}

/// A secret that lives on: even its beginning is nobody's business.
bool isLasting(std::string_view name)
{
    constexpr std::array<std::string_view, 8> parts{"password", "passwd", "secret",     "otp",
                                                    "pin",      "value",  "credential", "private"};
    return holds(toLowerAscii(name), parts);
}

bool looksLikeForm(std::string_view contentType, std::string_view body)
{
    if (contentType.find("application/x-www-form-urlencoded") != std::string_view::npos)
        return true;
    return body.find('=') != std::string_view::npos && body.find_first_of(" \t\r\n<>\"{") == body.npos;
}

} // namespace

bool isSecretName(std::string_view name)
{
    constexpr std::array<std::string_view, 15> exact{
        "code",          "state", "nonce", "sid", "tab_id",       "key",         "ticket",     "otp",
        "authorization", "totp",  "pin",   "jwt", "samlresponse", "samlrequest", "client_data"};
    constexpr std::array<std::string_view, 15> parts{
        "token",  "secret",     "session", "password", "passwd",  "verifier",    "challenge", "assertion",
        "cookie", "credential", "apikey",  "api_key",  "api-key", "private_key", "privatekey"};
    // What talks about secrets without being one, in Keycloak's and OpenID's documents.
    constexpr std::array<std::string_view, 14> harmlessEnds{
        "_method", "endpoint", "supported", "url",     "uri",   "type", "lifespan",
        "policy",  ".claim",   "_in",       "timeout", ".time", "_alg", "requiredcredentials"};
    const auto lower = toLowerAscii(name);
    if (std::any_of(harmlessEnds.begin(), harmlessEnds.end(), [&](auto end) { return lower.ends_with(end); }))
        return false;
    return std::find(exact.begin(), exact.end(), lower) != exact.end() || holds(lower, parts);
}

std::string maskSecret(std::string_view name, std::string_view value)
{
    const auto length = "..(" + std::to_string(value.size()) + ")";
    const bool isPlain =
        std::all_of(value.begin(), value.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    // Four characters of a long random value tell two apart and help nobody; of a short one they are too
    // much.
    return value.size() >= 16 && isPlain && !isLasting(name) ? std::string(value.substr(0, 4)) + length
                                                             : length;
}

TextPieces splitForm(std::string_view form)
{
    SecretScanner scanner;
    scanner.readParameters(form);
    return scanner.take();
}

TextPieces splitUrl(std::string_view url)
{
    SecretScanner scanner;
    scanner.readUrl(url);
    return scanner.take();
}

TextPieces splitHeader(std::string_view name, std::string_view value)
{
    SecretScanner scanner;
    const auto lower = toLowerAscii(name);
    if (lower == "authorization" || lower == "proxy-authorization")
        scanner.readCredentials(value);
    else if (lower == "cookie")
        scanner.readCookies(value);
    else if (lower == "set-cookie")
        scanner.readSetCookie(value);
    else if (lower == "location" || lower == "referer" || lower == "content-location")
        scanner.readUrl(value);
    else if (isSecretName(name))
        scanner.secret(value, name);
    else
        scanner.readText(value);
    return scanner.take();
}

TextPieces splitBody(std::string_view contentType, std::string_view body)
{
    SecretScanner scanner;
    const auto start = trim(body).substr(0, 1);
    const auto type = toLowerAscii(contentType);
    if (start == "{" || start == "[" || start == "\"" || type.find("json") != std::string_view::npos)
        scanner.readJson(body);
    else if (looksLikeForm(type, body))
        scanner.readParameters(body);
    else
        scanner.readText(body);
    return scanner.take();
}

std::string maskedText(const TextPieces& pieces)
{
    std::string out;
    for (const auto& piece : pieces)
        out += piece.secretName.empty() ? piece.text : maskSecret(piece.secretName, piece.text);
    return out;
}

std::string maskUrl(std::string_view url)
{
    return maskedText(splitUrl(url));
}

} // namespace meshsso::net
