#include "grpc/GrpcServer.h"

namespace meshsso::grpcapi {

bool GrpcFrontend::isBuiltIn() noexcept
{
    return true;
}

Result<std::unique_ptr<GrpcFrontend>> GrpcFrontend::listen(boost::asio::io_context& context,
                                                           const std::string& address, int port,
                                                           const std::vector<transport::Worker*>& workers,
                                                           const GrpcLimits& limits, SecureRandom& random,
                                                           const Log& log)
{
    auto server = std::make_unique<GrpcServer>(context, workers, limits, random, log);
    if (auto listening = server->listen(address, port); !listening)
        return fail(std::move(listening).error());
    return server;
}

GrpcServer::GrpcServer(boost::asio::io_context& context, const std::vector<transport::Worker*>& workers,
                       const GrpcLimits& limits, SecureRandom& random, const Log& log)
    : m_budget(limits.bufferBytes)
{
    std::vector<transport::Protocol*> protocols;
    for (auto* worker : workers) {
        m_protocols.push_back(std::make_unique<GrpcProtocol>(*worker, limits, m_budget, random, log));
        protocols.push_back(m_protocols.back().get());
    }
    m_listener =
        std::make_unique<transport::Listener>(context, limits.connections, std::move(protocols), log);
}

void GrpcServer::serve(std::size_t worker, engine::LoginRouter& router)
{
    m_protocols[worker]->serve(router);
}

int GrpcServer::callCount() const noexcept
{
    int count = 0;
    for (const auto& protocol : m_protocols)
        count += protocol->callCount();
    return count;
}

} // namespace meshsso::grpcapi
