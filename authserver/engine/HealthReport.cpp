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

HttpReply readyReply(const Snapshot& snapshot, const Readiness& readiness)
{
    const bool hasProvider = snapshot.provider != nullptr;
    const bool isDraining = readiness.isDraining;
    json::object parts;
    parts["identityProvider"] = hasProvider ? "known" : "not reached yet";
    parts["process"] = isDraining ? "draining" : "serving";
    json::object object;
    object["ready"] = hasProvider && !isDraining;
    object["parts"] = std::move(parts);
    HttpReply reply;
    reply.status = hasProvider && !isDraining ? 200 : 503;
    reply.contentType = "application/json";
    reply.body = json::serialize(object) + "\n";
    reply.add("cache-control", "no-store");
    return reply;
}

} // namespace meshsso::engine
