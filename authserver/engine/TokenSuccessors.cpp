#include "engine/TokenSuccessors.h"

#include "crypto/Digest.h"

#include <algorithm>

namespace meshsso::engine {

void TokenSuccessors::add(const std::string& refreshToken, std::string successor)
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_byDigest, [&](const auto& entry) { return now >= entry.second.addedAt + life; });
    if (m_byDigest.size() >= maxCount)
        m_byDigest.erase(
            std::min_element(m_byDigest.begin(), m_byDigest.end(), [](const auto& one, const auto& other) {
                return one.second.addedAt < other.second.addedAt;
            }));
    m_byDigest[crypto::sha256(refreshToken)] = {std::move(successor), now};
}

std::string TokenSuccessors::latest(std::string refreshToken) const
{
    const std::lock_guard lock(m_mutex);
    // A successor never leads back, but nothing here depends on that.
    for (std::size_t steps = 0; steps < m_byDigest.size(); ++steps) {
        const auto found = m_byDigest.find(crypto::sha256(refreshToken));
        if (found == m_byDigest.end() || m_clock.now() >= found->second.addedAt + life)
            break;
        refreshToken = found->second.refreshToken;
    }
    return refreshToken;
}

} // namespace meshsso::engine
