#include "access/MethodCheck.h"

#include "core/Text.h"

#include <algorithm>
#include <array>

namespace meshsso::access {
namespace {

/// IANA's HTTP Method Registry, and what caches and drafts use.
constexpr std::array<std::string_view, 42> registered{"ACL",
                                                      "BASELINE-CONTROL",
                                                      "BIND",
                                                      "CHECKIN",
                                                      "CHECKOUT",
                                                      "CONNECT",
                                                      "COPY",
                                                      "DELETE",
                                                      "GET",
                                                      "HEAD",
                                                      "LABEL",
                                                      "LINK",
                                                      "LOCK",
                                                      "MERGE",
                                                      "MKACTIVITY",
                                                      "MKCALENDAR",
                                                      "MKCOL",
                                                      "MKREDIRECTREF",
                                                      "MKWORKSPACE",
                                                      "MOVE",
                                                      "OPTIONS",
                                                      "ORDERPATCH",
                                                      "PATCH",
                                                      "POST",
                                                      "PRI",
                                                      "PROPFIND",
                                                      "PROPPATCH",
                                                      "PURGE",
                                                      "PUT",
                                                      "QUERY",
                                                      "REBIND",
                                                      "REPORT",
                                                      "SEARCH",
                                                      "TRACE",
                                                      "UNBIND",
                                                      "UNCHECKOUT",
                                                      "UNLINK",
                                                      "UNLOCK",
                                                      "UPDATE",
                                                      "UPDATEREDIRECTREF",
                                                      "VERSION-CONTROL",
                                                      "NOTIFY"};

constexpr bool isPlain(char c)
{
    return (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/// RFC 9110 section 5.6.2.
constexpr bool isTokenCharacter(char c)
{
    return isPlain(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+.^`|~").find(c) != std::string_view::npos;
}

} // namespace

MethodCheck::MethodCheck(const std::vector<AccessRule>& rules) : m_known(registered.begin(), registered.end())
{
    for (const auto& rule : rules)
        m_known.insert(rule.methods.begin(), rule.methods.end());
}

const char* MethodCheck::refusal(std::string_view method) const noexcept
{
    if (method.empty() || method.size() > maxLength)
        return method.empty() ? "the request has no method" : "the method is longer than 64 characters";
    if (std::all_of(method.begin(), method.end(), isPlain))
        return nullptr;
    if (!std::all_of(method.begin(), method.end(), isTokenCharacter))
        return "the method holds characters that methods do not have";
    std::array<char, maxLength> upper{};
    std::transform(method.begin(), method.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (m_known.contains(std::string_view(upper.data(), method.size())))
        return "the method is not in upper case";
    return nullptr;
}

} // namespace meshsso::access
