#include "FaultLoad.h"

namespace meshsso::test {

int FaultLoad::Counts::answered(int status) const
{
    const auto found = statuses.find(status);
    return found == statuses.end() ? 0 : found->second;
}

bool FaultLoad::Counts::onlyAnswered(int status) const
{
    return failures.empty() && statuses.size() == 1 && answered(status) > 0;
}

std::string FaultLoad::Counts::describe() const
{
    std::string text = "slowest " + std::to_string(slowest.count()) + " ms";
    for (const auto& [status, count] : statuses)
        text += ", " + std::to_string(count) + " times " + std::to_string(status);
    if (!failures.empty())
        text += ", " + std::to_string(failures.size()) + " failures such as " + failures.front();
    return text;
}

FaultLoad::FaultLoad(const Sandbox& sandbox, const std::vector<Request>& requests,
                     std::chrono::milliseconds pause)
{
    for (const auto& request : requests)
        m_threads.emplace_back([this, &sandbox, request, pause] { send(sandbox, request, pause); });
}

FaultLoad::~FaultLoad()
{
    stop();
}

FaultLoad::Counts FaultLoad::take()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_counts, {});
}

int FaultLoad::answered(int status)
{
    const std::scoped_lock lock(m_mutex);
    return m_counts.answered(status);
}

FaultLoad::Counts FaultLoad::stop()
{
    m_isOver = true;
    for (auto& thread : m_threads) {
        if (thread.joinable())
            thread.join();
    }
    return take();
}

FaultLoad::Request FaultLoad::navigation(const Browser& browser, const std::string& url)
{
    return {url,
            {{"Accept", "text/html"},
             {"Sec-Fetch-Mode", "navigate"},
             {"Sec-Fetch-Dest", "document"},
             {"Cookie", browser.cookieHeader(url)}}};
}

void FaultLoad::send(const Sandbox& sandbox, const Request& request, std::chrono::milliseconds pause)
{
    RunLoop loop;
    net::CurlHttpClient http(sandbox.curl(), loop, sandbox.clientOptions());
    while (!m_isOver) {
        net::HttpRequest next;
        next.url = request.url;
        next.headers = request.headers;
        next.timeout = std::chrono::minutes(1); // how long the gateway may take is for the tests to say
        const auto response = loop.runUntilDone(http.send(std::move(next)));
        {
            const std::scoped_lock lock(m_mutex);
            if (response) {
                ++m_counts.statuses[response->status];
                m_counts.slowest =
                    std::max(m_counts.slowest,
                             std::chrono::duration_cast<std::chrono::milliseconds>(response->elapsed));
            } else {
                m_counts.failures.push_back(response.error().toString());
            }
        }
        std::this_thread::sleep_for(pause);
    }
}

} // namespace meshsso::test
