#pragma once

#include "ServiceSet.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace meshsso::authserver {

/// The services in use, and the change to those of another configuration without losing a request: the former
/// set stays until what it began is over, and the new one waits while it would take away logins that work:
/// where a login which knows its identity provider changes to another that has not answered yet. A login that
/// is new is waited for, but not for long. Nothing else waits, so that a path is closed and a secret renewed
/// also while a provider is down. On the context's thread, where nothing else is said.
class ServiceSwitch
{
public:
    /// So long a login that the running configuration does not have may keep a change waiting.
    static constexpr std::chrono::seconds maxNewLoginWait{10};

    /// Has a worker's transports ask that router from now on.
    using Serve = std::function<void(std::size_t worker, engine::LoginRouter& router)>;

    /// The workers and what they run on outlive this.
    ServiceSwitch(LoadedConfig loaded, Process& process, boost::asio::io_context& context, Executor& executor,
                  std::vector<WorkerPlace> workers);
    /// When the workers' threads have ended.
    ~ServiceSwitch();
    ServiceSwitch(const ServiceSwitch&) = delete;
    ServiceSwitch& operator=(const ServiceSwitch&) = delete;

    /// The set in use. Any thread.
    std::shared_ptr<ServiceSet> current() const;

    /// Has the workers serve the set in use, and each one that takes its place.
    void serveWith(Serve serve);
    /// Begins to ask the identity providers.
    void start();
    void stop();
    /// Prepares the set of another configuration in place of one that still waits. It serves at once, or as
    /// soon as nothing that works gets lost.
    void change(LoadedConfig next);
    /// Called each time another set has begun to serve.
    void whenTakenOver(std::function<void()> function) { m_takenOver = std::move(function); }
    /// The issuers that a change is waiting for. Any thread.
    std::vector<std::string> waitingFor() const;

private:
    /// A set that requests still in flight may need.
    struct Former
    {
        std::shared_ptr<ServiceSet> services;
        std::unique_ptr<boost::asio::steady_timer> timer;
        std::uint64_t begun = 0; ///< of all refreshes, those that may be this set's
    };

    std::shared_ptr<ServiceSet> makeServices(LoadedConfig loaded);
    std::vector<std::string> awaited() const;
    void takeOverWhenReady();
    void takeOver();
    void retire(std::shared_ptr<ServiceSet> former);
    std::vector<Former>::iterator placeOf(const ServiceSet* former);
    void releaseWhenUnused(ServiceSet* former);

    Process& m_process;
    boost::asio::io_context& m_context;
    Executor& m_executor;
    boost::asio::steady_timer m_takeOverTimer;
    const std::chrono::seconds m_answerTimeout; ///< of the transports, which take it when the process starts
    std::vector<WorkerPlace> m_workers;
    Serve m_serve;
    std::function<void()> m_takenOver;
    mutable std::mutex m_mutex; ///< guards the next two for other threads; only the context's sets them
    std::shared_ptr<ServiceSet> m_services;
    std::vector<std::string> m_waitingFor;
    std::shared_ptr<ServiceSet> m_next; ///< waits for its identity providers
    std::chrono::steady_clock::time_point m_newLoginsUntil{};
    std::vector<Former> m_former;
};

} // namespace meshsso::authserver
