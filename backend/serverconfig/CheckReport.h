#pragma once

#include "core/Finding.h"

#include <chrono>
#include <string>
#include <string_view>

namespace meshsso::serverconfig {

/// Collects what checkServerConfig finds; one function of the check a concern.
class CheckReport
{
public:
    void error(std::string code, std::string where, std::string why, std::string fix)
    {
        add(Severity::Error, std::move(code), std::move(where), std::move(why), std::move(fix));
    }
    void warning(std::string code, std::string where, std::string why, std::string fix)
    {
        add(Severity::Warning, std::move(code), std::move(where), std::move(why), std::move(fix));
    }
    /// An error server.limit-range if the number lies outside, both ends included.
    void range(std::string where, long long value, long long minimum, long long maximum);
    /// The same for a duration, shown in its units.
    void range(std::string where, std::chrono::seconds value, std::chrono::seconds minimum,
               std::chrono::seconds maximum);

    Findings take() { return std::move(m_findings); }

private:
    void add(Severity severity, std::string code, std::string where, std::string why, std::string fix)
    {
        m_findings.push_back({std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
    }

    Findings m_findings;
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
