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
    /// gauges is called for each look at the metrics, on the handler's thread.
    MetricsHandler(const Metrics& metrics, const engine::Readiness& readiness,
                   std::function<Metrics::Gauges()> gauges);

    std::optional<Task<bool>> handle(const engine::CheckRequest& request,
                                     engine::ResponseWriter& out) override;

private:
    const Metrics& m_metrics;
    const engine::Readiness& m_readiness;
    std::function<Metrics::Gauges()> m_gauges;
};

} // namespace meshsso::telemetry
