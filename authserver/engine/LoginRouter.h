#pragma once

#include "engine/AuthService.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::engine {

/// Which requests are a login configuration's.
struct LoginRoute
{
    std::vector<std::string> hosts; ///< lower case, exact or "*.example.com"; none: every host
    std::string pathPrefix;         ///< of its checks; empty: checks have none
    std::string endpointPrefix;     ///< of its own pages

    /// Checks and pages under its prefixes, for its hosts. A host that cannot be read is nobody's.
    bool matches(std::string_view host, std::string_view target) const;
    /// The same where checks come without a prefix (gRPC): by host, or a page of its own.
    bool matchesUnprefixed(std::string_view host, std::string_view target) const;

private:
    bool matchesHost(std::string_view host) const;
};

/// One worker's server for all login configurations: hands each request to the first whose route it matches,
/// else to the main one. What the others may do is decided by their own rules, sessions by their own cookies.
/// A proxy's subrequest belongs to the login of the host that it asks about, whatever its own Host header
/// says. A back-channel notice may come by an internal address, whose host is nobody's: it goes to the login
/// whose issuer and client its token names, which then verifies it.
class LoginRouter final : public RequestHandler
{
public:
    struct Entry
    {
        LoginRoute route;
        AuthService& service;
    };

    /// The services outlive the router.
    LoginRouter(AuthService& main, std::vector<Entry> further) : m_main(main), m_further(std::move(further))
    {
    }

    std::optional<Task<bool>> handle(const CheckRequest& request, ResponseWriter& out) override;

    /// Whose check it is that came without a path prefix (gRPC).
    AuthService& forCheck(const CheckRequest& check) const;

private:
    std::string_view hostOf(const CheckRequest& request) const;
    AuthService* namedByLogoutToken(const CheckRequest& request) const;

    AuthService& m_main;
    std::vector<Entry> m_further;
};

} // namespace meshsso::engine
