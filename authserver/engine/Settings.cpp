#include "engine/Settings.h"

#include "core/Url.h"
#include "engine/EndpointNames.h"
#include "engine/ReturnUrl.h"
#include "serverconfig/PlainPath.h"

#include <algorithm>
#include <atomic>

namespace meshsso::engine {
namespace {

/// Lower case, without the scheme's default port; empty for what is no authority.
std::string canonicalAuthority(std::string_view authority, std::string_view scheme)
{
    const auto url = Url::parse(std::string(scheme) + "://" + std::string(authority));
    return url && url->path == "/" && !url->hasQuery && url->fragment.empty() ? url->authority()
                                                                              : std::string{};
}

session::CookiePolicy policyOf(const serverconfig::SessionConfig& session, std::string_view name)
{
    return {name, session.cookieDomain, session.secureCookies};
}

std::atomic<std::uint64_t> nextId{1};

} // namespace

Result<std::shared_ptr<const Settings>> Settings::create(serverconfig::ServerConfig config,
                                                         const std::vector<SecretString>& cookieSecrets,
                                                         const std::shared_ptr<SecureRandom>& random,
                                                         Pages pages,
                                                         std::vector<session::CookiePolicy> others)
{
    auto evaluator = access::AccessEvaluator::create(config.access);
    if (!evaluator)
        return fail(std::move(evaluator).error());
    auto sessionSealer = crypto::Sealer::create(cookieSecrets, session::SessionCookies::purpose, random);
    if (!sessionSealer)
        return fail(ErrorCode::InvalidArgument, sessionSealer.error().message, "session.cookieSecrets");
    auto ticketSealer = crypto::Sealer::create(cookieSecrets, session::TicketCookies::purpose, random);
    if (!ticketSealer)
        return fail(ErrorCode::InvalidArgument, ticketSealer.error().message, "session.cookieSecrets");
    auto loginSealer = crypto::Sealer::create(cookieSecrets, session::LoginCookies::purpose, random);
    if (!loginSealer)
        return fail(ErrorCode::InvalidArgument, loginSealer.error().message, "session.cookieSecrets");
    auto trusted = serverconfig::TrustedProxies::parse(config.trustedProxies);
    if (!trusted)
        return fail(ErrorCode::InvalidArgument, trusted.error().message, "trustedProxies");

    const auto& s = config.session;
    const auto policy = policyOf(s, s.cookieName);
    others.push_back(policy);
    session::LoginCookieLimits limits;
    limits.lifetime = s.loginTimeout;
    limits.maxAttempts = s.maxLoginAttempts;
    const auto owner = session::sessionOwner(config.provider.issuer, config.provider.clientId);
    session::SessionCookies sessionCookies(std::move(*sessionSealer), policy, owner);
    session::TicketCookies ticketCookies(std::move(*ticketSealer), policy, owner);
    session::LoginCookies loginCookies(std::move(*loginSealer), policy, limits);
    return std::shared_ptr<const Settings>(
        new Settings(std::move(config), std::move(*evaluator), std::move(sessionCookies),
                     std::move(ticketCookies), std::move(loginCookies),
                     session::OurCookies(std::move(others)), std::move(*trusted), std::move(pages)));
}

std::vector<session::CookiePolicy> Settings::otherCookies(const serverconfig::ServerConfig& main,
                                                          std::string_view ownName)
{
    std::vector<session::CookiePolicy> others;
    const auto add = [&](std::string_view name) {
        if (name != ownName)
            others.push_back(policyOf(main.session, name));
    };
    add(main.session.cookieName);
    for (const auto& login : main.logins)
        add(login.cookieName);
    return others;
}

Settings::Settings(serverconfig::ServerConfig config, access::AccessEvaluator evaluator,
                   session::SessionCookies sessionCookies, session::TicketCookies ticketCookies,
                   session::LoginCookies loginCookies, session::OurCookies ourCookies,
                   serverconfig::TrustedProxies trustedProxies, Pages pages)
    : m_id(nextId.fetch_add(1, std::memory_order_relaxed)), m_config(std::move(config)),
      m_evaluator(std::move(evaluator)), m_sessionCookies(std::move(sessionCookies)),
      m_ticketCookies(std::move(ticketCookies)), m_loginCookies(std::move(loginCookies)),
      m_ourCookies(std::move(ourCookies)), m_identityHeaders(m_config.headers),
      m_trustedProxies(std::move(trustedProxies)), m_pages(std::move(pages))
{
    for (const auto& host : m_config.allowedHosts)
        m_allowedAuthorities.push_back(canonicalAuthority(host, m_config.publicScheme));
    if (!m_config.publicAuthority.empty())
        m_allowedAuthorities.push_back(canonicalAuthority(m_config.publicAuthority, m_config.publicScheme));
    std::erase(m_allowedAuthorities, std::string{});
    const auto& rules = m_config.access.rules;
    // Over gRPC the gateway is told some of them.
    m_needsClaims = m_identityHeaders.needsClaims() || m_config.listen.grpcPort >= 0 ||
                    std::any_of(rules.begin(), rules.end(),
                                [](const auto& r) { return r.mode == access::AccessMode::Require; });
}

bool Settings::isAllowedAuthority(std::string_view authority) const
{
    const auto canonical = canonicalAuthority(authority, m_config.publicScheme);
    return !canonical.empty() && std::find(m_allowedAuthorities.begin(), m_allowedAuthorities.end(),
                                           canonical) != m_allowedAuthorities.end();
}

std::optional<std::string> Settings::returnUrl(std::string_view text) const
{
    return checkReturnUrl(text, m_config.publicScheme,
                          [this](std::string_view authority) { return isAllowedAuthority(authority); });
}

std::string Settings::redirectUri(std::string_view authority) const
{
    // Without a cookie domain the state cookie is bound to the host, so the callback must come back to it.
    const bool central = !m_config.session.cookieDomain.empty() && !m_config.publicAuthority.empty();
    const auto host = canonicalAuthority(central ? std::string_view(m_config.publicAuthority) : authority,
                                         m_config.publicScheme);
    return m_config.publicScheme + "://" + host + endpoint("/callback");
}

bool Settings::isEndpointPath(std::string_view path) const noexcept
{
    return serverconfig::isUnder(path, m_config.endpointPrefix);
}

bool Settings::isEndpoint(std::string_view path) const noexcept
{
    return isEndpointPath(path) && !allowedMethods(path.substr(m_config.endpointPrefix.size())).empty();
}

} // namespace meshsso::engine
