#pragma once

#include "engine/AuthDecision.h"

#include <cstddef>
#include <string_view>

namespace meshsso::engine {

enum class RefreshResult { Succeeded, Refused, Unavailable };

/// What is counted. Thread-safe; every call is cheap.
class Telemetry
{
public:
    virtual ~Telemetry() = default;
    virtual void checked(DecisionKind kind, DecisionReason reason) = 0;
    virtual void loginStarted() = 0;
    virtual void loginCompleted() = 0;
    /// All values of a session's cookies together, as they are set at a login or after a refresh.
    virtual void sessionCookieSet(std::size_t bytes) = 0;
    /// The reason is an errorCodeName or another word of a closed set.
    virtual void loginFailed(std::string_view reason) = 0;
    virtual void loggedOut() = 0;
    virtual void refreshed(RefreshResult result) = 0;
};

} // namespace meshsso::engine
