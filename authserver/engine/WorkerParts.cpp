#include "engine/WorkerParts.h"

namespace meshsso::engine {

WorkerParts::WorkerParts(SharedServices sharedServices, WorkerServices workerServices)
    : shared(sharedServices), worker(std::move(workerServices)), reader(shared.store),
      audit(shared.auditLog ? *shared.auditLog : shared.log, std::string(shared.login),
            reader.current()->settings->config().auditLog),
      engine(shared.finder),
      keys(worker.provider, worker.bearerIssuers, shared.store, worker.executor, shared.clock, shared.log),
      tokens(worker.provider, keys, shared.store, shared.refreshGate.successors(), worker.timers,
             shared.random, shared.clock),
      revoker(shared.revocations, worker.revocations, shared.clock, shared.log),
      keeper(shared.finder, worker.sessions, tokens, shared.refreshGate, revoker, worker.executor,
             worker.timers, shared.random, shared.clock, shared.log)
{
}

} // namespace meshsso::engine
