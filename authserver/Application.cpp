#include "Application.h"

#include "ProviderMonitor.h"
#include "engine/AuthService.h"
#include "net/CurlHttpClient.h"
#include "session/OidcIdentityProvider.h"
#include "telemetry/Metrics.h"
#include "telemetry/MetricsHandler.h"
#include "transport/HttpServer.h"

#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <thread>

namespace meshsso::authserver {
namespace {

namespace asio = boost::asio;

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

/// Owns the parts in the order in which they depend on each other.
class Server
{
public:
    Server(LoadedConfig loaded, std::shared_ptr<SecureRandom> random)
        : m_config(loaded.settings->config()), m_clientSecret(std::move(loaded.clientSecret)),
          m_random(std::move(random)), m_settings(std::move(loaded.settings)),
          m_log(Log::toStandardError(m_clock, parseLevel(m_config.logLevel))), m_store(m_settings)
    {
    }

    int run(const Findings& warnings)
    {
        for (const auto& finding : warnings)
            m_log->write(LogLevel::Warning, "config.warning",
                         {{"code", finding.code},
                          {"where", finding.where},
                          {"why", finding.why},
                          {"fix", finding.fix}});
        const auto limits = limitsOf(m_config);
        const int count = workerCount(m_config.workers);
        const transport::PeerTrust isTrusted = [settings = m_settings](std::string_view address) {
            return settings->trustedProxies().contains(address);
        };
        const engine::SharedServices shared{m_store,     m_finder,  m_revocations, m_gate,
                                            m_readiness, *m_random, m_clock,       *m_log};
        std::vector<transport::Worker*> workers;
        for (int i = 0; i < count; ++i) {
            auto worker = std::make_unique<transport::Worker>(limits, isTrusted, *m_random);
            auto& telemetry = m_metrics.shard();
            m_providers.push_back(makeProvider(worker->executor()));
            m_services.push_back(std::make_unique<engine::AuthService>(
                shared, engine::WorkerServices{*m_providers.back(), nullptr, nullptr, worker->executor(),
                                               worker->timers(), telemetry}));
            workers.push_back(worker.get());
            m_workers.push_back(std::move(worker));
        }
        transport::HttpServer server(m_context, limits, workers, *m_log);
        m_server = &server;
        transport::Worker metricsWorker(limits, isTrusted, *m_random);
        telemetry::MetricsHandler metricsHandler(m_metrics, m_store, m_readiness, m_clock,
                                                 [&server] { return server.connectionCount(); });
        transport::HttpServer metricsServer(m_context, limits, {&metricsWorker}, *m_log);

        asio::signal_set signals(m_context, SIGTERM, SIGINT);
        if (auto listening = server.listen(m_config.listen.address, m_config.listen.port); !listening)
            return failed(listening.error());
        if (m_config.listen.metricsPort >= 0) {
            if (auto listening =
                    metricsServer.listen(m_config.listen.metricsAddress, m_config.listen.metricsPort);
                !listening)
                return failed(listening.error());
        }
        for (std::size_t i = 0; i < m_workers.size(); ++i)
            m_workers[i]->start(*m_services[i]);
        metricsWorker.start(metricsHandler);
        m_log->write(LogLevel::Info, "server.listening",
                     {{"version", MESHSSO_VERSION},
                      {"address", m_config.listen.address},
                      {"port", static_cast<std::int64_t>(server.port())},
                      {"metrics_port", static_cast<std::int64_t>(metricsServer.port())},
                      {"workers", static_cast<std::int64_t>(count)},
                      {"issuer", m_config.provider.issuer}});

        ProviderMonitor monitor(m_context, makeProvider(m_mainExecutor), m_store, *m_log);
        monitor.start();
        signals.async_wait([this](boost::system::error_code error, int signal) {
            if (!error)
                drain(signal);
        });
        m_context.run();

        monitor.stop();
        metricsServer.close();
        for (const auto& worker : m_workers)
            worker->stop();
        metricsWorker.stop();
        m_gate.cancelAll();
        m_log->write(LogLevel::Info, "server.stopped");
        return 0;
    }

private:
    std::unique_ptr<session::IdentityProvider> makeProvider(Executor& executor)
    {
        net::HttpClientOptions options;
        options.caFile = m_config.provider.caFile;
        options.verifyTls = m_config.provider.verifyTls;
        session::IdentityProviderOptions provider;
        provider.issuer = m_config.provider.issuer;
        provider.internalUrl = m_config.provider.internalUrl;
        provider.clientId = m_config.provider.clientId;
        provider.clientSecret = m_clientSecret;
        provider.allowHttp = m_config.provider.allowHttp;
        provider.requestTimeout = m_config.provider.requestTimeout;
        return std::make_unique<session::OidcIdentityProvider>(
            std::make_unique<net::CurlHttpClient>(m_curlThread, executor, std::move(options)), m_clock,
            std::move(provider), [this](std::chrono::microseconds elapsed, bool succeeded) {
                m_metrics.countTokenRequest(elapsed, succeeded);
            });
    }

    int failed(const Error& error)
    {
        const auto text = error.toString();
        m_log->write(LogLevel::Error, "server.cannot_listen", {{"error", text}});
        return 1;
    }

    void drain(int signal)
    {
        using std::chrono::milliseconds;
        m_readiness.isDraining = true;
        m_server->close();
        const auto deadline = std::chrono::duration_cast<milliseconds>(m_config.drainTimeout);
        // A gateway may send a request on an idle connection at the very moment we close it; those that are
        // used within the grace period are told to close instead.
        const auto idleGrace = std::min(deadline / 5, milliseconds(5000));
        m_log->write(LogLevel::Info, "server.draining",
                     {{"signal", static_cast<std::int64_t>(signal)},
                      {"connections", static_cast<std::int64_t>(m_server->connectionCount())},
                      {"deadline_ms", static_cast<std::int64_t>(deadline.count())}});
        for (const auto& worker : m_workers)
            worker->drain(idleGrace);
        m_drainUntil = std::chrono::steady_clock::now() + deadline;
        waitForDrain();
    }

    void waitForDrain()
    {
        const int left = m_server->connectionCount();
        if (left == 0 || std::chrono::steady_clock::now() >= m_drainUntil) {
            if (left > 0)
                m_log->write(LogLevel::Warning, "server.drain_incomplete",
                             {{"connections", static_cast<std::int64_t>(left)}});
            m_context.stop();
            return;
        }
        m_drainTimer.expires_after(std::chrono::milliseconds(50));
        m_drainTimer.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled)
                waitForDrain();
        });
    }

    const serverconfig::ServerConfig& m_config;
    SecretString m_clientSecret;
    SystemClock m_clock;
    std::shared_ptr<SecureRandom> m_random;
    std::shared_ptr<const engine::Settings> m_settings;
    std::unique_ptr<Log> m_log;
    telemetry::Metrics m_metrics;
    engine::Readiness m_readiness;
    engine::SnapshotStore m_store;
    session::SessionCache m_cache{static_cast<std::size_t>(m_config.session.cacheMegabytes) * 1024 * 1024};
    session::Revocations m_revocations{m_clock};
    engine::SessionFinder m_finder{m_cache, m_revocations};
    engine::RefreshGate m_gate{m_clock};
    asio::io_context m_context{1};
    transport::AsioExecutor m_mainExecutor{m_context};
    asio::steady_timer m_drainTimer{m_context};
    std::chrono::steady_clock::time_point m_drainUntil{};
    transport::HttpServer* m_server = nullptr;
    std::shared_ptr<net::CurlThread> m_curlThread = std::make_shared<net::CurlThread>();
    // Services and providers are used by the workers' threads, so the workers go first.
    std::vector<std::unique_ptr<session::IdentityProvider>> m_providers;
    std::vector<std::unique_ptr<engine::AuthService>> m_services;
    std::vector<std::unique_ptr<transport::Worker>> m_workers;
};

} // namespace

int runServer(LoadedConfig loaded, std::shared_ptr<SecureRandom> random)
{
    // A peer that has gone is an error code, not the end of the process.
    if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return 1;
    const auto warnings = std::move(loaded.findings);
    Server server(std::move(loaded), std::move(random));
    return server.run(warnings);
}

} // namespace meshsso::authserver
