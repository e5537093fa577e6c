#pragma once

#include "core/FindingList.h"

#include <chrono>
#include <string>
#include <string_view>

namespace meshsso::serverconfig {

/// Collects what checkServerConfig finds; one function of the check a concern.
class CheckReport final : public FindingList
{
public:
    /// An error server.limit-range if the number lies outside, both ends included.
    void range(std::string where, long long value, long long minimum, long long maximum);
    /// The same for a duration, shown in its units.
    void range(std::string where, std::chrono::seconds value, std::chrono::seconds minimum,
               std::chrono::seconds maximum);
};

struct ServerConfig;

// The concerns of checkServerConfig, in the order of the file.
void checkListen(const ServerConfig& config, CheckReport& report);
void checkProvider(const ServerConfig& config, CheckReport& report);
void checkSession(const ServerConfig& config, CheckReport& report);
void checkHeaders(const ServerConfig& config, CheckReport& report);
void checkAccess(const ServerConfig& config, CheckReport& report);
void checkLimits(const ServerConfig& config, CheckReport& report);
void checkPaths(const ServerConfig& config, CheckReport& report);
void checkHosts(const ServerConfig& config, CheckReport& report);

} // namespace meshsso::serverconfig
