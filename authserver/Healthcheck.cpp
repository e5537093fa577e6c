#include "Application.h"

#include "core/RunLoop.h"
#include "net/CurlHttpClient.h"
#include "serverconfig/PlainPath.h"
#include "serverconfig/ServerConfigFile.h"

#include <iostream>

namespace meshsso::authserver {
namespace {

/// What the file says of where the server listens, whatever else is wrong with it: a server that refused a
/// changed file goes on with the former one, and must not be ended for that. What cannot be read is as if it
/// were not there.
std::string urlOf(const std::filesystem::path& configFile, std::string_view page)
{
    serverconfig::ServerConfig config;
    if (auto read = serverconfig::loadServerConfig(configFile))
        config = std::move(read->config);
    else
        std::cerr << read.error().toString() << ": asking where a server listens by default\n";
    const serverconfig::ServerConfig defaults;
    auto host = config.listen.address;
    if (host.empty() || host == "0.0.0.0")
        host = "127.0.0.1";
    else if (host == "::")
        host = "::1";
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    const bool isPort = config.listen.port > 0 && config.listen.port <= 65535;
    const auto port = isPort ? config.listen.port : defaults.listen.port;
    const auto& prefix =
        serverconfig::isPlainPath(config.endpointPrefix) ? config.endpointPrefix : defaults.endpointPrefix;
    return "http://" + host + ":" + std::to_string(port) + prefix + std::string(page);
}

} // namespace

int runHealthcheck(const std::filesystem::path& configFile, bool ready)
{
    net::HttpRequest request;
    request.url = urlOf(configFile, ready ? "/ready" : "/ping");
    request.timeout = std::chrono::seconds(2);
    RunLoop loop;
    net::CurlHttpClient client(std::make_shared<net::CurlThread>(), loop);
    const auto response = loop.runUntilDone(client.send(std::move(request)));
    if (!response) {
        std::cerr << response.error().toString() << '\n';
        return 1;
    }
    std::cout << response->body << '\n';
    return response->status == 200 ? 0 : 1;
}

} // namespace meshsso::authserver
