#pragma once

#include <string>

namespace meshsso::test {

/// Where a server answers checks, and where it says whether it is ready; ports of 127.0.0.1.
struct EnvoyEndpoint
{
    int port = 0;
    int readyPort = 0;
};

/// The gateway's configuration in which that cluster has a second endpoint. Envoy asks both, five times a
/// second, whether they are ready: on one machine what a Service does in a cluster. Throws std::runtime_error
/// if the cluster is not there.
std::string withSecondEndpoint(std::string envoyYaml, const std::string& cluster, const EnvoyEndpoint& first,
                               const EnvoyEndpoint& second);

} // namespace meshsso::test
