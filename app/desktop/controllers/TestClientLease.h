#pragma once

#include "core/Executor.h"
#include "keycloak/AdminAccess.h"
#include "keycloak/TestClient.h"

#include <memory>
#include <optional>

namespace meshsso::desktop {

/// The public client of one login test: made, and taken away again whatever happens in between. Making it is
/// not cut off by a cancelled login: else nobody would know whether it is there. Bound to the executor.
class TestClientLease
{
public:
    TestClientLease(std::shared_ptr<keycloak::AdminAccess> access, SecureRandom& random, const Clock& clock,
                    Executor& executor);
    TestClientLease(const TestClientLease&) = delete;
    TestClientLease& operator=(const TestClientLease&) = delete;

    /// Removes what earlier tests left behind, then makes the client. Dropping the task only stops waiting.
    /// Call once. Errors: those of keycloak::createTestClient.
    Task<Result<keycloak::TestClient>> acquire();
    /// Waits until making it has ended, and removes it; nothing to do is no error. Errors: those of
    /// keycloak::removeTestClient; the client stays known then, to try again.
    Task<Result<void>> release();

    /// The client that is at Keycloak now, as far as we know.
    const std::optional<keycloak::TestClient>& client() const { return m_client; }
    bool isSettled() const { return !m_creation || m_outcome; }

private:
    using Creation = Result<keycloak::TestClient>;

    static Task<Creation> create(std::shared_ptr<keycloak::AdminAccess> access, SecureRandom& random,
                                 const Clock& clock);
    void settled(Creation created);
    Task<Creation> wait();

    std::shared_ptr<keycloak::AdminAccess> m_access;
    SecureRandom& m_random;
    const Clock& m_clock;
    Executor& m_executor;
    std::optional<Task<Creation>> m_creation;
    std::optional<Creation> m_outcome;
    std::optional<keycloak::TestClient> m_client;
    std::shared_ptr<std::function<void(Creation)>> m_waiter; ///< called at most once
};

} // namespace meshsso::desktop
