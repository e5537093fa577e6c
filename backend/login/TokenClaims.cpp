#include "login/TokenClaims.h"

#include "core/Text.h"
#include "oidc/Claims.h"
#include "oidc/NumericDate.h"

#include <algorithm>
#include <array>

namespace meshsso::login {
namespace {

constexpr std::size_t maxClaims = 2000;
constexpr std::size_t maxValueBytes = std::size_t{16} * 1024;

/// A name as a part of a path that oidc::findClaim takes.
std::string escapedName(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (c == '.' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

std::string joinedPath(const std::string& prefix, std::string_view name)
{
    return prefix.empty() ? escapedName(name) : prefix + "." + escapedName(name);
}

std::string valueText(const json::value& value)
{
    std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    if (text.size() <= maxValueBytes)
        return text;
    auto cut = maxValueBytes;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U)
        --cut;
    return text.substr(0, cut) + "...";
}

std::optional<TimePoint> timeOf(std::string_view name, const json::value& value)
{
    constexpr std::array<std::string_view, 5> times{"exp", "iat", "nbf", "auth_time", "updated_at"};
    if (std::find(times.begin(), times.end(), name) == times.end())
        return std::nullopt;
    const auto seconds = oidc::wholeSeconds(value);
    // Keycloak writes 0 for "not set".
    return seconds && *seconds > 0 ? std::optional(fromUnixSeconds(*seconds)) : std::nullopt;
}

void listMembers(const json::object& object, const std::string& prefix, int depth,
                 std::vector<TokenClaim>& out)
{
    for (const auto& [key, value] : object) {
        if (out.size() >= maxClaims)
            return;
        TokenClaim claim;
        claim.name = std::string(key);
        claim.path = joinedPath(prefix, claim.name);
        claim.depth = depth;
        claim.value = valueText(value);
        claim.isContainer = value.is_object() && !value.get_object().empty();
        claim.explanation = oidc::explainClaim(claim.path);
        if (depth == 0) {
            if (claim.explanation.empty())
                claim.explanation = oidc::explainClaim(claim.name);
            claim.time = timeOf(claim.name, value);
        }
        const auto path = claim.path;
        const bool isContainer = claim.isContainer;
        out.push_back(std::move(claim));
        if (isContainer)
            listMembers(value.get_object(), path, depth + 1, out);
    }
}

std::string_view explainHeader(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 12> texts{{
        {"alg", "How the token is signed."},
        {"kid", "Which of the issuer's keys signed it."},
        {"typ", "What kind of thing this is: JWT, or at+jwt for an access token (RFC 9068)."},
        {"cty", "What the content is, if it is a token in a token."},
        {"enc", "How the content is encrypted."},
        {"zip", "The content is compressed; not accepted."},
        {"crit", "Members that a reader must understand or refuse the token; not accepted."},
        {"jku", "Where the sender says the key is; not accepted, since anybody may write it."},
        {"jwk", "The key the sender brings along; not accepted, since anybody may write it."},
        {"x5c", "The certificate the sender brings along; not accepted, since anybody may write it."},
        {"x5u", "Where the sender says its certificate is; not accepted, since anybody may write it."},
        {"x5t", "The fingerprint of the certificate whose key signed it."},
    }};
    const auto found =
        std::find_if(texts.begin(), texts.end(), [&](const auto& text) { return text.first == name; });
    return found == texts.end() ? std::string_view() : found->second;
}

bool isTextList(const json::value& value)
{
    const auto* array = value.if_array();
    return array && std::all_of(array->begin(), array->end(), [](const auto& e) { return e.is_string(); });
}

bool areEqual(const json::value& left, const json::value& right)
{
    if (!isTextList(left) || !isTextList(right))
        return left == right;
    auto a = oidc::claimStrings(&left);
    auto b = oidc::claimStrings(&right);
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

void compareMembers(const json::object& left, const json::object& right, const std::string& prefix,
                    std::vector<ClaimDifference>& out)
{
    for (const auto& [key, value] : left) {
        const auto path = joinedPath(prefix, key);
        const auto* other = right.if_contains(key);
        if (!other)
            out.push_back({path, ClaimComparison::OnlyLeft, valueText(value), {}});
        else if (value.is_object() && other->is_object())
            compareMembers(value.get_object(), other->get_object(), path, out);
        else
            out.push_back({path,
                           areEqual(value, *other) ? ClaimComparison::Equal : ClaimComparison::Different,
                           valueText(value), valueText(*other)});
    }
    for (const auto& [key, value] : right) {
        if (!left.contains(key))
            out.push_back({joinedPath(prefix, key), ClaimComparison::OnlyRight, {}, valueText(value)});
    }
}

} // namespace

std::vector<TokenClaim> listClaims(const json::object& claims)
{
    std::vector<TokenClaim> list;
    listMembers(claims, {}, 0, list);
    return list;
}

std::vector<TokenClaim> listHeader(const json::object& header)
{
    std::vector<TokenClaim> list;
    for (const auto& [key, value] : header) {
        TokenClaim member;
        member.name = std::string(key);
        member.path = escapedName(member.name);
        member.value = valueText(value);
        member.explanation = explainHeader(member.name);
        list.push_back(std::move(member));
    }
    return list;
}

std::vector<ClaimDifference> compareTokens(const json::object& left, const json::object& right)
{
    std::vector<ClaimDifference> differences;
    compareMembers(left, right, {}, differences);
    return differences;
}

} // namespace meshsso::login
