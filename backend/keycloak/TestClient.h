#pragma once

#include "core/Clock.h"
#include "core/SecureRandom.h"
#include "keycloak/AdminClient.h"
#include "project/SsoProject.h"

#include <chrono>
#include <string>
#include <vector>

namespace meshsso::keycloak {

/// A public client that exists for one login test from this machine and is removed afterwards.
struct TestClient
{
    std::string uuid;     ///< Keycloak's internal id
    std::string clientId; ///< "meshsso-login-test-3fa9c21b"
    std::string realm;
    std::vector<std::string> scopes; ///< to ask for at login, openid among them
};

/// The redirect URI of the desktop's loopback listener: "http://127.0.0.1:PORT/callback" (RFC 8252 section
/// 7.3). Keycloak compares it with the registered one without the port.
std::string testRedirectUri(int port);

/// Creates it: public, standard flow only, PKCE S256 required, redirect to 127.0.0.1 only, with the scopes
/// and mappers of the project's client, so that its tokens look the same. Ask the operator first; this
/// changes the realm. Errors: those of AdminClient; NotFound if the realm or the project's client is missing.
/// Where the answer is lost it is looked for and removed again.
Task<Result<TestClient>> createTestClient(AdminClient& admin, project::SsoProject project,
                                          SecureRandom& random, const Clock& clock);

/// Removes it; one that is gone already is no error. Errors: those of AdminClient; Conflict if what is there
/// is not a test client of ours (it is left alone).
Task<Result<void>> removeTestClient(AdminClient& admin, TestClient client);

/// Removes test clients that a crash left behind: those that carry our attribute and our name, and are older
/// than minAge, so that a colleague's test under way is left alone. Never any other client. The result is the
/// client ids that were removed. Errors: those of AdminClient.
Task<Result<std::vector<std::string>>> removeLeftovers(AdminClient& admin, std::string realm,
                                                       const Clock& clock,
                                                       std::chrono::seconds minAge = std::chrono::hours(1));

} // namespace meshsso::keycloak
