#include "RestartCheck.h"

#include "serverconfig/ServerConfigJson.h"

namespace meshsso::authserver {
namespace {

json::value valueAt(const json::object& config, std::string_view section, std::string_view field)
{
    const auto* part = config.if_contains(section);
    if (!part || field.empty())
        return part ? *part : json::value();
    const auto* object = part->if_object();
    const auto* value = object ? object->if_contains(field) : nullptr;
    return value ? *value : json::value();
}

struct Fixed
{
    std::string_view section;
    std::string_view field; ///< empty: all of the section
    Severity severity;
};

// The user, password and authorities of Redis are for new connections; the rest decides where sessions are.
constexpr Fixed fixedSettings[] = {
    {"listen", "", Severity::Warning},
    {"limits", "", Severity::Warning},
    {"workers", "", Severity::Warning},
    {"logLevel", "", Severity::Warning},
    {"session", "cacheMegabytes", Severity::Warning},
    {"redis", "url", Severity::Error},
    {"redis", "sentinels", Severity::Error},
    {"redis", "cluster", Severity::Error},
    {"redis", "database", Severity::Error},
    {"redis", "keyPrefix", Severity::Error},
    {"redis", "timeout", Severity::Warning},
};

} // namespace

Findings checkChange(const serverconfig::ServerConfig& current, const serverconfig::ServerConfig& next)
{
    const auto before = serverconfig::serverConfigToJson(current);
    const auto after = serverconfig::serverConfigToJson(next);
    Findings findings;
    for (const auto& fixed : fixedSettings) {
        if (valueAt(before, fixed.section, fixed.field) == valueAt(after, fixed.section, fixed.field))
            continue;
        auto where = std::string(fixed.section);
        if (!fixed.field.empty())
            where.append(".").append(fixed.field);
        findings.push_back({"server.needs-restart", fixed.severity, std::move(where),
                            "this has changed, and takes effect only when the server starts",
                            "restart the server (a rolling restart of its Deployment)"});
    }
    return findings;
}

} // namespace meshsso::authserver
