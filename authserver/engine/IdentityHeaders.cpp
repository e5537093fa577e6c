#include "engine/IdentityHeaders.h"

#include "oidc/Claims.h"
#include "serverconfig/ServerConfigFile.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

constexpr char canonicalCharacter(char c) noexcept
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<char>(c - 'A' + 'a');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
}

bool canonicalEquals(std::string_view name, std::string_view canonical) noexcept
{
    if (name.size() != canonical.size())
        return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (canonicalCharacter(name[i]) != canonical[i])
            return false;
    }
    return true;
}

/// A comma-separated list; an entry that holds a comma would read as two, so it is left out.
std::string joinList(const std::vector<std::string>& values)
{
    std::string out;
    for (const auto& value : values) {
        if (value.empty() || value.find(',') != std::string::npos || hasControlCharacters(value))
            continue;
        if (!out.empty())
            out += ',';
        out += value;
    }
    return out;
}

} // namespace

IdentityHeaders::IdentityHeaders(const serverconfig::HeaderConfig& config)
{
    for (const auto& name : serverconfig::identityHeaderNames(config)) {
        Header header;
        header.name = toLowerAscii(name);
        header.canonical = header.name;
        std::transform(header.canonical.begin(), header.canonical.end(), header.canonical.begin(),
                       canonicalCharacter);
        const auto& n = header.name;
        if (n == "authorization")
            header.source = config.passAccessToken ? Source::Token : Source::Nothing;
        else if (n == "x-auth-request-user" || n == "x-forwarded-user")
            header.source = Source::Subject;
        else if (n == "x-auth-request-preferred-username" || n == "x-forwarded-preferred-username")
            header.source = Source::Username;
        else if (n == "x-auth-request-email" || n == "x-forwarded-email")
            header.source = Source::Email;
        else if (n == "x-auth-request-groups" || n == "x-forwarded-groups")
            header.source = Source::Groups;
        else if (n == "x-auth-request-roles")
            header.source = Source::Roles;
        // The access-token copies (X-Forwarded-Access-Token and the like) are only ever removed: applications
        // get the token in Authorization, and three copies of it do not fit many servers' header limits.
        for (const auto& [mapped, path] : config.claimHeaders) {
            if (equalsIgnoreCase(mapped, n)) {
                header.source = Source::Claim;
                header.claimPath = path;
                m_needsClaims = true;
            }
        }
        m_headers.push_back(std::move(header));
    }
}

const IdentityHeaders::Header* IdentityHeaders::findCanonical(std::string_view headerName) const noexcept
{
    for (const auto& header : m_headers) {
        if (canonicalEquals(headerName, header.canonical))
            return &header;
    }
    return nullptr;
}

bool IdentityHeaders::matches(std::string_view headerName) const noexcept
{
    return findCanonical(headerName) != nullptr;
}

bool IdentityHeaders::isNamedIn(std::string_view connectionHeader) const
{
    while (!connectionHeader.empty()) {
        const auto end = connectionHeader.find(',');
        if (matches(trim(connectionHeader.substr(0, end))))
            return true;
        if (end == std::string_view::npos)
            break;
        connectionHeader.remove_prefix(end + 1);
    }
    return false;
}

std::string IdentityHeaders::valueOf(const Header& header, const session::Session& session,
                                     const json::object* claims)
{
    std::string value;
    switch (header.source) {
    case Source::Token:
        if (!session.accessToken.empty() && session.accessToken.size() <= maxTokenBytes)
            value.reserve(session.accessToken.size() + 7),
                value.append("Bearer ").append(session.accessToken);
        return value;
    case Source::Subject:
        value = session.subject;
        break;
    case Source::Username:
        value = session.username;
        break;
    case Source::Email:
        value = session.email;
        break;
    case Source::Groups:
        value = joinList(session.groups);
        break;
    case Source::Roles:
        value = joinList(session.roles);
        break;
    case Source::Claim:
        if (claims) {
            const auto* claim = oidc::findClaim(*claims, header.claimPath);
            if (claim && claim->is_string())
                value = claim->as_string();
            else
                value = joinList(oidc::claimStrings(claim));
        }
        break;
    case Source::Nothing:
        break;
    }
    if (value.size() > maxValueBytes || hasControlCharacters(value) || trim(value).size() != value.size())
        value.clear();
    return value;
}

void IdentityHeaders::apply(const CheckRequest& request, const session::Session* session,
                            const json::object* claims, AuthDecision& decision) const
{
    decision.headersToSet.reserve(m_headers.size());
    decision.headersToRemove.reserve(m_headers.size());
    for (const auto& header : m_headers) {
        auto value = session ? valueOf(header, *session, claims) : std::string{};
        if (value.empty())
            decision.headersToRemove.push_back(header.name);
        else
            decision.headersToSet.push_back({header.name, std::move(value)});
    }
    for (const auto& incoming : request.headers) {
        const auto* header = findCanonical(incoming.name);
        // The same name in another case is the same header to HTTP; removing it would remove what we set.
        if (header && !equalsIgnoreCase(incoming.name, header->name))
            decision.headersToRemove.push_back(incoming.name);
    }
}

} // namespace meshsso::engine
