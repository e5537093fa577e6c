#pragma once

#include "core/Executor.h"
#include "core/Log.h"
#include "core/Result.h"
#include "core/SecureRandom.h"
#include "engine/AuthService.h"
#include "engine/Telemetry.h"
#include "engine/Timers.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace meshsso::grpcapi {

/// What a gateway's gRPC connection may cost.
struct GrpcLimits
{
    std::size_t messageBytes = 256 * 1024; ///< of one check, its headers and body
    /// Of all connections together; beyond them no new one is taken. Those that an exported Deployment's
    /// memory limit leaves room for: serverconfig::grpcBufferMegabytes.
    std::size_t bufferBytes = std::size_t{64} * 1024 * 1024;
    int streamsPerConnection = 1000; ///< checks at the same time; a gateway then opens another connection
    int waitingCalls = 10'000;       ///< a worker's, for the identity provider or the store
    std::chrono::seconds idleTimeout{300};
    std::chrono::seconds answerTimeout{60}; ///< for an answer that waits, where the gateway names no deadline
};

/// One worker's services, made for its executor and timers and used on its thread alone.
class GrpcServices
{
public:
    virtual ~GrpcServices() = default;
    /// Whose check it is: that of the login configuration it belongs to.
    virtual engine::AuthService& serviceFor(const engine::CheckRequest& check) = 0;
    /// Counts the checks that are refused before any service sees them.
    virtual engine::Telemetry& telemetry() = 0;
};

using GrpcServicesFactory =
    std::function<std::unique_ptr<GrpcServices>(Executor& executor, engine::Timers& timers)>;

/// Envoy's ext_authz v3 over gRPC, on a port and threads of its own. Where the build has no gRPC, isBuiltIn()
/// is false and start() fails with Unsupported.
class GrpcFrontend
{
public:
    virtual ~GrpcFrontend() = default;

    static bool isBuiltIn() noexcept;

    /// Listens, on port 0 on any free port, and serves with so many threads. The factory is called once for
    /// each, before any starts; random and log outlive the frontend. Errors: Unsupported, InvalidArgument
    /// (address), Conflict (port in use), IoError.
    static Result<std::unique_ptr<GrpcFrontend>> start(const std::string& address, int port, int workers,
                                                       const GrpcLimits& limits,
                                                       const GrpcServicesFactory& makeServices,
                                                       SecureRandom& random, const Log& log);

    virtual std::uint16_t port() const noexcept = 0;
    /// Checks being answered. Any thread.
    virtual int callCount() const noexcept = 0;
    /// Stops listening and tells gateways to go elsewhere; checks under way are finished until the deadline.
    /// Returns at once.
    virtual void drain(std::chrono::milliseconds deadline) = 0;
    /// After drain(): every check has been answered and every connection is closed. Any thread.
    virtual bool isDrained() const noexcept = 0;
    /// Ends everything at once, drops what still waits, and destroys the services.
    virtual void stop() = 0;
};

} // namespace meshsso::grpcapi
