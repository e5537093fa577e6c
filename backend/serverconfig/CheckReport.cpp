#include "serverconfig/CheckReport.h"

#include "serverconfig/ServerConfigJson.h"
#include "yaml/Duration.h"

namespace meshsso::serverconfig {

void CheckReport::range(std::string where, long long value, long long minimum, long long maximum)
{
    if (value >= minimum && value <= maximum)
        return;
    error("server.limit-range", std::move(where), std::to_string(value) + " is out of range",
          "choose a number from " + std::to_string(minimum) + " to " + std::to_string(maximum));
}

void CheckReport::range(std::string where, std::chrono::seconds value, std::chrono::seconds minimum,
                        std::chrono::seconds maximum)
{
    if (value >= minimum && value <= maximum)
        return;
    error("server.limit-range", std::move(where), durationText(value) + " is out of range",
          "choose a duration from " + durationText(minimum) + " to " + durationText(maximum));
}

void CheckReport::range(std::string where, std::chrono::milliseconds value, std::chrono::milliseconds minimum,
                        std::chrono::milliseconds maximum)
{
    if (value >= minimum && value <= maximum)
        return;
    error("server.limit-range", std::move(where), yaml::formatDuration(value) + " is out of range",
          "choose a duration from " + yaml::formatDuration(minimum) + " to " + yaml::formatDuration(maximum));
}

void CheckReport::append(Finding finding)
{
    auto& [code, severity, where, why, fix] = finding;
    if (severity == Severity::Error)
        error(std::move(code), std::move(where), std::move(why), std::move(fix));
    else if (severity == Severity::Warning)
        warning(std::move(code), std::move(where), std::move(why), std::move(fix));
    else
        info(std::move(code), std::move(where), std::move(why), std::move(fix));
}

} // namespace meshsso::serverconfig
