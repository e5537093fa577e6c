#pragma once

#include "access/AccessEvaluator.h"
#include "core/Result.h"
#include "core/SecretString.h"
#include "core/SecureRandom.h"
#include "crypto/JwsVerifier.h"
#include "engine/IdentityHeaders.h"
#include "engine/Pages.h"
#include "serverconfig/ServerConfig.h"
#include "serverconfig/TrustedProxies.h"
#include "session/LoginCookies.h"
#include "session/SessionCookies.h"
#include "session/TicketCookies.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::engine {

/// Everything that follows from the configuration and its secrets, made once. Immutable; thread-safe.
class Settings
{
public:
    /// others: how the cookies of the server's other logins are called. Errors: InvalidArgument (cookie
    /// secret, rule, address block), naming the setting.
    static Result<std::shared_ptr<const Settings>> create(serverconfig::ServerConfig config,
                                                          const std::vector<SecretString>& cookieSecrets,
                                                          const std::shared_ptr<SecureRandom>& random,
                                                          Pages pages = {},
                                                          std::vector<session::CookiePolicy> others = {});
    /// How the cookies of all logins of a main configuration are called, but for the one with that
    /// cookieName.
    static std::vector<session::CookiePolicy> otherCookies(const serverconfig::ServerConfig& main,
                                                           std::string_view ownName);

    /// Of no other settings in the process: what was opened under one never counts under another.
    std::uint64_t id() const noexcept { return m_id; }
    const serverconfig::ServerConfig& config() const noexcept { return m_config; }
    const access::AccessEvaluator& evaluator() const noexcept { return m_evaluator; }
    const session::SessionCookies& sessionCookies() const noexcept { return m_sessionCookies; }
    const session::TicketCookies& ticketCookies() const noexcept { return m_ticketCookies; }
    /// This login's and the others': for what applications get to see.
    const session::OurCookies& ourCookies() const noexcept { return m_ourCookies; }
    /// Sessions are kept in a store, and cookies hold tickets.
    bool isStored() const noexcept { return m_config.session.store == serverconfig::SessionStoreKind::Redis; }
    /// A rule, a header or gRPC's metadata is made of the access token's claims.
    bool needsClaims() const noexcept { return m_needsClaims; }
    const session::LoginCookies& loginCookies() const noexcept { return m_loginCookies; }
    const IdentityHeaders& identityHeaders() const noexcept { return m_identityHeaders; }
    /// How and in which languages our pages are shown.
    const Pages& pages() const noexcept { return m_pages; }
    const serverconfig::TrustedProxies& trustedProxies() const noexcept { return m_trustedProxies; }

    /// True if a login may start on or return to that host or host:port.
    bool isAllowedAuthority(std::string_view authority) const;
    /// The validated return URL, or nothing.
    std::optional<std::string> returnUrl(std::string_view text) const;
    /// Where the identity provider sends the browser back to, for a login that starts on that host.
    std::string redirectUri(std::string_view authority) const;
    /// True for a path (without query) under our own pages' prefix.
    bool isEndpointPath(std::string_view path) const noexcept;
    /// True for that of one of our own pages.
    bool isEndpoint(std::string_view path) const noexcept;
    /// "/oauth2" + "/start"
    std::string endpoint(std::string_view name) const { return m_config.endpointPrefix + std::string(name); }

private:
    Settings(serverconfig::ServerConfig config, access::AccessEvaluator evaluator,
             session::SessionCookies sessionCookies, session::TicketCookies ticketCookies,
             session::LoginCookies loginCookies, session::OurCookies ourCookies,
             serverconfig::TrustedProxies trustedProxies, Pages pages);

    const std::uint64_t m_id;
    serverconfig::ServerConfig m_config;
    access::AccessEvaluator m_evaluator;
    session::SessionCookies m_sessionCookies;
    session::TicketCookies m_ticketCookies;
    session::LoginCookies m_loginCookies;
    session::OurCookies m_ourCookies;
    IdentityHeaders m_identityHeaders;
    serverconfig::TrustedProxies m_trustedProxies;
    Pages m_pages;
    std::vector<std::string> m_allowedAuthorities;
    bool m_needsClaims = false;
};

} // namespace meshsso::engine
