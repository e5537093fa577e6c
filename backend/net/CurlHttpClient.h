#pragma once

#include "core/Executor.h"
#include "net/HttpClient.h"

#include <memory>
#include <string>
#include <vector>

namespace meshsso::net {

/// Connects to address instead of resolving host:port, as curl --connect-to does. The Host header, SNI and
/// certificate check keep the URL's host.
struct ConnectTo
{
    std::string host;
    std::uint16_t port = 0;
    std::string address;
    std::uint16_t addressPort = 0;
};

struct HttpClientOptions
{
    std::string caFile; ///< PEM, trusted beside the system's authorities; empty: the system's only
    std::string caPem;  ///< the same as text
    bool verifyTls = true; ///< off only where the project says so by name
    std::chrono::milliseconds connectTimeout{5'000};
    std::vector<ConnectTo> connectTo;
    std::string userAgent = "meshsso/" MESHSSO_VERSION;
    std::size_t maxConnectionsPerHost = 16;
};

/// The thread that drives libcurl's multi interface; shared by any number of clients. Destroying it cancels all.
class CurlThread
{
public:
    CurlThread();
    ~CurlThread();
    CurlThread(const CurlThread&) = delete;
    CurlThread& operator=(const CurlThread&) = delete;

    class Private;
    Private& d() { return *m_d; }

private:
    std::unique_ptr<Private> m_d;
};

/// HttpClient over libcurl: system proxy environment, HTTP/1.1 and HTTP/2, kept-alive connections.
class CurlHttpClient final : public HttpClient
{
public:
    CurlHttpClient(std::shared_ptr<CurlThread> thread, Executor& executor, HttpClientOptions options = {});
    ~CurlHttpClient() override;

    Task<Result<HttpResponse>> send(HttpRequest request) override;

private:
    std::shared_ptr<CurlThread> m_thread;
    Executor& m_executor;
    HttpClientOptions m_options;
};

} // namespace meshsso::net
