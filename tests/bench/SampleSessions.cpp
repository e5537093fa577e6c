#include "SampleSessions.h"

#include "core/Encoding.h"
#include "core/Json.h"
#include "core/SecureRandom.h"
#include "support/KeycloakTokens.h"

#include <cstdlib>

namespace meshsso::bench {

session::Session SampleSessions::make() const
{
    SystemRandom random;
    const auto tokens = test::KeycloakTokens::make(random, m_now);
    session::Session session;
    session.id = random.token(16);
    session.accessToken = resign(tokens.access);
    session.idToken = resign(tokens.id);
    session.refreshToken = tokens.refresh;
    session.subject = tokens.subject;
    session.username = "testuser";
    session.email = "testuser@corp.example";
    session.roles = {"default-roles-apps", "offline_access", "uma_authorization", "orders-reader"};
    session.providerSession = tokens.providerSession;
    session.createdAt = m_now;
    session.lastSeen = m_now;
    session.accessExpires = m_now + std::chrono::hours(24);
    return session;
}

std::string SampleSessions::resign(const std::string& token) const
{
    const auto start = token.find('.') + 1;
    const auto payload = base64UrlDecode(token.substr(start, token.rfind('.') - start));
    auto parsed = parseJsonObject(payload.value_or(""));
    if (!parsed)
        std::abort();
    auto& claims = *parsed;
    claims["iss"] = issuer;
    claims["aud"] = client;
    claims["azp"] = client;
    claims["exp"] = toUnixSeconds(m_now + std::chrono::hours(24));
    return m_signer.sign(claims);
}

} // namespace meshsso::bench
