#pragma once

#include "engine/HttpReply.h"
#include "engine/WorkerParts.h"

#include <memory>

namespace meshsso::engine {

/// Tells who is signed in, as JSON: 200, 401 for nobody, 503 where it cannot be found out now. Like a check
/// it refreshes what has expired. Bound to the worker's executor.
class Userinfo
{
public:
    /// The parts outlive this.
    explicit Userinfo(WorkerParts& parts) : m_parts(parts) {}

    Task<HttpReply> handle(CheckRequest request, std::shared_ptr<const Snapshot> snapshot);

private:
    Task<Result<SessionKeeper::Current>> find(CheckRequest request, std::shared_ptr<const Snapshot> snapshot);
    Task<HttpReply> refresh(SessionKeeper::Current current, CheckRequest request,
                            std::shared_ptr<const Snapshot> snapshot);

    WorkerParts& m_parts;
};

} // namespace meshsso::engine
