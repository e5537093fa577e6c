#pragma once

#include "core/Log.h"
#include "engine/CheckRequest.h"

#include <string>
#include <string_view>

namespace meshsso::engine {

/// Who signed in and out, who was refused, and whose sessions were ended: for those who have to answer for
/// it. Each event is a line of the log, "audit." and its name, and all have the same fields, empty where they
/// do not apply: login (configuration), request_id, trace_id, subject, username, reason, detail, method,
/// host, path, peer and forwarded_for. Thread-safe.
class AuditLog
{
public:
    enum class Event { Login, LoginFailed, Logout, Denied, Revoked };

    struct Entry
    {
        std::string_view subject{};
        std::string_view username{};
        std::string_view reason{}; ///< a word of a closed set
        std::string_view detail{};
    };

    /// log writes at Info; it outlives this.
    AuditLog(const Log& log, std::string login, bool isEnabled)
        : m_log(log), m_login(std::move(login)), m_isEnabled(isEnabled)
    {
    }

    void write(Event event, const CheckRequest& request, const Entry& entry) const;

private:
    const Log& m_log;
    std::string m_login;
    bool m_isEnabled;
};

} // namespace meshsso::engine
