#pragma once

#include "Browser.h"
#include "Sandbox.h"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace meshsso::test {

/// Requests that go on beside a test: one thread for each sends it again and again, and counts the answers.
class FaultLoad
{
public:
    struct Request
    {
        std::string url;
        std::vector<net::HttpHeader> headers;
    };
    struct Counts
    {
        std::map<int, int> statuses;
        std::vector<std::string> failures; ///< no answer at all
        std::chrono::milliseconds slowest{0};

        int answered(int status) const;
        bool onlyAnswered(int status) const;
        std::string describe() const;
    };

    FaultLoad(const Sandbox& sandbox, const std::vector<Request>& requests,
              std::chrono::milliseconds pause = std::chrono::milliseconds(20));
    ~FaultLoad();
    FaultLoad(const FaultLoad&) = delete;
    FaultLoad& operator=(const FaultLoad&) = delete;

    /// Of the time since the start or since the last call.
    Counts take();
    /// How often so far, since then.
    int answered(int status);
    Counts stop();

    /// A browser's navigation with the cookies that it has now; they are not changed by the answers.
    static Request navigation(const Browser& browser, const std::string& url);

private:
    void send(const Sandbox& sandbox, const Request& request, std::chrono::milliseconds pause);

    std::mutex m_mutex;
    Counts m_counts;
    std::atomic<bool> m_isOver{false};
    std::vector<std::thread> m_threads;
};

} // namespace meshsso::test
