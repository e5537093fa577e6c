#include "telemetry/MetricsHandler.h"

#include "engine/HealthReport.h"
#include "engine/Pages.h"

namespace meshsso::telemetry {

MetricsHandler::MetricsHandler(const Metrics& metrics, const engine::Readiness& readiness,
                               std::function<Metrics::Gauges()> gauges)
    : m_metrics(metrics), m_readiness(readiness), m_gauges(std::move(gauges))
{
}

std::optional<Task<bool>> MetricsHandler::handle(const engine::CheckRequest& request,
                                                 engine::ResponseWriter& out)
{
    const auto path = request.path();
    engine::HttpReply reply;
    if (request.method != "GET" && request.method != "HEAD") {
        reply = engine::makeJsonError(405, "method_not_allowed", "Only GET is served here.", {});
        reply.add("allow", "GET, HEAD");
    } else if (path == "/metrics") {
        reply.body = m_metrics.text(m_gauges());
        reply.contentType = "text/plain; version=0.0.4; charset=utf-8";
    } else if (path == "/ping") {
        reply = engine::pingReply();
    } else if (path == "/ready") {
        reply = engine::readyReply(m_readiness);
    } else {
        reply = engine::makeJsonError(404, "not_found", "Here are /metrics, /ping and /ready.", {});
    }
    reply.writeTo(out);
    return std::nullopt;
}

} // namespace meshsso::telemetry
