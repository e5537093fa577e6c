#include "core/Log.h"

#include "core/Text.h"

#include <boost/json.hpp>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace meshsso {
namespace {

std::string_view levelName(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        return "error";
    }
    return "error";
}

} // namespace

Log::Log(const Clock& clock, LogLevel minimum, Sink sink)
    : m_clock(clock), m_minimum(minimum), m_sink(std::move(sink))
{
}

std::unique_ptr<Log> Log::toStandardError(const Clock& clock, LogLevel minimum)
{
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_pattern("%v");
    auto logger = std::make_shared<spdlog::logger>("meshsso", std::move(sink));
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);
    return std::unique_ptr<Log>(new Log(clock, minimum, [logger](std::string_view line) {
        logger->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
    }));
}

std::unique_ptr<Log> Log::toSink(const Clock& clock, LogLevel minimum, Sink sink)
{
    auto mutex = std::make_shared<std::mutex>();
    return std::unique_ptr<Log>(
        new Log(clock, minimum, [mutex, sink = std::move(sink)](std::string_view line) {
            const std::lock_guard lock(*mutex);
            sink(line);
        }));
}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const
{
    if (!isEnabled(level))
        return;
    boost::json::object line;
    line["time"] = formatRfc3339(m_clock.now());
    line["level"] = levelName(level);
    line["event"] = event;
    for (const auto& field : fields)
        std::visit([&](const auto& value) { line[field.name] = value; }, field.value);
    const auto text = boost::json::serialize(line);
    // A client writes some of the values, and a strict reader would drop the whole line for one bad byte.
    m_sink(isValidUtf8(text) ? text : toValidUtf8(text));
}

std::string formatRfc3339(TimePoint time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(time - seconds).count();
    const std::time_t t = std::chrono::system_clock::to_time_t(seconds);
    std::tm utc{};
    ::gmtime_r(&t, &utc);
    char buffer[40];
    const auto length = std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%S", &utc);
    return std::string(buffer, length) + "." + std::to_string(1000 + millis).substr(1) + "Z";
}

} // namespace meshsso
