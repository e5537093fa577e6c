#pragma once

#include "FakeIdentityProvider.h"
#include "core/RunLoop.h"
#include "engine/AuthService.h"
#include "support/ManualTimers.h"
#include "support/MemorySessionStore.h"
#include "support/TestPrinters.h"

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace meshsso::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// A response, taken apart.
struct Answer
{
    int status = 0;
    Headers headers;
    std::string body;

    /// The first header of that name (lower case), or empty.
    std::string header(std::string_view name) const;
    bool has(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
    /// The entries of x-envoy-auth-headers-to-remove.
    bool removes(std::string_view name) const;
    static Answer parse(std::string_view bytes);
};

/// Notes what was counted.
class CountingTelemetry final : public engine::Telemetry
{
public:
    void checked(engine::DecisionKind kind, engine::DecisionReason reason) override
    {
        const std::lock_guard lock(m_mutex); // the gRPC server's workers share it
        lastKind = kind;
        lastReason = reason;
    }
    void loginStarted() override { ++started; }
    void loginCompleted() override { ++completed; }
    void sessionCookieSet(std::size_t bytes) override { cookieBytes.push_back(bytes); }
    void loginFailed(std::string_view reason) override { failures.emplace_back(reason); }
    void loggedOut() override { ++logouts; }
    void refreshed(engine::RefreshResult result) override { refreshes.push_back(result); }

    engine::DecisionKind lastKind{};
    engine::DecisionReason lastReason{};
    int started = 0;
    int completed = 0;
    int logouts = 0;
    std::vector<std::size_t> cookieBytes;
    std::vector<std::string> failures;
    std::vector<engine::RefreshResult> refreshes;

private:
    std::mutex m_mutex;
};

/// A channel to other replicas, which are told and never answer.
class MemoryRevocationChannel final : public session::RevocationChannel
{
public:
    Task<Result<bool>> publish(session::Revocation revocation) override
    {
        if (error || publishError)
            co_return fail(error ? *error : *publishError);
        published.push_back(std::move(revocation));
        co_return true;
    }
    Task<Result<bool>> claimOnce(std::string name, TimePoint) override
    {
        if (error)
            co_return fail(*error);
        co_return claimed.insert(std::move(name)).second;
    }
    Task<Result<bool>> isClaimed(std::string name) override
    {
        if (error)
            co_return fail(*error);
        co_return claimed.contains(name);
    }
    std::vector<session::Revocation> published;
    std::set<std::string> claimed;
    std::optional<Error> error;        ///< what every call fails with
    std::optional<Error> publishError; ///< what publishing alone fails with
};

/// A whole server without its transport: configuration, identity provider, service.
class EngineFixture
{
public:
    static constexpr const char* host = "app.example.com";

    explicit EngineFixture(serverconfig::ServerConfig config = defaultConfig(), bool providerKnown = true);

    /// Rules: /public is public, /admin/* wants the role admin, /research/* the claim department; the rest
    /// somebody. No session passes beyond its access token (outageGrace is 0), so that tests see what an
    /// outage ends.
    static serverconfig::ServerConfig defaultConfig();

    /// Sends a request as it arrives at the server's port.
    Answer send(const std::string& method, const std::string& target, Headers headers = {},
                const std::string& body = {}, bool peerTrusted = false);
    /// The same to another handler that this server stands behind, such as a router.
    Answer sendTo(engine::RequestHandler& handler, const std::string& method, const std::string& target,
                  Headers headers, const std::string& body = {}, bool peerTrusted = false);
    /// The same, but leaves a waiting task to the caller.
    struct Pending
    {
        std::string method, target, body;
        Headers headers;
        std::vector<engine::HeaderView> views;
        engine::ResponseWriter writer;
        std::optional<Task<bool>> task;
        bool done = false;
    };
    std::unique_ptr<Pending> begin(const std::string& method, const std::string& target, Headers headers);

    /// Another worker's service for the same server.
    std::unique_ptr<engine::AuthService> makeService(Executor& executor, engine::Timers& workerTimers)
    {
        return std::make_unique<engine::AuthService>(
            engine::SharedServices{m_store, m_finder, revocations, m_gate, m_readiness, *random, clock,
                                   *m_log},
            engine::WorkerServices{provider, settings().isStored() ? &sessions : nullptr, nullptr, executor,
                                   workerTimers, telemetry});
    }

    std::string logText() const;
    const Log& log() const { return *m_log; }
    const engine::Settings& settings() const { return *m_store.current()->settings; }

    FixedClock clock;
    std::shared_ptr<SystemRandom> random = std::make_shared<SystemRandom>();
    FakeIdentityProvider provider{clock};
    FakeIdentityProvider bearerIssuer{
        clock}; ///< behind the first of config().bearer.issuers, if there is one
    CountingTelemetry telemetry;
    RunLoop loop;
    ManualTimers timers;
    session::Revocations revocations{clock};
    MemoryRevocationChannel channel; ///< used where the configuration names a Redis
    MemorySessionStore sessions;     ///< used where the configuration says store: redis
    std::vector<std::string> logLines;
    std::string requestId = "test-request-1"; ///< of every request
    SecretString cookieSecret;

private:
    engine::CheckRequest request(Pending& pending, bool peerTrusted);

    std::unique_ptr<Log> m_log;
    engine::SnapshotStore m_store;
    session::SessionCache m_cache{std::size_t{8} * 1024 * 1024};
    engine::SessionFinder m_finder{m_cache, revocations};
    engine::RefreshGate m_gate;
    engine::Readiness m_readiness;
    engine::AuthService m_service;

public:
    engine::AuthService& service() { return m_service; }
    engine::SnapshotStore& store() { return m_store; }
    engine::Readiness& readiness() { return m_readiness; }
    session::SessionCache& cache() { return m_cache; }
};

/// A browser on one host: a cookie jar, navigation headers, and the whole sign-in.
class Browser
{
public:
    explicit Browser(EngineFixture& server, std::string host = EngineFixture::host);

    /// A navigation to a path that the gateway checks first.
    Answer check(const std::string& path, Headers extra = {}, const std::string& method = "GET");
    /// A navigation to one of our own pages, which the gateway routes to us.
    Answer open(const std::string& target, Headers extra = {}, const std::string& method = "GET");
    /// Starts a login and returns the callback's target as the identity provider would send it.
    std::string startLogin(const std::string& returnUrl = "/");
    /// Starts a login and completes it.
    Answer signIn(const std::string& returnUrl = "/");

    std::string cookieHeader() const;
    std::map<std::string, std::string> jar;

private:
    Answer send(const std::string& method, const std::string& target, Headers extra);
    EngineFixture& m_server;
    std::string m_host;
};

/// A server with somebody signed in, and for how long.
struct SignedIn
{
    explicit SignedIn(std::chrono::seconds ago = std::chrono::seconds(0))
        : SignedIn(EngineFixture::defaultConfig(), ago)
    {
    }
    explicit SignedIn(serverconfig::ServerConfig config, std::chrono::seconds ago = std::chrono::seconds(0))
        : server(std::move(config))
    {
        browser.signIn();
        server.clock.advance(ago);
    }

    EngineFixture server;
    Browser browser{server};
};

} // namespace meshsso::test
