#pragma once

#include "core/Log.h"
#include "engine/AuditLog.h"
#include "engine/AuthEngine.h"
#include "engine/KeyFetcher.h"
#include "engine/Readiness.h"
#include "engine/RefreshGate.h"
#include "engine/Revoker.h"
#include "engine/SessionKeeper.h"
#include "engine/Telemetry.h"
#include "engine/TokenService.h"
#include "session/Revocations.h"

#include <string_view>
#include <vector>

namespace meshsso::engine {

/// What all workers share.
struct SharedServices
{
    SnapshotStore& store;
    const SessionFinder& finder;
    session::Revocations& revocations;
    RefreshGate& refreshGate;
    Readiness& readiness;
    SecureRandom& random;
    const Clock& clock;
    const Log& log;
    std::string_view login = "main"; ///< the configuration's name, for the audit log
    const Log* auditLog = nullptr;   ///< null: log
};

/// What belongs to one worker, bound to its executor.
struct WorkerServices
{
    session::IdentityProvider& provider;
    session::SessionStore* sessions;         ///< null: sessions are kept in cookies
    session::RevocationChannel* revocations; ///< null: there are no other replicas to tell
    Executor& executor;
    Timers& timers;
    Telemetry& telemetry;
    std::vector<session::IdentityProvider*> bearerIssuers{}; ///< of config().bearer.issuers, index by index
};

/// What a worker's checks and pages of one login configuration stand on, in the order in which it depends on
/// each other. Bound to the worker's executor.
struct WorkerParts
{
    WorkerParts(SharedServices sharedServices, WorkerServices workerServices);
    WorkerParts(const WorkerParts&) = delete;
    WorkerParts& operator=(const WorkerParts&) = delete;

    SharedServices shared;
    WorkerServices worker;
    SnapshotReader reader;
    AuditLog audit;
    AuthEngine engine;
    KeyFetcher keys;
    TokenService tokens;
    Revoker revoker;
    SessionKeeper keeper;
};

} // namespace meshsso::engine
