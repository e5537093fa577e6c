#include "grpc/GrpcServer.h"

#include "grpc/GrpcCall.h"

#include <absl/synchronization/mutex.h>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <grpc/support/log.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <unistd.h>

namespace meshsso::grpcapi {
namespace {

constexpr int handshakeMillis = 10'000;
/// A gateway that has gone without a word is noticed within their sum.
constexpr int keepaliveMillis = 60'000;
constexpr int keepaliveTimeoutMillis = 20'000;
/// How often a gateway may ping.
constexpr int minPingMillis = 10'000;
constexpr int metadataBytes = 16 * 1024;

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t length = 0;
    std::string text; ///< with the port
};

Result<SocketAddress> parseAddress(const std::string& address, int port)
{
    SocketAddress parsed;
    const auto number = htons(static_cast<std::uint16_t>(port));
    auto* four = reinterpret_cast<sockaddr_in*>(&parsed.storage);
    auto* six = reinterpret_cast<sockaddr_in6*>(&parsed.storage);
    if (::inet_pton(AF_INET, address.c_str(), &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = number;
        parsed.length = sizeof *four;
        parsed.text = address + ":" + std::to_string(port);
    } else if (::inet_pton(AF_INET6, address.c_str(), &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = number;
        parsed.length = sizeof *six;
        parsed.text = "[" + address + "]:" + std::to_string(port);
    } else {
        return meshsso::fail(ErrorCode::InvalidArgument, "not an IP address to listen on", address);
    }
    return parsed;
}

/// Why nobody can listen there: gRPC only says that it cannot.
Error whyNot(const SocketAddress& address)
{

    const int descriptor = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    int error = descriptor < 0 ? errno : 0;
    if (error == 0)
        ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (error == 0 &&
        ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0)
        error = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (error == EADDRINUSE)
        return {ErrorCode::Conflict, "another process listens there already", address.text};
    return {ErrorCode::IoError, "cannot listen: " + std::generic_category().message(error), address.text};
}

void limit(::grpc::ServerBuilder& builder, const GrpcLimits& limits)
{
    builder.SetMaxReceiveMessageSize(static_cast<int>(limits.messageBytes));
    builder.SetResourceQuota(::grpc::ResourceQuota("meshsso").Resize(limits.bufferBytes));
    const std::pair<const char*, int> arguments[] = {
        {GRPC_ARG_MAX_CONCURRENT_STREAMS, limits.streamsPerConnection},
        {GRPC_ARG_MAX_METADATA_SIZE, metadataBytes},
        {GRPC_ARG_MAX_CONNECTION_IDLE_MS, static_cast<int>(limits.idleTimeout.count()) * 1000},
        {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, handshakeMillis},
        {GRPC_ARG_KEEPALIVE_TIME_MS, keepaliveMillis},
        {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, keepaliveTimeoutMillis},
        {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
        {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, minPingMillis},
        // Checks are small; measuring the line for larger windows costs a ping and its answer every few of
        // them.
        {GRPC_ARG_HTTP2_BDP_PROBE, 0},
        // Two servers on one port would share its connections, and nobody would see why.
        {GRPC_ARG_ALLOW_REUSEPORT, 0},
    };
    for (const auto& [name, value] : arguments)
        builder.AddChannelArgument(name, value);
}

} // namespace

bool GrpcFrontend::isBuiltIn() noexcept
{
    return true;
}

Result<std::unique_ptr<GrpcFrontend>> GrpcFrontend::start(const std::string& address, int port, int workers,
                                                          const GrpcLimits& limits,
                                                          const GrpcServicesFactory& makeServices,
                                                          SecureRandom& random, const Log& log)
{
    auto server = std::make_unique<GrpcServer>();
    if (auto listening = server->listen(address, port, workers, limits, makeServices, random, log);
        !listening)
        return meshsso::fail(std::move(listening).error());
    return server;
}

GrpcServer::~GrpcServer()
{
    stop();
}

Result<void> GrpcServer::listen(const std::string& address, int port, int workers, const GrpcLimits& limits,
                                const GrpcServicesFactory& makeServices, SecureRandom& random, const Log& log)
{
    const auto where = parseAddress(address, port);
    if (!where)
        return meshsso::fail(where.error());
    // It would write lines of its own form among ours.
    gpr_set_log_function([](gpr_log_func_args*) {});
    // Debian's Abseil looks for deadlocks in its users' code, at each lock.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    ::grpc::ServerBuilder builder;
    limit(builder, limits);
    int bound = 0;
    builder.AddListeningPort(where->text, ::grpc::InsecureServerCredentials(), &bound);
    builder.RegisterService(&m_service);
    for (int i = 0; i < workers; ++i)
        m_workers.push_back(
            std::make_unique<GrpcWorker>(m_service, builder.AddCompletionQueue(), limits, random, log));
    m_server = builder.BuildAndStart();
    if (!m_server || bound == 0)
        return meshsso::fail(whyNot(*where));
    m_port = static_cast<std::uint16_t>(bound);
    // A gateway may be there already: none is served while the services of others are still being made.
    for (const auto& worker : m_workers)
        worker->setServices(makeServices(worker->executor(), worker->executor()));
    for (const auto& worker : m_workers)
        worker->start();
    return {};
}

int GrpcServer::callCount() const noexcept
{
    int count = 0;
    for (const auto& worker : m_workers)
        count += worker->callCount();
    return count;
}

void GrpcServer::drain(std::chrono::milliseconds deadline)
{
    if (m_drain.joinable())
        return;
    m_drain = std::thread([this, until = std::chrono::system_clock::now() + deadline] {
        m_server->Shutdown(until);
        m_isDrained = true;
    });
}

void GrpcServer::stop()
{
    for (const auto& worker : m_workers)
        worker->dropWaiting();
    if (m_drain.joinable())
        m_drain.join();
    else if (m_server)
        m_server->Shutdown(std::chrono::system_clock::now());
    for (const auto& worker : m_workers)
        worker->stop();
    m_workers.clear();
    m_server.reset();
}

} // namespace meshsso::grpcapi
