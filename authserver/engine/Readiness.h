#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace meshsso::engine {

/// What /ready says of the process. Thread-safe once the reporter is set.
class Readiness
{
public:
    struct Part
    {
        std::string name;
        std::string state;   ///< in words
        bool isReady = true; ///< false: the process should get no traffic
    };
    /// Called for each question, on any thread.
    using Reporter = std::function<std::vector<Part>()>;

    /// Before there is traffic.
    void setReporter(Reporter reporter) { m_reporter = std::move(reporter); }
    std::vector<Part> parts() const { return m_reporter ? m_reporter() : std::vector<Part>{}; }

    std::atomic<bool> isDraining{false};

private:
    Reporter m_reporter;
};

} // namespace meshsso::engine
