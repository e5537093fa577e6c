#pragma once

#include "grpc/BufferBudget.h"
#include "grpc/GrpcFrontend.h"
#include "grpc/GrpcProtocol.h"
#include "transport/Listener.h"

#include <memory>
#include <vector>

namespace meshsso::grpcapi {

/// The listening side, and what each worker speaks.
class GrpcServer final : public GrpcFrontend
{
public:
    GrpcServer(boost::asio::io_context& context, const std::vector<transport::Worker*>& workers,
               const GrpcLimits& limits, SecureRandom& random, const Log& log);

    Result<void> listen(const std::string& address, int port) { return m_listener->listen(address, port); }

    void serve(std::size_t worker, engine::LoginRouter& router) override;
    void close() override { m_listener->close(); }
    std::uint16_t port() const noexcept override { return m_listener->port(); }
    int connectionCount() const noexcept override { return m_listener->connectionCount(); }
    int callCount() const noexcept override;

private:
    BufferBudget m_budget;
    std::vector<std::unique_ptr<GrpcProtocol>> m_protocols;
    std::unique_ptr<transport::Listener> m_listener;
};

} // namespace meshsso::grpcapi
