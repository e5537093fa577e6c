#include "EnvoyReplicas.h"

#include <stdexcept>

namespace meshsso::test {
namespace {

std::string healthCheck(int port)
{
    return "                  health_check_config:\n"
           "                    port_value: " +
           std::to_string(port) + "\n";
}

std::string endpoint(const EnvoyEndpoint& server)
{
    return "              - endpoint:\n" + healthCheck(server.readyPort) +
           "                  address:\n"
           "                    socket_address:\n"
           "                      address: \"127.0.0.1\"\n"
           "                      port_value: " +
           std::to_string(server.port) + "\n";
}

/// Envoy would take in a second change within a second late; a cluster's endpoints come and go at once. Who
/// is slow to answer is not taken out: were nobody left, Envoy would ask all, also those that have ended.
constexpr const char* healthChecks = "      common_lb_config:\n"
                                     "        update_merge_window: 0s\n"
                                     "      health_checks:\n"
                                     "        - timeout: 10s\n"
                                     "          interval: 0.2s\n"
                                     "          no_traffic_interval: 0.2s\n"
                                     "          unhealthy_threshold: 1\n"
                                     "          healthy_threshold: 1\n"
                                     "          http_health_check:\n"
                                     "            path: /ready\n";

std::size_t after(const std::string& text, const std::string& what, std::size_t from)
{
    const auto at = text.find(what, from);
    if (at == std::string::npos)
        throw std::runtime_error("envoy.yaml has no " + what);
    return at + what.size();
}

} // namespace

std::string withSecondEndpoint(std::string envoyYaml, const std::string& cluster, const EnvoyEndpoint& first,
                               const EnvoyEndpoint& second)
{
    const auto named = after(envoyYaml, "    - name: " + cluster + "\n", envoyYaml.find("  clusters:\n"));
    envoyYaml.insert(named, healthChecks);
    const auto listed = after(envoyYaml, "lb_endpoints:\n", named);
    envoyYaml.insert(after(envoyYaml, "- endpoint:\n", listed), healthCheck(first.readyPort));
    envoyYaml.insert(listed, endpoint(second));
    return envoyYaml;
}

} // namespace meshsso::test
