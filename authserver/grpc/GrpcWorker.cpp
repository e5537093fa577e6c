#include "grpc/GrpcWorker.h"

#include "grpc/GrpcCall.h"

#include <algorithm>

namespace meshsso::grpcapi {
namespace {

/// Awaited at the same time: what arrives beyond waits a turn.
constexpr int awaitedCalls = 32;

} // namespace

GrpcWorker::GrpcWorker(CheckService& service, std::unique_ptr<::grpc::ServerCompletionQueue> queue,
                       const GrpcLimits& limits, SecureRandom& random, const Log& log)
    : m_service(service), m_queue(std::move(queue)), m_limits(limits), m_random(random), m_log(log)
{
}

GrpcWorker::~GrpcWorker()
{
    stop();
    m_services.reset();
    m_calls.clear();
    m_queue.reset();
}

void GrpcWorker::start()
{
    for (int i = 0; i < awaitedCalls; ++i)
        awaitCall();
    m_thread = std::thread([this] { run(); });
}

void GrpcWorker::run()
{
    void* tag = nullptr;
    bool ok = false;
    while (m_queue->Next(&tag, &ok))
        static_cast<Event*>(tag)->complete(ok);
}

void GrpcWorker::awaitCall()
{
    if (m_spare.empty()) {
        m_calls.push_back(std::make_unique<GrpcCall>(*this));
        m_spare.push_back(m_calls.back().get());
    }
    auto* call = m_spare.back();
    m_spare.pop_back();
    call->await();
}

void GrpcWorker::arrived()
{
    m_count.fetch_add(1, std::memory_order_relaxed);
    awaitCall();
}

void GrpcWorker::answered(GrpcCall& call)
{
    m_count.fetch_sub(1, std::memory_order_relaxed);
    m_spare.push_back(&call);
}

void GrpcWorker::remove(GrpcCall& call)
{
    const auto found = std::find_if(m_calls.begin(), m_calls.end(),
                                    [&](const auto& candidate) { return candidate.get() == &call; });
    std::swap(*found, m_calls.back());
    m_calls.pop_back();
}

void GrpcWorker::dropWaiting()
{
    m_executor.post([this] {
        for (const auto& call : m_calls)
            call->drop();
    });
}

void GrpcWorker::stop()
{
    if (std::exchange(m_isStopped, true))
        return;
    m_executor.close();
    m_queue->Shutdown();
    if (m_thread.joinable())
        m_thread.join();
    else
        run();
}

} // namespace meshsso::grpcapi
