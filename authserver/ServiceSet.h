#pragma once

#include "ConfigLoader.h"
#include "ProviderMonitor.h"
#include "core/Executor.h"
#include "core/Log.h"
#include "engine/LoginRouter.h"
#include "net/CurlHttpClient.h"
#include "redis/RedisService.h"
#include "session/OidcIdentityProvider.h"
#include "session/SessionCache.h"
#include "telemetry/Metrics.h"

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

namespace meshsso::authserver {

/// What the process has once, whatever configuration it runs with.
struct Process
{
    Process(std::shared_ptr<SecureRandom> randomSource, LogLevel logLevel, std::size_t cacheBytes);

    SystemClock clock;
    std::shared_ptr<SecureRandom> random;
    std::unique_ptr<Log> log;
    std::unique_ptr<Log> auditLog; ///< the same place, whatever the log's level
    telemetry::Metrics metrics;
    engine::Readiness readiness;
    session::SessionCache cache;
    session::Revocations revocations{clock};
    engine::SessionFinder finder{cache, revocations};
    std::unique_ptr<redis::RedisService> redis; ///< null: none
    engine::RefreshGate gate{clock};
    std::shared_ptr<net::CurlThread> curlThread = std::make_shared<net::CurlThread>();
};

/// Whoever serves requests on a thread of its own.
struct WorkerPlace
{
    int number = 0; ///< among all, for its metrics
    Executor& executor;
    engine::Timers& timers;
};

/// The server's services for one loaded configuration: what its logins know of their identity providers, kept
/// fresh, and for each worker an AuthService a login behind one router. A new configuration makes a new set,
/// and the old one stays until what it began is over.
class ServiceSet
{
public:
    ServiceSet(LoadedConfig loaded, Process& process, boost::asio::io_context& context, Executor& executor,
               const std::vector<WorkerPlace>& workers);
    ~ServiceSet();
    ServiceSet(const ServiceSet&) = delete;
    ServiceSet& operator=(const ServiceSet&) = delete;

    /// Takes over what is known of identity providers and other issuers that are also this set's.
    void inherit(const ServiceSet& older);
    /// Begins to ask the identity providers. On the context's thread, as is stop().
    void start();
    void stop();

    engine::LoginRouter& router(std::size_t worker);
    const serverconfig::ServerConfig& config() const;
    std::shared_ptr<const engine::Settings> settings() const;

    struct LoginState
    {
        std::string name;
        std::shared_ptr<const engine::Snapshot> snapshot;
    };
    /// Any thread.
    std::vector<LoginState> logins() const;

    /// Lets go of a worker's services. On that worker's thread, or when it has ended.
    void release(std::size_t worker);

private:
    struct Login;
    struct Worker;

    void addWorker(const WorkerPlace& place);
    std::unique_ptr<session::IdentityProvider> connect(session::IdentityProviderOptions options,
                                                       net::HttpClientOptions http, Executor& executor);
    std::unique_ptr<session::IdentityProvider> makeProvider(const Login& login, Executor& executor);
    /// For discovery and keys alone.
    std::unique_ptr<session::IdentityProvider> makeBearerIssuer(const Login& login, std::size_t index,
                                                                Executor& executor);

    Process& m_process;
    std::vector<std::unique_ptr<Login>> m_logins; ///< the main one first
    std::vector<std::unique_ptr<ProviderMonitor>> m_monitors;
    std::vector<std::unique_ptr<Worker>> m_workers;
};

} // namespace meshsso::authserver
