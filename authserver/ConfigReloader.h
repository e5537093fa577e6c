#pragma once

#include "ConfigLoader.h"
#include "FileWatch.h"
#include "core/Clock.h"
#include "core/Log.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>

namespace meshsso::authserver {

/// Loads the configuration anew when its files or those of its secrets have changed, or when told to. What
/// cannot be used is refused, loudly, and changes nothing.
class ConfigReloader
{
public:
    static constexpr std::chrono::milliseconds interval{1000}; ///< between two looks at the files

    struct Work
    {
        std::function<LoadedConfig()> load;
        /// Takes a configuration that can be used, and calls takenOver() once it serves; findings: why the
        /// process cannot change to it as it runs.
        std::function<Findings(LoadedConfig)> apply;
    };

    enum class State {
        Current, ///< the configuration in use is the one in the files
        Waiting, ///< the one in the files is good, and does not serve yet
        Refused, ///< the files hold one that cannot be used
    };

    ConfigReloader(boost::asio::io_context& context, const std::vector<std::filesystem::path>& files,
                   Work work, const Log& log, const Clock& clock);

    // On the context's thread.
    void start() { lookLater(); }
    void stop() { m_timer.cancel(); }
    void reload(std::string_view cause);
    /// What was applied last serves now.
    void takenOver();

    /// Any thread.
    State state() const noexcept { return m_state.load(std::memory_order_relaxed); }
    /// When the configuration in use began to serve. Any thread.
    TimePoint loadedAt() const noexcept
    {
        return fromUnixSeconds(m_loadedAt.load(std::memory_order_relaxed));
    }

private:
    void lookLater();
    void refuse(const Findings& findings);

    boost::asio::steady_timer m_timer;
    FileWatch m_watch;
    Work m_work;
    const Log& m_log;
    const Clock& m_clock;
    std::atomic<State> m_state{State::Current};
    std::atomic<std::int64_t> m_loadedAt;
};

/// Writes a configuration's findings, an event each.
void logFindings(const Log& log, std::string_view event, const Findings& findings);

} // namespace meshsso::authserver
