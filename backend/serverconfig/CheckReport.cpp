#include "serverconfig/CheckReport.h"

#include "serverconfig/ServerConfigJson.h"

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

} // namespace meshsso::serverconfig
