#pragma once

#include "core/Log.h"
#include "core/Result.h"
#include "core/SecureRandom.h"
#include "engine/LoginRouter.h"
#include "grpc/GrpcLimits.h"

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meshsso::transport {
class Worker;
}

namespace meshsso::grpcapi {

/// Envoy's ext_authz v3 over gRPC, on a port of its own, served by the workers that serve HTTP. Where the
/// build has no gRPC, isBuiltIn() is false and listen() fails with Unsupported.
class GrpcFrontend
{
public:
    virtual ~GrpcFrontend() = default;

    static bool isBuiltIn() noexcept;

    /// Listens, on port 0 on any free port; the context accepts, and hands each connection to one of the
    /// workers. The context outlives the frontend, and the frontend the workers: what is left of their
    /// connections goes with them. Errors: Unsupported, InvalidArgument (address), Conflict (port in use),
    /// IoError.
    static Result<std::unique_ptr<GrpcFrontend>> listen(boost::asio::io_context& context,
                                                        const std::string& address, int port,
                                                        const std::vector<transport::Worker*>& workers,
                                                        const GrpcLimits& limits, SecureRandom& random,
                                                        const Log& log);

    /// From now on that router says whose check it is; called for each worker before it starts, and as often
    /// as the router changes. It outlives what it began: GrpcLimits::answerTimeout at most. Any thread.
    virtual void serve(std::size_t worker, engine::LoginRouter& router) = 0;
    /// Stops accepting; connections go on. On the context's thread.
    virtual void close() = 0;

    virtual std::uint16_t port() const noexcept = 0;
    /// Any thread, as is callCount().
    virtual int connectionCount() const noexcept = 0;
    /// Checks that wait for their answer.
    virtual int callCount() const noexcept = 0;
};

} // namespace meshsso::grpcapi
