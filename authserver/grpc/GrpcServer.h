#pragma once

#include "grpc/GrpcFrontend.h"
#include "grpc/GrpcWorker.h"

#include <atomic>
#include <grpcpp/server.h>
#include <memory>
#include <thread>
#include <vector>

namespace meshsso::grpcapi {

/// The listening side: gRPC's server, whose connections are served by workers with one completion queue each.
class GrpcServer final : public GrpcFrontend
{
public:
    GrpcServer() = default;
    ~GrpcServer() override;

    Result<void> listen(const std::string& address, int port, int workers, const GrpcLimits& limits,
                        const GrpcServicesFactory& makeServices, SecureRandom& random, const Log& log);

    std::uint16_t port() const noexcept override { return m_port; }
    int callCount() const noexcept override;
    void drain(std::chrono::milliseconds deadline) override;
    bool isDrained() const noexcept override { return m_isDrained; }
    void stop() override;

private:
    CheckService m_service;
    std::unique_ptr<::grpc::Server> m_server;
    std::vector<std::unique_ptr<GrpcWorker>> m_workers;
    std::thread m_drain;
    std::atomic<bool> m_isDrained{false};
    std::uint16_t m_port = 0;
};

} // namespace meshsso::grpcapi
