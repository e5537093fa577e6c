#pragma once

#include "engine/CheckService.h"
#include "engine/DecisionRenderer.h"
#include "engine/Endpoints.h"
#include "engine/RequestHandler.h"
#include "engine/WorkerParts.h"

#include <variant>

namespace meshsso::engine {

/// One worker's server for one login configuration: hands each request to the checks or to our own pages.
class AuthService final : public RequestHandler
{
public:
    AuthService(SharedServices shared, WorkerServices worker);

    std::optional<Task<bool>> handle(const CheckRequest& request, ResponseWriter& out) override;

    /// CheckService::decide(), for protocols that render the decision themselves.
    std::variant<AuthDecision, Task<AuthDecision>> decide(const CheckRequest& request)
    {
        return m_checks.decide(request);
    }

    const Settings& settings() { return *m_parts.reader.current()->settings; }
    Telemetry& telemetry() { return m_parts.worker.telemetry; }

private:
    std::optional<Task<bool>> check(const CheckRequest& request, CheckProtocol protocol, ResponseWriter& out);
    Task<bool> checkSlowly(CheckRequest request, CheckProtocol protocol, ResponseWriter& out,
                           Task<AuthDecision> deciding);
    std::optional<Task<bool>> nginxCheck(const CheckRequest& request, ResponseWriter& out);
    HttpReply unknownPath(const CheckRequest& request) const;

    WorkerParts m_parts;
    CheckService m_checks;
    Endpoints m_endpoints;
};

} // namespace meshsso::engine
