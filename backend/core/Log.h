#pragma once

#include "core/Clock.h"

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace meshsso {

enum class LogLevel { Debug, Info, Warning, Error };

/// One field of a log line. SecretString has no conversion to it, on purpose.
struct LogField
{
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double, bool> value;
};

/// A JSON-lines log: one object a line with time (RFC 3339, UTC, milliseconds), level, event and the fields,
/// all values escaped, so that nothing logged can forge a line. Thread-safe.
class Log
{
public:
    using Sink = std::function<void(std::string_view line)>;

    /// Writes to standard error through spdlog.
    static std::unique_ptr<Log> toStandardError(const Clock& clock, LogLevel minimum);
    /// Hands each line (without the line feed) to the sink, under a lock.
    static std::unique_ptr<Log> toSink(const Clock& clock, LogLevel minimum, Sink sink);

    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {}) const;
    bool isEnabled(LogLevel level) const noexcept { return level >= m_minimum; }

private:
    Log(const Clock& clock, LogLevel minimum, Sink sink);

    const Clock& m_clock;
    LogLevel m_minimum;
    Sink m_sink;
};

/// "2026-01-31T12:00:00.123Z"
std::string formatRfc3339(TimePoint time);

} // namespace meshsso
