#include "ConfigReloader.h"

#include <array>

namespace meshsso::authserver {

void logFindings(const Log& log, std::string_view event, const Findings& findings)
{
    for (const auto& finding : findings)
        log.write(
            finding.severity == Severity::Error ? LogLevel::Error : LogLevel::Warning, event,
            {{"code", finding.code}, {"where", finding.where}, {"why", finding.why}, {"fix", finding.fix}});
}

ConfigReloader::ConfigReloader(boost::asio::io_context& context,
                               const std::vector<std::filesystem::path>& files, Work work, const Log& log,
                               const Clock& clock)
    : m_timer(context), m_watch(files), m_work(std::move(work)), m_log(log), m_clock(clock),
      m_loadedAt(toUnixSeconds(clock.now()))
{
}

void ConfigReloader::lookLater()
{
    m_timer.expires_after(interval);
    m_timer.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled)
            return;
        if (m_watch.hasChanged())
            reload("a file has changed");
        lookLater();
    });
}

void ConfigReloader::reload(std::string_view cause)
{
    m_log.write(LogLevel::Info, "config.reloading", {{"cause", cause}});
    auto loaded = m_work.load();
    // What a refused one names is watched as well: a missing secret may come.
    m_watch.follow(loaded.files);
    if (!loaded.isUsable()) {
        refuse(loaded.findings);
        return;
    }
    const auto warnings = loaded.findings;
    m_state = State::Waiting;
    const auto hindrances = m_work.apply(std::move(loaded));
    if (hasErrors(hindrances)) {
        refuse(hindrances);
        return;
    }
    logFindings(m_log, "config.finding", warnings);
    logFindings(m_log, "config.finding", hindrances);
}

void ConfigReloader::takenOver()
{
    m_loadedAt = toUnixSeconds(m_clock.now());
    // One that still waited when the files were spoiled is not what they hold.
    if (m_state == State::Waiting)
        m_state = State::Current;
}

void ConfigReloader::refuse(const Findings& findings)
{
    m_state = State::Refused; // before anybody reads of it
    logFindings(m_log, "config.refused", findings);
    m_log.write(
        LogLevel::Error, "config.kept",
        {{"why", "the changed configuration cannot be used; the server goes on with the former one, and "
                 "would not start with this"}});
}

} // namespace meshsso::authserver
