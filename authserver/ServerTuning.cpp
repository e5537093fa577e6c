#include "ServerTuning.h"

#include "UsableCpus.h"

#include <algorithm>

namespace meshsso::authserver {

LogLevel logLevelOf(const serverconfig::ServerConfig& config)
{
    const auto& name = config.logLevel;
    if (name == "debug")
        return LogLevel::Debug;
    if (name == "warning")
        return LogLevel::Warning;
    if (name == "error")
        return LogLevel::Error;
    return LogLevel::Info;
}

int workerCountOf(const serverconfig::ServerConfig& config)
{
    if (config.workers > 0)
        return config.workers;
    return std::min(usableCpus(), 16);
}

transport::HttpLimits limitsOf(const serverconfig::ServerConfig& config)
{
    transport::HttpLimits limits;
    limits.headerBytes = static_cast<std::size_t>(config.limits.headerBytes);
    limits.bodyBytes = static_cast<std::size_t>(config.limits.bodyBytes);
    limits.connections = config.limits.connections;
    limits.headerTimeout = config.limits.headerTimeout;
    limits.idleTimeout = config.limits.idleTimeout;
    // The token endpoint and then the keys may each take their time.
    limits.answerTimeout = config.provider.requestTimeout * 2 + std::chrono::seconds(5);
    return limits;
}

grpcapi::GrpcLimits grpcLimitsOf(const serverconfig::ServerConfig& config)
{
    const auto http = limitsOf(config);
    grpcapi::GrpcLimits limits;
    // The headers come as text and once more as entries of a map.
    limits.messageBytes = http.headerBytes * 2 + http.bodyBytes + std::size_t{64} * 1024;
    limits.connections = http.connections;
    limits.receiveTimeout = http.headerTimeout;
    limits.writeTimeout = http.writeTimeout;
    limits.idleTimeout = http.idleTimeout;
    limits.answerTimeout = http.answerTimeout;
    return limits;
}

std::chrono::seconds longestLifetime(const LoadedConfig& loaded)
{
    std::chrono::seconds longest{0};
    for (const auto& login : loaded.logins)
        longest = std::max(longest, login.settings->config().session.lifetime);
    return longest;
}

} // namespace meshsso::authserver
