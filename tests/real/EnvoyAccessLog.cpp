#include "EnvoyAccessLog.h"

#include <stdexcept>

namespace meshsso::test {
namespace {

constexpr std::string_view listener = "                stat_prefix: https\n";

std::string field(const std::string& name, const std::string& value)
{
    return "                          " + name + ": \"" + value + "\"\n";
}

std::string metadata(const std::string& name, const std::string& path)
{
    return field(name, "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:" + path + ")%");
}

} // namespace

std::string withAccessLog(std::string envoyYaml, const std::string& file)
{
    const auto at = envoyYaml.find(listener);
    if (at == std::string::npos)
        throw std::runtime_error("envoy.yaml has no listener https");
    envoyYaml.insert(at + listener.size(),
                     "                access_log:\n"
                     "                  - name: envoy.access_loggers.file\n"
                     "                    typed_config:\n"
                     "                      \"@type\": type.googleapis.com/"
                     "envoy.extensions.access_loggers.file.v3.FileAccessLog\n"
                     "                      path: \"" +
                         file +
                         "\"\n"
                         "                      log_format:\n"
                         "                        json_format:\n" +
                         field("path", "%REQ(:PATH)%") + field("status", "%RESPONSE_CODE%") +
                         metadata("iss", "iss") + metadata("sub", "sub") +
                         metadata("username", "preferred_username") + metadata("email", "email") +
                         metadata("roles", "roles") + metadata("given_name", "claims:given_name"));
    return envoyYaml;
}

} // namespace meshsso::test
