#include "session/TicketCookies.h"

#include "core/Encoding.h"

namespace meshsso::session {
namespace {

constexpr std::size_t idBytes = 16;
constexpr std::size_t keyBytes = 32;
constexpr std::string_view prefix = "t.";
constexpr std::size_t maxValueBytes = 256;

} // namespace

TicketCookies::TicketCookies(crypto::Sealer sealer, CookiePolicy policy, std::string_view owner)
    : m_sealer(std::move(sealer)), m_policy(std::move(policy)), m_bound(boundTo(m_policy, owner))
{
}

SessionTicket TicketCookies::create(SecureRandom& random)
{
    return {random.bytes(idBytes), random.bytes(keyBytes)};
}

std::string TicketCookies::set(const SessionTicket& ticket, std::chrono::seconds maxAge) const
{
    const auto sealed = m_sealer.seal(ticket.id + ticket.key, m_bound);
    return m_policy.setCookie(m_policy.name(), std::string(prefix) + base64UrlEncode(sealed), maxAge);
}

std::optional<SessionTicket> TicketCookies::open(std::string_view cookieValue) const
{
    if (!cookieValue.starts_with(prefix) || cookieValue.size() > maxValueBytes)
        return std::nullopt;
    const auto sealed = base64UrlDecode(cookieValue.substr(prefix.size()));
    if (!sealed)
        return std::nullopt;
    const auto plain = m_sealer.open(*sealed, m_bound);
    if (!plain || plain->size() != idBytes + keyBytes)
        return std::nullopt;
    return SessionTicket{plain->substr(0, idBytes), plain->substr(idBytes)};
}

} // namespace meshsso::session
