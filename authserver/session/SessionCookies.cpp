#include "session/SessionCookies.h"

#include "core/Encoding.h"
#include "session/SessionCodec.h"

namespace meshsso::session {

SessionCookies::SessionCookies(crypto::Sealer sealer, CookiePolicy policy, std::string_view owner)
    : m_sealer(std::move(sealer)), m_policy(std::move(policy)), m_bound(boundTo(m_policy, owner))
{
}

std::string SessionCookies::chunkName(int index) const
{
    return index == 0 ? m_policy.name() : m_policy.name() + "-" + std::to_string(index);
}

SessionLookup SessionCookies::open(const CookieList& cookies) const
{
    SessionLookup lookup;
    const auto* first = cookies.find(m_policy.name());
    if (!first)
        return lookup;
    lookup.status = SessionLookup::Status::Invalid;
    const auto value = first->value;
    if (value.size() < 3 || value[1] != '.' || value[0] < '1' || value[0] > '0' + maxChunks)
        return lookup;
    const int count = value[0] - '0';
    std::string joined;
    std::string_view text = value.substr(2);
    if (count > 1) {
        joined = text;
        for (int i = 1; i < count; ++i) {
            const auto* chunk = cookies.find(chunkName(i));
            if (!chunk || chunk->value.size() > maxCookieBytes)
                return lookup;
            joined += chunk->value;
        }
        text = joined;
    }
    const auto sealed = base64UrlDecode(text);
    if (!sealed)
        return lookup;
    const auto plain = m_sealer.open(*sealed, m_bound);
    if (!plain || plain->empty() || (*plain)[0] != count)
        return lookup;
    auto session = unpackSession(std::string_view(*plain).substr(1));
    if (!session)
        return lookup;
    lookup.status = SessionLookup::Status::Opened;
    lookup.session = std::move(*session);
    return lookup;
}

Result<SessionCookies::Sealed> SessionCookies::seal(const Session& session, std::chrono::seconds maxAge,
                                                    const CookieList& present) const
{
    auto plain = std::string(1, '\0') + packSession(session);
    // A further chunk's name is longer and the first has the count before it: one capacity fits both.
    const auto capacity = maxCookieBytes - m_policy.name().size() - m_policy.attributeBytes() - 4;
    constexpr std::size_t sealOverhead = 33;
    const auto encodedSize = ((plain.size() + sealOverhead) * 4 + 2) / 3;
    const auto count = (encodedSize + capacity - 1) / capacity;
    if (count > maxChunks)
        return fail(ErrorCode::TooLarge,
                    "the session needs " + std::to_string(encodedSize) +
                        " bytes of cookies, more than browsers and gateways take; keep fewer "
                        "tokens (session.keep) or put fewer claims into them");
    plain[0] = static_cast<char>(count);
    const auto encoded = base64UrlEncode(m_sealer.seal(plain, m_bound));
    Sealed sealed;
    for (std::size_t i = 0; i < count; ++i) {
        auto value = encoded.substr(i * capacity, capacity);
        if (i == 0)
            value.insert(0, std::to_string(count) + ".");
        sealed.bytes += value.size();
        sealed.setCookies.push_back(m_policy.setCookie(chunkName(static_cast<int>(i)), value, maxAge));
    }
    for (int i = static_cast<int>(count); i < maxChunks; ++i) {
        const auto name = chunkName(i);
        if (present.find(name))
            sealed.setCookies.push_back(m_policy.expireCookie(name));
    }
    return sealed;
}

std::vector<std::string> SessionCookies::expire(const CookieList& present) const
{
    std::vector<std::string> out;
    for (int i = 0; i < maxChunks; ++i) {
        const auto name = chunkName(i);
        if (present.find(name))
            out.push_back(m_policy.expireCookie(name));
    }
    return out;
}

} // namespace meshsso::session
