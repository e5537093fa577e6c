#include "Application.h"

#include "core/RunLoop.h"
#include "net/CurlHttpClient.h"

#include <iostream>

namespace meshsso::authserver {

int runHealthcheck(const serverconfig::ServerConfig& config, bool ready)
{
    auto host = config.listen.address;
    if (host == "0.0.0.0")
        host = "127.0.0.1";
    else if (host == "::")
        host = "::1";
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    net::HttpRequest request;
    request.url = "http://" + host + ":" + std::to_string(config.listen.port) + config.endpointPrefix +
                  (ready ? "/ready" : "/ping");
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
