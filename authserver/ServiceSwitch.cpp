#include "ServiceSwitch.h"

#include "ServerTuning.h"
#include "core/Text.h"

#include <algorithm>

namespace meshsso::authserver {

using boost::asio::steady_timer;

ServiceSwitch::ServiceSwitch(LoadedConfig loaded, Process& process, boost::asio::io_context& context,
                             Executor& executor, std::vector<WorkerPlace> workers)
    : m_process(process), m_context(context), m_executor(executor), m_takeOverTimer(context),
      m_answerTimeout(limitsOf(loaded.logins.front().settings->config()).answerTimeout),
      m_workers(std::move(workers)), m_services(makeServices(std::move(loaded)))
{
}

ServiceSwitch::~ServiceSwitch()
{
    // A refresh under way belongs to one of the services.
    m_process.gate.cancelAll();
}

std::shared_ptr<ServiceSet> ServiceSwitch::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_services;
}

void ServiceSwitch::serveWith(Serve serve)
{
    m_serve = std::move(serve);
    for (std::size_t i = 0; i < m_workers.size(); ++i)
        m_serve(i, m_services->router(i));
}

void ServiceSwitch::start()
{
    m_services->start();
}

void ServiceSwitch::stop()
{
    m_services->stop();
    if (m_next)
        m_next->stop();
}

std::shared_ptr<ServiceSet> ServiceSwitch::makeServices(LoadedConfig loaded)
{
    return std::make_shared<ServiceSet>(std::move(loaded), m_process, m_context, m_executor, m_workers);
}

void ServiceSwitch::change(LoadedConfig next)
{
    auto services = makeServices(std::move(next));
    services->inherit(*m_services);
    if (m_next) {
        // What it has learned since counts, and changes that follow each other closely wait no longer than
        // one.
        services->inherit(*m_next);
        m_next->stop();
    } else {
        m_newLoginsUntil = std::chrono::steady_clock::now() + maxNewLoginWait;
    }
    m_next = std::move(services);
    m_next->start();
    takeOverWhenReady();
    if (m_next)
        m_process.log->write(LogLevel::Warning, "config.waiting",
                             {{"issuers", join(m_waitingFor, " ")},
                              {"why", "the changed configuration signs users in elsewhere, where nobody has "
                                      "answered yet; the former configuration serves until then"}});
}

std::vector<std::string> ServiceSwitch::waitingFor() const
{
    const std::lock_guard lock(m_mutex);
    return m_waitingFor;
}

std::vector<std::string> ServiceSwitch::awaited() const
{
    const auto running = m_services->logins();
    const bool isLongAgo = std::chrono::steady_clock::now() >= m_newLoginsUntil;
    std::vector<std::string> issuers;
    for (const auto& login : m_next->logins()) {
        if (login.snapshot->provider)
            continue;
        const auto before = std::find_if(running.begin(), running.end(),
                                         [&](const auto& other) { return other.name == login.name; });
        const bool isAwaited = before == running.end() ? !isLongAgo : before->snapshot->provider != nullptr;
        if (isAwaited)
            issuers.push_back(login.snapshot->settings->config().provider.issuer);
    }
    return issuers;
}

void ServiceSwitch::takeOverWhenReady()
{
    auto issuers = awaited();
    const bool isReady = issuers.empty();
    {
        const std::lock_guard lock(m_mutex);
        m_waitingFor = std::move(issuers);
    }
    if (isReady) {
        takeOver();
        return;
    }
    m_takeOverTimer.expires_after(std::chrono::milliseconds(100));
    m_takeOverTimer.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled && m_next)
            takeOverWhenReady();
    });
}

void ServiceSwitch::takeOver()
{
    auto former = m_services;
    {
        const std::lock_guard lock(m_mutex);
        m_services = std::exchange(m_next, nullptr);
    }
    former->stop();
    for (std::size_t i = 0; i < m_workers.size(); ++i)
        m_serve(i, m_services->router(i));
    // Nothing is found under the former settings any more: room for the new ones.
    m_process.cache.clear();
    retire(std::move(former));
    if (m_takenOver)
        m_takenOver();
    m_process.log->write(LogLevel::Info, "config.reloaded",
                         {{"issuer", m_services->config().provider.issuer}});
}

void ServiceSwitch::retire(std::shared_ptr<ServiceSet> former)
{
    auto timer = std::make_unique<steady_timer>(m_context);
    auto& waiting = *timer;
    waiting.expires_after(m_answerTimeout + std::chrono::seconds(10));
    waiting.async_wait([this, set = former.get()](boost::system::error_code cancelled) {
        if (cancelled)
            return;
        const auto place = placeOf(set);
        place->begun = m_process.gate.begun();
        releaseWhenUnused(set);
    });
    m_former.push_back({std::move(former), std::move(timer)});
}

std::vector<ServiceSwitch::Former>::iterator ServiceSwitch::placeOf(const ServiceSet* former)
{
    return std::find_if(m_former.begin(), m_former.end(),
                        [&](const Former& entry) { return entry.services.get() == former; });
}

void ServiceSwitch::releaseWhenUnused(ServiceSet* former)
{
    const auto place = placeOf(former);
    // Its requests have been answered, but a refresh that one of them began may take longer.
    if (m_process.gate.running(place->begun) > 0) {
        place->timer->expires_after(std::chrono::seconds(1));
        place->timer->async_wait([this, former](boost::system::error_code cancelled) {
            if (!cancelled)
                releaseWhenUnused(former);
        });
        return;
    }
    for (const auto& worker : m_workers)
        worker.executor.post([services = place->services, i = static_cast<std::size_t>(worker.number)] {
            services->release(i);
        });
    m_former.erase(place);
}

} // namespace meshsso::authserver
