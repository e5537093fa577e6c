#include "grpc/GrpcProtocol.h"

#include "grpc/GrpcCall.h"
#include "grpc/GrpcConnection.h"
#include "transport/Worker.h"

#include <boost/asio/post.hpp>

namespace meshsso::grpcapi {
namespace {

constexpr std::size_t inputBytes = std::size_t{64} * 1024;
/// What is kept for the next checks: one is enough until checks have to wait.
constexpr std::size_t mostSpareCalls = 16;

} // namespace

GrpcProtocol::GrpcProtocol(transport::Worker& worker, const GrpcLimits& limits, BufferBudget& budget,
                           SecureRandom& random, const Log& log)
    : Protocol(worker), m_limits(limits), m_budget(budget), m_random(random), m_log(log), m_input(inputBytes)
{
}

GrpcProtocol::~GrpcProtocol() = default;

void GrpcProtocol::serve(engine::LoginRouter& router)
{
    boost::asio::post(worker().context(), [this, &router] { m_router = &router; });
}

std::unique_ptr<GrpcCall> GrpcProtocol::lendCall()
{
    if (m_spareCalls.empty())
        return std::make_unique<GrpcCall>(*this);
    auto call = std::move(m_spareCalls.back());
    m_spareCalls.pop_back();
    return call;
}

void GrpcProtocol::giveBack(std::unique_ptr<GrpcCall> call)
{
    call->clear();
    if (m_spareCalls.size() < mostSpareCalls)
        m_spareCalls.push_back(std::move(call));
}

std::shared_ptr<transport::Connection> GrpcProtocol::makeConnection(boost::asio::ip::tcp::socket socket,
                                                                    std::string peerAddress)
{
    auto share = std::make_unique<BufferShare>(m_budget);
    if (share->add(GrpcConnection::idleBytes, m_budget.reserveOfConnections())) {
        m_isFull = false;
        return std::make_shared<GrpcConnection>(*this, std::move(share), std::move(socket),
                                                std::move(peerAddress));
    }
    // Once, until there is room again: whoever is refused comes back at once.
    if (!std::exchange(m_isFull, true))
        m_log.write(LogLevel::Warning, "grpc.connection_refused",
                    {{"gateway", peerAddress},
                     {"error", "the gateways' connections and checks take all the memory that they may"}});
    return nullptr;
}

} // namespace meshsso::grpcapi
