#pragma once

#include "grpc/CompletionQueueExecutor.h"
#include "grpc/GrpcFrontend.h"
#include <ext_authz.grpc.pb.h>

#include <atomic>
#include <grpcpp/server_builder.h>
#include <memory>
#include <thread>
#include <vector>

namespace meshsso::grpcapi {

class GrpcCall;

/// Checks come as bytes, so that one that cannot be read is answered like any other that is refused.
using CheckService = envoy::service::auth::v3::Authorization::WithRawMethod_Check<
    envoy::service::auth::v3::Authorization::Service>;

/// One thread with its completion queue, its services and the calls that arrive there.
class GrpcWorker
{
public:
    GrpcWorker(CheckService& service, std::unique_ptr<::grpc::ServerCompletionQueue> queue,
               const GrpcLimits& limits, SecureRandom& random, const Log& log);
    ~GrpcWorker();
    GrpcWorker(const GrpcWorker&) = delete;
    GrpcWorker& operator=(const GrpcWorker&) = delete;

    CompletionQueueExecutor& executor() noexcept { return m_executor; }

    /// Before start().
    void setServices(std::unique_ptr<GrpcServices> services) { m_services = std::move(services); }
    /// Awaits calls; the server has been started.
    void start();
    /// Answers the calls that wait, at once and without a decision. Any thread.
    void dropWaiting();
    /// Ends the thread and waits for it. The server has been shut down, and takes no more calls. The services
    /// go with the worker, when other workers have stopped too: they may share what is under way.
    void stop();
    int callCount() const noexcept { return m_count.load(std::memory_order_relaxed); }

    // For GrpcCall, on the worker's thread.
    CheckService& service() noexcept { return m_service; }
    ::grpc::ServerCompletionQueue& queue() noexcept { return *m_queue; }
    GrpcServices& services() noexcept { return *m_services; }
    const GrpcLimits& limits() const noexcept { return m_limits; }
    SecureRandom& random() noexcept { return m_random; }
    const Log& log() const noexcept { return m_log; }
    /// A call has arrived: another one is awaited.
    void arrived();
    /// An answered call is kept for the next.
    void answered(GrpcCall& call);
    /// There will be no more calls.
    void remove(GrpcCall& call);

private:
    void run();
    void awaitCall();

    CheckService& m_service;
    std::unique_ptr<::grpc::ServerCompletionQueue> m_queue;
    GrpcLimits m_limits;
    SecureRandom& m_random;
    const Log& m_log;
    CompletionQueueExecutor m_executor{*m_queue};
    std::unique_ptr<GrpcServices> m_services;
    std::vector<std::unique_ptr<GrpcCall>> m_calls;
    std::vector<GrpcCall*> m_spare;
    std::atomic<int> m_count{0};
    bool m_isStopped = false;
    std::thread m_thread;
};

} // namespace meshsso::grpcapi
