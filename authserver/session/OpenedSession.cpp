#include "session/OpenedSession.h"

#include "core/Encoding.h"

namespace meshsso::session {
namespace {

constexpr std::size_t nodeBytes = 48; ///< of a JSON value with its allocation, about

std::size_t bytesOf(const json::value& value) noexcept
{
    std::size_t total = nodeBytes;
    if (value.is_string())
        total += value.get_string().capacity();
    else if (value.is_array())
        for (const auto& element : value.get_array())
            total += bytesOf(element);
    else if (value.is_object())
        for (const auto& [name, member] : value.get_object())
            total += name.size() + bytesOf(member);
    return total;
}

std::size_t bytesOf(const std::vector<std::string>& texts) noexcept
{
    std::size_t total = 0;
    for (const auto& text : texts)
        total += sizeof(text) + text.capacity();
    return total;
}

} // namespace

json::object claimsOf(const Session& session)
{
    std::string payload = session.accessClaims;
    if (!session.accessToken.empty()) {
        const std::string_view token = session.accessToken;
        const auto first = token.find('.');
        const auto second = token.find('.', first + 1);
        if (first == std::string_view::npos || second == std::string_view::npos)
            return {};
        payload = base64UrlDecode(token.substr(first + 1, second - first - 1)).value_or(std::string{});
    }
    auto claims = parseJsonObject(payload);
    return claims ? std::move(*claims) : json::object{};
}

OpenedSession OpenedSession::make(Session session, bool needsClaims, TimePoint now)
{
    OpenedSession opened;
    if (needsClaims)
        opened.claims = claimsOf(session);
    opened.session = std::move(session);
    opened.loadedAt = now;
    return opened;
}

std::size_t OpenedSession::bytes() const noexcept
{
    const auto& s = session;
    std::size_t total = sizeof(*this);
    for (const auto* text : {&s.id, &s.accessToken, &s.idToken, &s.refreshToken, &s.accessClaims, &s.subject,
                             &s.username, &s.email, &s.providerSession})
        total += text->capacity();
    total += bytesOf(s.groups) + bytesOf(s.roles);
    for (const auto& [name, member] : claims)
        total += name.size() + bytesOf(member);
    return total;
}

} // namespace meshsso::session
