#include "Application.h"

#include "ConfigReloader.h"
#include "RestartCheck.h"
#include "ServiceSet.h"
#include "grpc/GrpcFrontend.h"
#include "telemetry/MetricsHandler.h"
#include "transport/HttpServer.h"

#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <functional>
#include <mutex>
#include <thread>

namespace meshsso::authserver {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

LogLevel parseLevel(std::string_view name)
{
    if (name == "debug")
        return LogLevel::Debug;
    if (name == "warning")
        return LogLevel::Warning;
    if (name == "error")
        return LogLevel::Error;
    return LogLevel::Info;
}

int workerCount(int configured)
{
    if (configured > 0)
        return configured;
    return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
}

transport::ServerLimits limitsOf(const serverconfig::ServerConfig& config)
{
    transport::ServerLimits limits;
    limits.headerBytes = static_cast<std::size_t>(config.limits.headerBytes);
    limits.bodyBytes = static_cast<std::size_t>(config.limits.bodyBytes);
    limits.connections = config.limits.connections;
    limits.headerTimeout = config.limits.headerTimeout;
    limits.idleTimeout = config.limits.idleTimeout;
    // The token endpoint and then the keys may each take their time.
    limits.answerTimeout = config.provider.requestTimeout * 2 + std::chrono::seconds(5);
    return limits;
}

std::chrono::seconds longestLifetime(const LoadedConfig& loaded)
{
    std::chrono::seconds longest{0};
    for (const auto& login : loaded.logins)
        longest = std::max(longest, login.settings->config().session.lifetime);
    return longest;
}

grpcapi::GrpcLimits grpcLimitsOf(const serverconfig::ServerConfig& config)
{
    const auto http = limitsOf(config);
    grpcapi::GrpcLimits limits;
    // The headers come as text and once more as entries of a map.
    limits.messageBytes = http.headerBytes * 2 + http.bodyBytes + std::size_t{64} * 1024;
    limits.idleTimeout = http.idleTimeout;
    limits.answerTimeout = http.answerTimeout;
    return limits;
}

/// Owns the parts in the order in which they depend on each other.
class Server
{
public:
    Server(LoadedConfig loaded, std::filesystem::path configFile, std::shared_ptr<SecureRandom> random)
        : m_configFile(std::move(configFile)), m_config(loaded.main()),
          m_process(std::move(random), parseLevel(m_config.logLevel),
                    static_cast<std::size_t>(m_config.session.cacheMegabytes) * 1024 * 1024)
    {
        const auto limits = limitsOf(m_config);
        const transport::PeerTrust isTrusted = [this](std::string_view address) {
            return services()->settings()->trustedProxies().contains(address);
        };
        for (int i = 0; i < workerCount(m_config.workers); ++i)
            m_workers.push_back(std::make_unique<transport::Worker>(limits, isTrusted, *m_process.random));
        m_metricsWorker = std::make_unique<transport::Worker>(limits, isTrusted, *m_process.random);
        if (loaded.redis)
            m_process.redis = std::make_unique<redis::RedisService>(
                loaded.redis,
                redis::RedisService::Shared{m_process.revocations, *m_process.random, m_process.clock,
                                            *m_process.log},
                longestLifetime(loaded));
        logFindings(*m_process.log, "config.finding", loaded.findings);
        auto files = loaded.files;
        m_services = makeServices(std::move(loaded));
        m_process.readiness.setReporter([this] { return readinessParts(); });
        m_reloader = std::make_unique<ConfigReloader>(
            m_context, std::move(files),
            ConfigReloader::Work{[this] { return loadConfig(m_configFile, m_process.random); },
                                 [this](LoadedConfig next) { return change(std::move(next)); }},
            *m_process.log, m_process.clock);
    }

    ~Server()
    {
        // The workers' threads have ended, or never began; their contexts are still there.
        if (m_grpc)
            m_grpc->stop();
        m_process.gate.cancelAll();
        m_former.clear();
        m_next.reset();
        m_services.reset();
        if (m_process.redis)
            m_process.redis->stop();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    int run()
    {
        const auto limits = limitsOf(m_config);
        std::vector<transport::Worker*> workers;
        for (const auto& worker : m_workers)
            workers.push_back(worker.get());
        transport::HttpServer server(m_context, limits, workers, *m_process.log);
        m_server = &server;
        telemetry::MetricsHandler metricsHandler(m_process.metrics, m_process.readiness,
                                                 [this] { return gauges(); });
        transport::HttpServer metricsServer(m_context, limits, {m_metricsWorker.get()}, *m_process.log);

        // Before there are threads to which a signal could go instead.
        asio::signal_set ends(m_context, SIGTERM, SIGINT);
        asio::signal_set reloads(m_context, SIGHUP);
        const auto& listen = m_config.listen;
        if (auto listening = server.listen(listen.address, listen.port); !listening)
            return failed(listening.error());
        if (listen.metricsPort >= 0) {
            if (auto listening = metricsServer.listen(listen.metricsAddress, listen.metricsPort); !listening)
                return failed(listening.error());
        }
        if (listen.grpcPort >= 0) {
            if (auto listening = listenForGrpc(); !listening)
                return failed(listening.error());
        }
        for (std::size_t i = 0; i < m_workers.size(); ++i)
            m_workers[i]->start(m_services->router(i));
        m_metricsWorker->start(metricsHandler);
        m_process.log->write(LogLevel::Info, "server.listening",
                             {{"version", MESHSSO_VERSION},
                              {"address", listen.address},
                              {"port", static_cast<std::int64_t>(server.port())},
                              {"metrics_port", static_cast<std::int64_t>(metricsServer.port())},
                              {"grpc_port", static_cast<std::int64_t>(m_grpc ? m_grpc->port() : 0)},
                              {"workers", static_cast<std::int64_t>(m_workers.size())},
                              {"issuer", m_config.provider.issuer}});

        m_services->start();
        m_reloader->start();
        waitForEnd(ends);
        waitForReload(reloads);
        m_context.run();

        m_reloader->stop();
        m_services->stop();
        if (m_next)
            m_next->stop();
        metricsServer.close();
        for (const auto& worker : m_workers)
            worker->stop();
        m_metricsWorker->stop();
        if (m_grpc)
            m_grpc->stop();
        m_process.log->write(LogLevel::Info, "server.stopped");
        return 0;
    }

private:
    /// What a gRPC thread asks: the services of that thread in the set in use.
    class GrpcPlace final : public grpcapi::GrpcServices
    {
    public:
        GrpcPlace(Server& server, WorkerPlace place, std::shared_ptr<ServiceSet> services)
            : m_server(server), m_place(place), m_services(std::move(services)),
              m_index(m_services->addWorker(place)),
              m_telemetry(server.m_process.metrics.shard("main", place.number))
        {
            m_server.m_grpcPlaces.push_back(this);
        }
        GrpcPlace(const GrpcPlace&) = delete;
        GrpcPlace& operator=(const GrpcPlace&) = delete;
        /// When all of gRPC's threads and the other workers' have ended.
        ~GrpcPlace() override
        {
            m_server.m_process.gate.cancelAll();
            m_server.forEachSet([this](ServiceSet& set) { set.release(m_index); });
        }

        engine::AuthService& serviceFor(const engine::CheckRequest& check) override
        {
            return m_services->router(m_index).forCheck(check);
        }
        engine::Telemetry& telemetry() override { return m_telemetry; }

        /// On the main thread.
        const WorkerPlace& place() const { return m_place; }
        void serve(std::shared_ptr<ServiceSet> services)
        {
            m_place.executor.post([this, services = std::move(services)] { m_services = services; });
        }

    private:
        Server& m_server;
        WorkerPlace m_place;
        std::shared_ptr<ServiceSet> m_services;
        std::size_t m_index;
        engine::Telemetry& m_telemetry;
    };

    Result<void> listenForGrpc()
    {
        const auto& listen = m_config.listen;
        auto frontend = grpcapi::GrpcFrontend::start(
            listen.address, listen.grpcPort, static_cast<int>(m_workers.size()), grpcLimitsOf(m_config),
            [this](Executor& executor, engine::Timers& timers) {
                const auto number = static_cast<int>(m_workers.size() + m_grpcPlaces.size());
                return std::make_unique<GrpcPlace>(*this, WorkerPlace{number, executor, timers}, m_services);
            },
            *m_process.random, *m_process.log);
        if (!frontend)
            return fail(std::move(frontend).error());
        m_grpc = std::move(*frontend);
        return {};
    }

    void forEachSet(const std::function<void(ServiceSet&)>& function)
    {
        function(*m_services);
        if (m_next)
            function(*m_next);
        for (const auto& former : m_former)
            function(*former.services);
    }

    std::vector<WorkerPlace> places() const
    {
        std::vector<WorkerPlace> places;
        for (const auto& worker : m_workers)
            places.push_back({static_cast<int>(places.size()), worker->executor(), worker->timers()});
        for (const auto* grpc : m_grpcPlaces)
            places.push_back(grpc->place());
        return places;
    }

    /// A set that requests still in flight may need.
    struct Former
    {
        std::shared_ptr<ServiceSet> services;
        std::unique_ptr<asio::steady_timer> timer;
    };

    std::shared_ptr<ServiceSet> services() const
    {
        const std::lock_guard lock(m_mutex);
        return m_services;
    }

    std::shared_ptr<ServiceSet> makeServices(LoadedConfig loaded)
    {
        return std::make_shared<ServiceSet>(std::move(loaded), m_process, m_context, m_mainExecutor,
                                            places());
    }

    /// Prepares to serve with another configuration; errors say why that cannot be.
    Findings change(LoadedConfig next)
    {
        auto findings = checkChange(m_config, next.main());
        if (hasErrors(findings))
            return findings;
        if (m_process.redis && next.redis)
            m_process.redis->renewAccess(*next.redis);
        if (m_next)
            m_next->stop();
        m_next = makeServices(std::move(next));
        m_next->inherit(*m_services);
        m_next->start();
        if (!m_next->isComplete())
            m_process.log->write(LogLevel::Warning, "config.waiting",
                                 {{"why", "the changed configuration names an identity provider that is not "
                                          "known yet; the former configuration serves until it answers"}});
        takeOverWhenComplete();
        return findings;
    }

    void takeOverWhenComplete()
    {
        if (m_next->isComplete()) {
            takeOver();
            return;
        }
        m_takeOverTimer.expires_after(milliseconds(100));
        m_takeOverTimer.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled && m_next)
                takeOverWhenComplete();
        });
    }

    void takeOver()
    {
        auto former = m_services;
        {
            const std::lock_guard lock(m_mutex);
            m_services = std::exchange(m_next, nullptr);
        }
        former->stop();
        for (std::size_t i = 0; i < m_workers.size(); ++i)
            m_workers[i]->serve(m_services->router(i));
        for (auto* grpc : m_grpcPlaces)
            grpc->serve(m_services);
        // What was opened with a secret that has been taken away, or read for other rules, is opened anew.
        m_process.cache.clear();
        retire(std::move(former));
        m_process.log->write(LogLevel::Info, "config.reloaded",
                             {{"issuer", m_services->config().provider.issuer}});
    }

    void retire(std::shared_ptr<ServiceSet> former)
    {
        auto timer = std::make_unique<asio::steady_timer>(m_context);
        auto& waiting = *timer;
        waiting.expires_after(limitsOf(former->config()).answerTimeout + std::chrono::seconds(10));
        waiting.async_wait([this, set = former.get()](boost::system::error_code cancelled) {
            if (cancelled)
                return;
            const auto place = std::find_if(m_former.begin(), m_former.end(),
                                            [&](const Former& entry) { return entry.services.get() == set; });
            for (const auto& worker : places())
                worker.executor.post([services = place->services,
                                      i = static_cast<std::size_t>(worker.number)] { services->release(i); });
            m_former.erase(place);
        });
        m_former.push_back({std::move(former), std::move(timer)});
    }

    std::vector<engine::Readiness::Part> readinessParts() const
    {
        std::vector<engine::Readiness::Part> parts;
        for (const auto& login : services()->logins()) {
            const bool isKnown = login.snapshot->provider != nullptr;
            const bool isMain = parts.empty();
            parts.push_back({isMain ? "identityProvider" : "identityProvider/" + login.name,
                             isKnown ? "known" : "not reached yet", isKnown || !isMain});
        }
        if (m_process.redis) {
            const auto status = m_process.redis->status();
            // Taking every replica away when Redis goes would only close what still works.
            const bool wasReached = status.lastHeard != TimePoint{};
            parts.push_back({"redis",
                             status.isReachable ? "reachable"
                             : wasReached       ? "not reachable: sessions in memory go on for up to 30 s"
                                                : "not reached yet",
                             wasReached});
        }
        if (!m_reloader->isCurrent())
            parts.push_back({"configuration", "the changed files were refused: see the log", true});
        return parts;
    }

    telemetry::Metrics::Gauges gauges() const
    {
        telemetry::Metrics::Gauges gauges;
        for (auto& login : services()->logins())
            gauges.logins.push_back({std::move(login.name), std::move(login.snapshot)});
        const auto cache = m_process.cache.stats();
        gauges.cache = {cache.hits, cache.misses, cache.evictions, cache.entries, cache.bytes};
        if (m_process.redis) {
            const auto status = m_process.redis->status();
            gauges.store = {status.isReachable, status.stats.commands, status.stats.failures,
                            status.stats.waiting};
        }
        gauges.revocations = m_process.revocations.count();
        gauges.refreshesRunning = m_process.gate.running();
        gauges.connections = m_server->connectionCount();
        gauges.grpcCalls = m_grpc ? m_grpc->callCount() : 0;
        gauges.isDraining = m_process.readiness.isDraining;
        gauges.isConfigCurrent = m_reloader->isCurrent();
        gauges.configLoadedAt = m_reloader->loadedAt();
        gauges.now = m_process.clock.now();
        return gauges;
    }

    int failed(const Error& error)
    {
        const auto text = error.toString();
        m_process.log->write(LogLevel::Error, "server.cannot_listen", {{"error", text}});
        return 1;
    }

    void waitForReload(asio::signal_set& signals)
    {
        signals.async_wait([this, &signals](boost::system::error_code error, int) {
            if (error)
                return;
            m_reloader->reload("SIGHUP");
            waitForReload(signals);
        });
    }

    /// The first signal announces the end and, after the delay, drains; the second does not wait any longer.
    void waitForEnd(asio::signal_set& signals)
    {
        signals.async_wait([this, &signals](boost::system::error_code error, int signal) {
            if (error)
                return;
            if (m_process.readiness.isDraining.exchange(true)) {
                m_context.stop();
                return;
            }
            const auto delay = services()->config().drainDelay;
            m_process.log->write(LogLevel::Info, "server.ending",
                                 {{"signal", static_cast<std::int64_t>(signal)},
                                  {"delay_s", static_cast<std::int64_t>(delay.count())}});
            m_drainTimer.expires_after(delay);
            m_drainTimer.async_wait([this](boost::system::error_code cancelled) {
                if (!cancelled)
                    drain();
            });
            waitForEnd(signals);
        });
    }

    void drain()
    {
        m_server->close();
        const auto deadline = std::chrono::duration_cast<milliseconds>(services()->config().drainTimeout);
        // A gateway may send a request on an idle connection at the very moment we close it; those that are
        // used within the grace period are told to close instead.
        const auto idleGrace = std::min(deadline / 5, milliseconds(5000));
        m_process.log->write(LogLevel::Info, "server.draining",
                             {{"connections", static_cast<std::int64_t>(m_server->connectionCount())},
                              {"deadline_ms", static_cast<std::int64_t>(deadline.count())}});
        for (const auto& worker : m_workers)
            worker->drain(idleGrace);
        if (m_grpc)
            m_grpc->drain(deadline);
        m_drainUntil = std::chrono::steady_clock::now() + deadline;
        waitForDrain();
    }

    void waitForDrain()
    {
        const int left = m_server->connectionCount();
        const bool isDrained = left == 0 && (!m_grpc || m_grpc->isDrained());
        if (isDrained || std::chrono::steady_clock::now() >= m_drainUntil) {
            if (!isDrained)
                m_process.log->write(LogLevel::Warning, "server.drain_incomplete",
                                     {{"connections", static_cast<std::int64_t>(left)}});
            m_context.stop();
            return;
        }
        m_drainTimer.expires_after(milliseconds(50));
        m_drainTimer.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled)
                waitForDrain();
        });
    }

    std::filesystem::path m_configFile;
    serverconfig::ServerConfig m_config; ///< as the process began: what cannot change while it runs
    Process m_process;
    asio::io_context m_context{1};
    transport::AsioExecutor m_mainExecutor{m_context};
    asio::steady_timer m_drainTimer{m_context};
    asio::steady_timer m_takeOverTimer{m_context};
    std::chrono::steady_clock::time_point m_drainUntil{};
    transport::HttpServer* m_server = nullptr;
    // Services are used by the workers' threads and belong to their contexts: they go between the two.
    std::vector<std::unique_ptr<transport::Worker>> m_workers;
    std::unique_ptr<transport::Worker> m_metricsWorker;
    std::vector<GrpcPlace*> m_grpcPlaces; ///< the frontend's
    mutable std::mutex m_mutex; ///< guards the pointer for other threads; only the main thread sets it
    std::shared_ptr<ServiceSet> m_services;
    std::shared_ptr<ServiceSet> m_next; ///< waits for its identity providers
    std::vector<Former> m_former;
    std::unique_ptr<ConfigReloader> m_reloader;
    std::unique_ptr<grpcapi::GrpcFrontend> m_grpc; ///< null: not asked for
};

} // namespace

int runServer(LoadedConfig loaded, std::filesystem::path configFile, std::shared_ptr<SecureRandom> random)
{
    // A peer that has gone is an error code, not the end of the process.
    if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return 1;
    Server server(std::move(loaded), std::move(configFile), std::move(random));
    return server.run();
}

} // namespace meshsso::authserver
