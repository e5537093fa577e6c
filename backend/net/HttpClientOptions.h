#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace meshsso::net {

/// Connects to address instead of resolving host:port, as curl --connect-to does. The Host header, SNI and
/// certificate check keep the URL's host. No proxy is used for it.
struct ConnectTo
{
    std::string host;
    std::uint16_t port = 0;
    std::string address;
    std::uint16_t addressPort = 0;
};

/// What all requests of one HttpClient share.
struct HttpClientOptions
{
    std::string caFile;     ///< PEM, trusted beside the system's authorities; empty: the system's only
    std::string caPem;      ///< the same as text
    bool verifyTls = true;  ///< off only where the project says so by name
    bool allowHttp2 = true; ///< where the peer offers it in TLS; off, and with a body from libcurl: HTTP/1.1
    std::chrono::milliseconds connectTimeout{5'000};
    std::vector<ConnectTo> connectTo;
    std::string userAgent = "meshsso/" MESHSSO_VERSION;
    std::size_t maxConnectionsPerHost = 64; ///< of clients that share a CurlThread the largest counts
};

} // namespace meshsso::net
