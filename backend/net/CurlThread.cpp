#include "net/CurlThreadPrivate.h"

#include <csignal>
#include <cstdlib>

namespace meshsso::net {
namespace {

constexpr int longestPollMs =
    60'000; // curl_multi_poll wakes by itself for sockets, timers and curl_multi_wakeup

void initialiseCurlOnce()
{
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK)
        std::abort(); // no memory, or a broken TLS library
}

} // namespace

CurlThread::Private::Private()
{
    initialiseCurlOnce();
    m_multi = curl_multi_init();
    if (!m_multi)
        std::abort();
    // The thread inherits this mask: signals stay the main thread's business, and a SIGPIPE from a TLS write
    // to a closed connection remains pending here instead of ending the process.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    m_thread = std::thread([this] { run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

CurlThread::Private::~Private()
{
    stop();
    curl_multi_cleanup(m_multi);
}

void CurlThread::Private::add(std::shared_ptr<CurlExchange> exchange)
{
    {
        const std::lock_guard lock(m_mutex);
        m_commands.push_back({std::move(exchange), true});
    }
    curl_multi_wakeup(m_multi);
}

void CurlThread::Private::remove(std::shared_ptr<CurlExchange> exchange)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping)
            return;
        m_commands.push_back({std::move(exchange), false});
    }
    curl_multi_wakeup(m_multi);
}

void CurlThread::Private::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    curl_multi_wakeup(m_multi);
    if (m_thread.joinable())
        m_thread.join();
}

void CurlThread::Private::run()
{
    for (;;) {
        std::vector<Command> commands;
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping)
                break;
            commands.swap(m_commands);
        }
        for (auto& command : commands)
            execute(std::move(command));
        int running = 0;
        curl_multi_perform(m_multi, &running);
        collectFinished();
        curl_multi_poll(m_multi, nullptr, 0, longestPollMs, nullptr);
    }
    for (const auto& [handle, exchange] : m_active) {
        curl_multi_remove_handle(m_multi, handle);
        exchange->release();
    }
    m_active.clear();
    const std::lock_guard lock(m_mutex);
    m_commands.clear();
}

void CurlThread::Private::execute(Command command)
{
    CURL* handle = command.exchange->handle();
    if (!command.isAdd) {
        // No handle: it has finished meanwhile.
        if (handle && take(handle))
            command.exchange->release();
        return;
    }
    if (command.exchange->maxConnectionsPerHost() > m_maxConnectionsPerHost) {
        m_maxConnectionsPerHost = command.exchange->maxConnectionsPerHost();
        curl_multi_setopt(m_multi, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(m_maxConnectionsPerHost));
    }
    if (curl_multi_add_handle(m_multi, handle) != CURLM_OK) {
        command.exchange->finish(CURLE_FAILED_INIT);
        return;
    }
    m_active.emplace(handle, std::move(command.exchange));
}

void CurlThread::Private::collectFinished()
{
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode code = message->data.result; // the message dies with the handle's removal
        if (const auto exchange = take(message->easy_handle))
            exchange->finish(code);
    }
}

std::shared_ptr<CurlExchange> CurlThread::Private::take(CURL* handle)
{
    const auto found = m_active.find(handle);
    if (found == m_active.end())
        return nullptr;
    curl_multi_remove_handle(m_multi, handle);
    auto exchange = std::move(found->second);
    m_active.erase(found);
    return exchange;
}

CurlThread::CurlThread() : m_d(std::make_unique<Private>()) {}

CurlThread::~CurlThread() = default;

} // namespace meshsso::net
