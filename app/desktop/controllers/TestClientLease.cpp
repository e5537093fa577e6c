#include "desktop/controllers/TestClientLease.h"

namespace meshsso::desktop {

namespace {

/// Whoever waits; forgotten when it goes away.
struct Waiting final : Operation
{
    explicit Waiting(std::shared_ptr<std::function<void(Result<keycloak::TestClient>)>> w)
        : waiter(std::move(w))
    {
    }
    ~Waiting() override { *waiter = nullptr; }
    std::shared_ptr<std::function<void(Result<keycloak::TestClient>)>> waiter;
};

} // namespace

TestClientLease::TestClientLease(std::shared_ptr<keycloak::AdminAccess> access, SecureRandom& random,
                                 const Clock& clock, Executor& executor)
    : m_access(std::move(access)), m_random(random), m_clock(clock), m_executor(executor)
{
}

Task<TestClientLease::Creation> TestClientLease::create(std::shared_ptr<keycloak::AdminAccess> access,
                                                        SecureRandom& random, const Clock& clock)
{
    std::string realm = access->project().identityProvider.realm;
    auto swept = co_await keycloak::removeLeftovers(access->admin(), std::move(realm), clock);
    if (!swept)
        co_return fail(std::move(swept).error());
    auto project = access->project();
    auto created = co_await keycloak::createTestClient(access->admin(), std::move(project), random, clock);
    co_return created;
}

void TestClientLease::settled(Creation created)
{
    if (created)
        m_client = *created;
    m_outcome = std::move(created);
    if (!m_waiter)
        return;
    // Later, so that it never comes from within whoever began to wait.
    m_executor.post([waiter = m_waiter, outcome = *m_outcome] {
        if (*waiter) {
            auto tell = std::exchange(*waiter, nullptr);
            tell(outcome);
        }
    });
}

Task<TestClientLease::Creation> TestClientLease::wait()
{
    if (m_outcome)
        co_return *m_outcome;
    Completion<Creation>::Starter starter = [this](Completion<Creation>::Done done) {
        m_waiter = std::make_shared<std::function<void(Creation)>>(std::move(done));
        return std::make_unique<Waiting>(m_waiter);
    };
    Completion<Creation> completion(std::move(starter));
    auto outcome = co_await completion;
    co_return outcome;
}

Task<Result<keycloak::TestClient>> TestClientLease::acquire()
{
    m_creation.emplace(create(m_access, m_random, m_clock));
    m_creation->start([this](Creation created) { settled(std::move(created)); });
    auto outcome = co_await wait();
    co_return outcome;
}

Task<Result<void>> TestClientLease::release()
{
    if (!isSettled())
        (void)co_await wait();
    if (!m_client)
        co_return Result<void>();
    auto client = *m_client;
    auto removed = co_await keycloak::removeTestClient(m_access->admin(), std::move(client));
    if (removed)
        m_client.reset();
    co_return removed;
}

} // namespace meshsso::desktop
