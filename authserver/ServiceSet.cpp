#include "ServiceSet.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace meshsso::authserver {
namespace {

/// Where an issuer's metadata and keys come from.
using Place = std::tuple<std::string, std::string, bool>;

template<typename Issuer>
Place placeOf(const Issuer& issuer)
{
    return {issuer.issuer, issuer.internalUrl, issuer.allowHttp};
}

} // namespace

Process::Process(std::shared_ptr<SecureRandom> randomSource, LogLevel logLevel, std::size_t cacheBytes)
    : random(std::move(randomSource)), log(Log::toStandardError(clock, logLevel)),
      auditLog(Log::toStandardError(clock, LogLevel::Info)), cache(cacheBytes)
{
}

struct ServiceSet::Login
{
    explicit Login(LoadedLogin loaded)
        : name(std::move(loaded.name)), settings(std::move(loaded.settings)),
          clientSecret(std::move(loaded.clientSecret)), store(settings)
    {
    }

    const serverconfig::ServerConfig& config() const { return settings->config(); }

    std::string name;
    std::shared_ptr<const engine::Settings> settings;
    SecretString clientSecret;
    engine::SnapshotStore store;
};

/// Bound to one worker's thread; the order is that in which its parts depend on each other.
struct ServiceSet::Worker
{
    std::vector<std::unique_ptr<session::IdentityProvider>> providers;
    std::unique_ptr<session::RevocationChannel> revocations;
    std::vector<std::unique_ptr<session::SessionStore>> sessions;
    std::vector<std::unique_ptr<engine::AuthService>> services;
    std::unique_ptr<engine::LoginRouter> router;
};

ServiceSet::ServiceSet(LoadedConfig loaded, Process& process, boost::asio::io_context& context,
                       Executor& executor, const std::vector<WorkerPlace>& workers)
    : m_process(process)
{
    for (auto& login : loaded.logins)
        m_logins.push_back(std::make_unique<Login>(std::move(login)));
    for (const auto& login : m_logins) {
        m_monitors.push_back(std::make_unique<ProviderMonitor>(context, makeProvider(*login, executor),
                                                               login->store, *process.log));
        for (std::size_t i = 0; i < login->config().bearer.issuers.size(); ++i)
            m_monitors.push_back(std::make_unique<ProviderMonitor>(
                context, makeBearerIssuer(*login, i, executor), login->store, *process.log, i));
    }
    for (const auto& place : workers)
        addWorker(place);
}

ServiceSet::~ServiceSet() = default;

std::unique_ptr<session::IdentityProvider>
ServiceSet::connect(session::IdentityProviderOptions options, net::HttpClientOptions http, Executor& executor)
{
    return std::make_unique<session::OidcIdentityProvider>(
        std::make_unique<net::CurlHttpClient>(m_process.curlThread, executor, std::move(http)),
        m_process.clock, std::move(options),
        [&metrics = m_process.metrics](std::chrono::microseconds elapsed, bool succeeded) {
            metrics.countTokenRequest(elapsed, succeeded);
        });
}

std::unique_ptr<session::IdentityProvider> ServiceSet::makeProvider(const Login& login, Executor& executor)
{
    const auto& config = login.config().provider;
    net::HttpClientOptions options;
    options.caFile = config.caFile;
    options.verifyTls = config.verifyTls;
    session::IdentityProviderOptions provider;
    provider.issuer = config.issuer;
    provider.internalUrl = config.internalUrl;
    provider.clientId = config.clientId;
    provider.clientSecret = login.clientSecret;
    provider.allowHttp = config.allowHttp;
    provider.requestTimeout = config.requestTimeout;
    return connect(std::move(provider), std::move(options), executor);
}

std::unique_ptr<session::IdentityProvider> ServiceSet::makeBearerIssuer(const Login& login, std::size_t index,
                                                                        Executor& executor)
{
    const auto& issuer = login.config().bearer.issuers[index];
    net::HttpClientOptions options;
    options.caFile = issuer.caFile;
    session::IdentityProviderOptions provider;
    provider.issuer = issuer.issuer;
    provider.internalUrl = issuer.internalUrl;
    provider.allowHttp = issuer.allowHttp;
    provider.requestTimeout = login.config().provider.requestTimeout;
    return connect(std::move(provider), std::move(options), executor);
}

void ServiceSet::addWorker(const WorkerPlace& place)
{
    auto worker = std::make_unique<Worker>();
    auto* redis = m_process.redis.get();
    if (redis)
        worker->revocations = redis->makeRevocations(place.executor);
    std::vector<engine::LoginRouter::Entry> further;
    for (const auto& login : m_logins) {
        const auto& config = login->config();
        const engine::SharedServices shared{
            login->store,        m_process.finder,        m_process.revocations, m_process.gate,
            m_process.readiness, *m_process.random,       m_process.clock,       *m_process.log,
            login->name,         m_process.auditLog.get()};
        engine::WorkerServices own{*worker->providers.emplace_back(makeProvider(*login, place.executor)),
                                   nullptr,
                                   worker->revocations.get(),
                                   place.executor,
                                   place.timers,
                                   m_process.metrics.shard(login->name, place.number)};
        if (redis && login->settings->isStored())
            own.sessions = worker->sessions
                               .emplace_back(redis->makeSessions(place.executor, config.provider.issuer,
                                                                 config.session.lifetime))
                               .get();
        for (std::size_t i = 0; i < config.bearer.issuers.size(); ++i)
            own.bearerIssuers.push_back(
                worker->providers.emplace_back(makeBearerIssuer(*login, i, place.executor)).get());
        auto& service =
            *worker->services.emplace_back(std::make_unique<engine::AuthService>(shared, std::move(own)));
        if (login != m_logins.front()) {
            const auto& hosts = m_logins.front()->config().logins[worker->services.size() - 2].hosts;
            further.push_back({{hosts, config.pathPrefix, config.endpointPrefix}, service});
        }
    }
    worker->router = std::make_unique<engine::LoginRouter>(*worker->services.front(), std::move(further));
    m_workers.push_back(std::move(worker));
}

void ServiceSet::inherit(const ServiceSet& older)
{
    std::map<Place, std::shared_ptr<const session::ProviderState>> known;
    const auto remember = [&](const auto& issuer, std::shared_ptr<const session::ProviderState> state) {
        if (state)
            known.emplace(placeOf(issuer), std::move(state));
    };
    for (const auto& login : older.m_logins) {
        const auto snapshot = login->store.current();
        remember(login->config().provider, snapshot->provider);
        const auto& issuers = login->config().bearer.issuers;
        for (std::size_t i = 0; i < issuers.size(); ++i)
            remember(issuers[i], snapshot->issuerState(i));
    }
    for (const auto& login : m_logins) {
        if (const auto found = known.find(placeOf(login->config().provider)); found != known.end())
            login->store.setProvider(found->second);
        const auto& issuers = login->config().bearer.issuers;
        for (std::size_t i = 0; i < issuers.size(); ++i) {
            if (const auto found = known.find(placeOf(issuers[i])); found != known.end())
                login->store.setBearerIssuer(i, found->second);
        }
    }
}

void ServiceSet::start()
{
    for (const auto& monitor : m_monitors)
        monitor->start();
}

void ServiceSet::stop()
{
    for (const auto& monitor : m_monitors)
        monitor->stop();
}

engine::LoginRouter& ServiceSet::router(std::size_t worker)
{
    return *m_workers[worker]->router;
}

const serverconfig::ServerConfig& ServiceSet::config() const
{
    return m_logins.front()->config();
}

std::shared_ptr<const engine::Settings> ServiceSet::settings() const
{
    return m_logins.front()->settings;
}

std::vector<ServiceSet::LoginState> ServiceSet::logins() const
{
    std::vector<LoginState> states;
    states.reserve(m_logins.size());
    for (const auto& login : m_logins)
        states.push_back({login->name, login->store.current()});
    return states;
}

void ServiceSet::release(std::size_t worker)
{
    m_workers[worker].reset();
}

} // namespace meshsso::authserver
