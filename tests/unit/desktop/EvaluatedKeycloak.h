#pragma once

#include "FakeKeycloak.h"
#include "project/SsoProject.h"

#include <optional>

namespace meshsso::test {

/// FakeKeycloak at https://kc.test, with what the console asks beside provisioning: a search for users, and
/// Evaluate's answers as the present client scopes make them.
class EvaluatedKeycloak
{
public:
    EvaluatedKeycloak();

    Result<net::HttpResponse> handle(net::HttpRequest request);
    FakeKeycloak& keycloak() { return m_keycloak; }
    /// Takes the client scope away from the client, as somebody at the console would.
    void unassign(std::string_view scope);
    /// Answers every sign-in with 401.
    bool isRefusing = false;

    /// A project of that Keycloak with role reader and user alice, without findings that stop a plan.
    /// Passwords: keychain "sample/admin" and "sample/alice".
    static project::SsoProject project();

private:
    std::optional<net::HttpResponse> evaluate(const std::string& target);
    json::object accessToken();
    bool hasScope(std::string_view scope);
    std::string clientId();

    FakeKeycloak m_keycloak;
};

} // namespace meshsso::test
