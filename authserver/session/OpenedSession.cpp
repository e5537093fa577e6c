#include "session/OpenedSession.h"

#include "core/Encoding.h"

#include <algorithm>
#include <cstddef>
#include <memory>

namespace meshsso::session {
namespace {

/// Memory for values that are made once and go together: a session's claims are some fifty small allocations
/// otherwise, and half of them overhead. What does not fit the first block gets its own.
class Arena final : public json::memory_resource
{
public:
    explicit Arena(std::size_t bytes) : m_block(std::make_unique<std::byte[]>(bytes)), m_left(bytes)
    {
        m_next = m_block.get();
    }

private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override
    {
        if (std::align(alignment, bytes, m_next, m_left)) {
            auto* out = m_next;
            m_next = static_cast<std::byte*>(m_next) + bytes;
            m_left -= bytes;
            return out;
        }
        return m_others.emplace_back(std::make_unique<std::byte[]>(bytes)).get();
    }
    void do_deallocate(void*, std::size_t, std::size_t) override {}
    bool do_is_equal(const json::memory_resource& other) const noexcept override { return this == &other; }

    std::unique_ptr<std::byte[]> m_block;
    void* m_next = nullptr;
    std::size_t m_left;
    std::vector<std::unique_ptr<std::byte[]>> m_others;
};

constexpr std::size_t blockOverhead = 16; ///< of an allocation, or of a table of values, about

std::size_t bytesOf(const json::object& object) noexcept;

/// What a value takes beside itself.
std::size_t bytesOf(const json::value& value) noexcept
{
    constexpr std::size_t longerString = 28; // Boost.JSON's shortest string that is not kept in the value
    if (value.is_object())
        return bytesOf(value.get_object());
    std::size_t total = 0;
    if (value.is_string() && value.get_string().size() > longerString / 2)
        total += std::max(value.get_string().capacity(), longerString) + blockOverhead;
    if (value.is_array() && value.get_array().capacity() > 0) {
        total += value.get_array().capacity() * sizeof(json::value) + blockOverhead;
        for (const auto& element : value.get_array())
            total += bytesOf(element);
    }
    return total;
}

std::size_t bytesOf(const json::object& object) noexcept
{
    constexpr std::size_t largestUnindexed = 18; // Boost.JSON looks names up in a table beyond that
    constexpr std::size_t indexBytes = 4;
    const auto capacity = object.capacity();
    if (capacity == 0)
        return 0;
    auto total = capacity * sizeof(json::key_value_pair) + blockOverhead;
    total += capacity > largestUnindexed ? capacity * indexBytes : 0;
    for (const auto& [name, member] : object)
        total += name.size() + 1 + bytesOf(member);
    return total;
}

std::size_t bytesOf(const std::string& text) noexcept
{
    constexpr std::size_t keptInside = 15;
    return text.capacity() > keptInside ? text.capacity() + blockOverhead : 0;
}

std::size_t bytesOf(const std::vector<std::string>& texts) noexcept
{
    std::size_t total = 0;
    for (const auto& text : texts)
        total += sizeof(std::string) + bytesOf(text);
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
    if (!needsClaims)
        return {.session = std::move(session), .claims = {}, .ticket = std::nullopt, .loadedAt = now};
    const auto parsed = claimsOf(session);
    // Its storage stays with the object where it is moved.
    return {.session = std::move(session),
            .claims = json::object(parsed, json::make_shared_resource<Arena>(bytesOf(parsed))),
            .ticket = std::nullopt,
            .loadedAt = now};
}

std::size_t OpenedSession::bytes() const noexcept
{
    const auto& s = session;
    std::size_t total = sizeof(*this) + bytesOf(claims) + bytesOf(s.groups) + bytesOf(s.roles);
    for (const auto* text : {&s.id, &s.accessToken, &s.idToken, &s.refreshToken, &s.accessClaims, &s.subject,
                             &s.username, &s.email, &s.providerSession})
        total += bytesOf(*text);
    return total;
}

} // namespace meshsso::session
