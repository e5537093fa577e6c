#pragma once

#include "net/CurlExchange.h"

#include <map>
#include <thread>

namespace meshsso::net {

/// The loop behind CurlThread. add() and remove() may be called from any thread; all else happens on its own.
class CurlThread::Private
{
public:
    Private();
    ~Private();
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;

    void add(std::shared_ptr<CurlExchange> exchange);
    void remove(std::shared_ptr<CurlExchange> exchange);
    /// Ends the thread and forgets all exchanges; none completes afterwards.
    void stop();

private:
    struct Command
    {
        std::shared_ptr<CurlExchange> exchange;
        bool isAdd = false;
    };

    void run();
    void execute(Command command);
    void collectFinished();
    std::shared_ptr<CurlExchange> take(CURL* handle);

    CURLM* m_multi = nullptr;
    std::map<CURL*, std::shared_ptr<CurlExchange>> m_active; ///< the curl thread's own
    std::size_t m_maxConnectionsPerHost = 0;

    std::mutex m_mutex;
    std::vector<Command> m_commands;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace meshsso::net
