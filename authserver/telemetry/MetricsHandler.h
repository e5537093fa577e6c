#pragma once

#include "engine/Readiness.h"
#include "engine/RequestHandler.h"
#include "telemetry/Metrics.h"

#include <functional>

namespace meshsso::telemetry {

/// The metrics port: /metrics, /ping and /ready. It listens apart from the gateway's port, so that neither is
/// reachable through the gateway.
class MetricsHandler final : public engine::RequestHandler
{
public:
    MetricsHandler(const Metrics& metrics, const engine::SnapshotStore& store,
                   const engine::Readiness& readiness, const Clock& clock,
                   std::function<int()> connectionCount);

    std::optional<Task<bool>> handle(const engine::CheckRequest& request,
                                     engine::ResponseWriter& out) override;

private:
    const Metrics& m_metrics;
    const engine::SnapshotStore& m_store;
    const engine::Readiness& m_readiness;
    const Clock& m_clock;
    std::function<int()> m_connectionCount;
};

} // namespace meshsso::telemetry
