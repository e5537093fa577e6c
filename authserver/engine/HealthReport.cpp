#include "engine/HealthReport.h"

#include "core/Json.h"

namespace meshsso::engine {

HttpReply pingReply()
{
    HttpReply reply;
    reply.body = "ok\n";
    reply.contentType = "text/plain";
    reply.add("cache-control", "no-store");
    return reply;
}

HttpReply readyReply(const Readiness& readiness)
{
    const bool isDraining = readiness.isDraining;
    bool isReady = !isDraining;
    json::object states;
    states["process"] = isDraining ? "draining" : "serving";
    for (const auto& part : readiness.parts()) {
        states[part.name] = part.state;
        isReady = isReady && part.isReady;
    }
    json::object object;
    object["ready"] = isReady;
    object["parts"] = std::move(states);
    HttpReply reply;
    reply.status = isReady ? 200 : 503;
    reply.contentType = "application/json";
    reply.body = json::serialize(object) + "\n";
    reply.add("cache-control", "no-store");
    return reply;
}

} // namespace meshsso::engine
