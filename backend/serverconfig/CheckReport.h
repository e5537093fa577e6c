#pragma once

#include "core/FindingList.h"
#include "secrets/SecretRef.h"

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
    void range(std::string where, std::chrono::milliseconds value, std::chrono::milliseconds minimum,
               std::chrono::milliseconds maximum);
    /// A finding of another report.
    void append(Finding finding);
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
void checkRedis(const ServerConfig& config, CheckReport& report);
void checkBearer(const ServerConfig& config, CheckReport& report);
void checkPages(const ServerConfig& config, CheckReport& report);
/// known is what was found in the main configuration: a login that inherits it does not repeat it.
void checkLogins(const ServerConfig& config, const Findings& known, CheckReport& report);

// Parts that several concerns ask for.
void checkSecret(const secrets::SecretRef& ref, const std::string& where, CheckReport& report);
void checkIssuerUrl(const std::string& issuer, bool allowHttp, const std::string& where, CheckReport& report);
void checkInternalUrl(const std::string& internalUrl, const std::string& where, CheckReport& report);

} // namespace meshsso::serverconfig
