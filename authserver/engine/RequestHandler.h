#pragma once

#include "core/Task.h"
#include "engine/CheckRequest.h"
#include "engine/HttpReply.h"
#include "engine/ResponseWriter.h"

#include <optional>

namespace meshsso::engine {

/// What a transport calls for each request, on the handler's thread.
class RequestHandler
{
public:
    virtual ~RequestHandler() = default;

    /// Writes the response and returns nothing; or returns a task that has not been started and writes it
    /// when it is done. What the request views and the writer must outlive the task.
    virtual std::optional<Task<bool>> handle(const CheckRequest& request, ResponseWriter& out) = 0;
};

/// Answers at once: what handle() returns then.
inline std::optional<Task<bool>> answerWith(const HttpReply& reply, ResponseWriter& out)
{
    reply.writeTo(out);
    return std::nullopt;
}

} // namespace meshsso::engine
