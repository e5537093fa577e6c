#pragma once

#include "ConfigLoader.h"
#include "core/Log.h"
#include "grpc/GrpcFrontend.h"
#include "transport/HttpLimits.h"

namespace meshsso::authserver {

// What the process's parts need to know of its configuration, in their own words.

LogLevel logLevelOf(const serverconfig::ServerConfig& config);
/// As configured, or one a CPU that can be used, 16 at most.
int workerCountOf(const serverconfig::ServerConfig& config);
transport::HttpLimits limitsOf(const serverconfig::ServerConfig& config);
grpcapi::GrpcLimits grpcLimitsOf(const serverconfig::ServerConfig& config);
/// Of a session of any login.
std::chrono::seconds longestLifetime(const LoadedConfig& loaded);

} // namespace meshsso::authserver
