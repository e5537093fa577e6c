#include "Application.h"

#include "ConfigReloader.h"
#include "RestartCheck.h"
#include "ServerTuning.h"
#include "ServiceSwitch.h"
#include "core/Text.h"
#include "grpc/GrpcFrontend.h"
#include "telemetry/MetricsHandler.h"
#include "transport/HttpProtocol.h"
#include "transport/Listener.h"
#include "transport/Worker.h"

#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <csignal>

namespace meshsso::authserver {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

/// Keeps SIGHUP from this thread and those that it starts meanwhile, or takes it again.
void blockHangups(bool isBlocked)
{
    sigset_t hangup;
    sigemptyset(&hangup);
    sigaddset(&hangup, SIGHUP);
    pthread_sigmask(isBlocked ? SIG_BLOCK : SIG_UNBLOCK, &hangup, nullptr);
}

/// So long a server that has not reached its identity provider is not ready.
constexpr std::chrono::seconds providerGrace{10};

template<class Base, class Owned>
std::vector<Base*> pointersTo(const std::vector<std::unique_ptr<Owned>>& owned)
{
    std::vector<Base*> pointers;
    pointers.reserve(owned.size());
    for (const auto& one : owned)
        pointers.push_back(one.get());
    return pointers;
}

struct BearerIssuerState
{
    std::string issuer;
    std::shared_ptr<const session::ProviderState> state; ///< null: not known yet
};

std::vector<BearerIssuerState> bearerIssuersOf(const engine::Snapshot& snapshot)
{
    std::vector<BearerIssuerState> states;
    const auto& issuers = snapshot.settings->config().bearer.issuers;
    for (std::size_t i = 0; i < issuers.size(); ++i)
        states.push_back({issuers[i].issuer, snapshot.issuerState(i)});
    return states;
}

/// Owns the parts in the order in which they depend on each other.
class Server
{
public:
    Server(LoadedConfig loaded, std::filesystem::path configFile, std::shared_ptr<SecureRandom> random)
        : m_configFile(std::move(configFile)), m_config(loaded.main()),
          m_process(std::move(random), logLevelOf(m_config),
                    static_cast<std::size_t>(m_config.session.cacheMegabytes) * 1024 * 1024)
    {
        const auto limits = limitsOf(m_config);
        const transport::PeerTrust isTrusted = [this](std::string_view address) {
            return m_services->current()->settings()->trustedProxies().contains(address);
        };
        for (int i = 0; i < workerCountOf(m_config); ++i) {
            auto& worker = *m_workers.emplace_back(std::make_unique<transport::Worker>());
            m_http.push_back(
                std::make_unique<transport::HttpProtocol>(worker, limits, isTrusted, *m_process.random));
        }
        m_metricsHttp =
            std::make_unique<transport::HttpProtocol>(m_metricsWorker, limits, isTrusted, *m_process.random);
        if (loaded.redis)
            m_process.redis = std::make_unique<redis::RedisService>(
                loaded.redis,
                redis::RedisService::Shared{m_process.revocations, *m_process.random, m_process.clock,
                                            *m_process.log},
                longestLifetime(loaded));
        logFindings(*m_process.log, "config.finding", loaded.findings);
        auto files = loaded.files;
        m_services = std::make_unique<ServiceSwitch>(std::move(loaded), m_process, m_context, m_mainExecutor,
                                                     places());
        m_process.readiness.setReporter([this] { return readinessParts(); });
        m_reloader = std::make_unique<ConfigReloader>(
            m_context, std::move(files),
            ConfigReloader::Work{[this] { return loadConfig(m_configFile, m_process.random); },
                                 [this](LoadedConfig next) { return change(std::move(next)); }},
            *m_process.log, m_process.clock);
        m_services->whenTakenOver([this] { m_reloader->takenOver(); });
    }

    ~Server()
    {
        // The workers' threads have ended, or never began; their contexts are still there.
        m_services.reset();
        if (m_process.redis)
            m_process.redis->stop();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    int run()
    {
        const int maxConnections = limitsOf(m_config).connections;
        transport::Listener server(m_context, maxConnections, pointersTo<transport::Protocol>(m_http),
                                   *m_process.log);
        m_server = &server;
        telemetry::MetricsHandler metricsHandler(m_process.metrics, m_process.readiness,
                                                 [this] { return gauges(); });
        transport::Listener metricsServer(m_context, maxConnections, {m_metricsHttp.get()}, *m_process.log);

        // Before there are threads to which a signal could go instead.
        asio::signal_set ends(m_context, SIGTERM, SIGINT);
        asio::signal_set reloads(m_context, SIGHUP);
        // Of our threads only this one takes it, and at the end none does: once Asio has given it back to the
        // system, it would end the process in the midst of ending.
        blockHangups(true);
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
        m_services->serveWith([this](std::size_t worker, engine::LoginRouter& router) {
            m_http[worker]->serve(router);
            if (m_grpc)
                m_grpc->serve(worker, router);
        });
        m_metricsHttp->serve(metricsHandler);
        for (const auto& worker : m_workers)
            worker->start();
        m_metricsWorker.start();
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
        blockHangups(false);
        m_context.run();
        blockHangups(true);

        m_reloader->stop();
        m_services->stop();
        metricsServer.close();
        for (const auto& worker : m_workers)
            worker->stop();
        m_metricsWorker.stop();
        m_process.log->write(LogLevel::Info, "server.stopped");
        return 0;
    }

private:
    std::vector<WorkerPlace> places() const
    {
        std::vector<WorkerPlace> places;
        places.reserve(m_workers.size());
        for (const auto& worker : m_workers)
            places.push_back({static_cast<int>(places.size()), worker->executor(), worker->timers()});
        return places;
    }

    Result<void> listenForGrpc()
    {
        const auto& listen = m_config.listen;
        auto frontend = grpcapi::GrpcFrontend::listen(
            m_context, listen.address, listen.grpcPort, pointersTo<transport::Worker>(m_workers),
            grpcLimitsOf(m_config), *m_process.random, *m_process.log);
        if (!frontend)
            return fail(std::move(frontend).error());
        m_grpc = std::move(*frontend);
        return {};
    }

    int connectionCount() const
    {
        return m_server->connectionCount() + (m_grpc ? m_grpc->connectionCount() : 0);
    }

    /// Changes to another configuration; errors say why that cannot be.
    Findings change(LoadedConfig next)
    {
        auto findings = checkChange(m_config, next.main());
        if (hasErrors(findings))
            return findings;
        if (m_process.redis && next.redis)
            m_process.redis->renewAccess(*next.redis);
        m_services->change(std::move(next));
        return findings;
    }

    std::vector<engine::Readiness::Part> readinessParts() const
    {
        std::vector<engine::Readiness::Part> parts;
        // Whoever is signed in gets on without the provider. A rolling update, though, should not hand over
        // to a replica before that has asked.
        const bool isOldEnough = std::chrono::steady_clock::now() >= m_startedAt + providerGrace;
        for (const auto& login : m_services->current()->logins()) {
            const bool isKnown = login.snapshot->provider != nullptr;
            const bool isMain = parts.empty();
            parts.push_back({isMain ? "identityProvider" : "identityProvider/" + login.name,
                             isKnown ? "known" : "not reached yet: nobody can sign in",
                             isKnown || !isMain || isOldEnough});
            for (const auto& issuer : bearerIssuersOf(*login.snapshot))
                parts.push_back({"bearerIssuer/" + (isMain ? "" : login.name + "/") + issuer.issuer,
                                 issuer.state ? "known" : "not reached yet: its API clients get 503", true});
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
        if (m_reloader->state() == ConfigReloader::State::Refused)
            parts.push_back({"configuration", "the changed files were refused: see the log", true});
        else if (const auto issuers = m_services->waitingFor(); !issuers.empty())
            parts.push_back({"configuration", "waiting for " + join(issuers, ", "), true});
        return parts;
    }

    telemetry::Metrics::Gauges gauges() const
    {
        telemetry::Metrics::Gauges gauges;
        for (const auto& login : m_services->current()->logins()) {
            const auto& snapshot = *login.snapshot;
            gauges.issuers.push_back(
                {login.name, snapshot.settings->config().provider.issuer, snapshot.provider});
            for (const auto& issuer : bearerIssuersOf(snapshot))
                gauges.issuers.push_back({login.name, issuer.issuer, issuer.state});
        }
        const auto cache = m_process.cache.stats();
        gauges.cache = {cache.hits, cache.misses, cache.evictions, cache.entries, cache.bytes};
        if (m_process.redis) {
            const auto status = m_process.redis->status();
            gauges.store = {status.isReachable, status.stats.commands, status.stats.failures,
                            status.stats.waiting};
        }
        gauges.revocations = m_process.revocations.count();
        gauges.refreshesRunning = m_process.gate.running();
        gauges.connections = connectionCount();
        gauges.grpcCalls = m_grpc ? m_grpc->callCount() : 0;
        gauges.isDraining = m_process.readiness.isDraining;
        gauges.isConfigCurrent = m_reloader->state() == ConfigReloader::State::Current;
        gauges.configLoadedAt = m_reloader->loadedAt();
        gauges.now = m_process.clock.now();
        gauges.revision = MESHSSO_REVISION;
        gauges.hasGrpc = grpcapi::GrpcFrontend::isBuiltIn();
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
            const auto delay = m_services->current()->config().drainDelay;
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
        if (m_grpc)
            m_grpc->close();
        const auto deadline =
            std::chrono::duration_cast<milliseconds>(m_services->current()->config().drainTimeout);
        // A gateway may send a request on an idle connection at the very moment we close it; those that are
        // used within the grace period are told to close instead.
        const auto idleGrace = std::min(deadline / 5, milliseconds(5000));
        m_process.log->write(LogLevel::Info, "server.draining",
                             {{"connections", static_cast<std::int64_t>(connectionCount())},
                              {"deadline_ms", static_cast<std::int64_t>(deadline.count())}});
        for (const auto& worker : m_workers)
            worker->drain(idleGrace);
        m_drainUntil = std::chrono::steady_clock::now() + deadline;
        waitForDrain();
    }

    void waitForDrain()
    {
        const int left = connectionCount();
        // Nobody may be waiting for a refresh, but a provider that takes each refresh token once has given
        // out the next one: if that is not kept, the session ends.
        const int refreshes = m_process.gate.running();
        const bool isDrained = left == 0 && refreshes == 0;
        if (isDrained || std::chrono::steady_clock::now() >= m_drainUntil) {
            if (!isDrained)
                m_process.log->write(LogLevel::Warning, "server.drain_incomplete",
                                     {{"connections", static_cast<std::int64_t>(left)},
                                      {"refreshes", static_cast<std::int64_t>(refreshes)}});
            m_context.stop();
            return;
        }
        m_drainTimer.expires_after(milliseconds(50));
        m_drainTimer.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled)
                waitForDrain();
        });
    }

    const std::chrono::steady_clock::time_point m_startedAt = std::chrono::steady_clock::now();
    std::filesystem::path m_configFile;
    serverconfig::ServerConfig m_config; ///< as the process began: what cannot change while it runs
    Process m_process;
    asio::io_context m_context{1};
    transport::AsioExecutor m_mainExecutor{m_context};
    asio::steady_timer m_drainTimer{m_context};
    std::chrono::steady_clock::time_point m_drainUntil{};
    transport::Listener* m_server = nullptr;
    // The workers' contexts hold what is left of closed connections, which belong to these.
    std::vector<std::unique_ptr<transport::HttpProtocol>> m_http; ///< one a worker
    std::unique_ptr<transport::HttpProtocol> m_metricsHttp;
    std::unique_ptr<grpcapi::GrpcFrontend> m_grpc; ///< null: not asked for
    // Services are used by the workers' threads and belong to their contexts: they go between the two.
    std::vector<std::unique_ptr<transport::Worker>> m_workers;
    transport::Worker m_metricsWorker;
    std::unique_ptr<ServiceSwitch> m_services;
    std::unique_ptr<ConfigReloader> m_reloader;
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
