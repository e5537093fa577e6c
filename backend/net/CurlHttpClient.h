#pragma once

#include "core/Executor.h"
#include "net/HttpClient.h"
#include "net/HttpClientOptions.h"

#include <memory>

namespace meshsso::net {

/// The thread that drives libcurl's multi interface; shared by any number of clients. It ends when the last
/// client and the last exchange under way have gone.
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

/// HttpClient over libcurl: system proxy environment (never for loopback hosts), HTTP/1.1 and HTTP/2,
/// kept-alive connections, TLS 1.2 or later. caFile and caPem are read once, at construction; a file that
/// cannot be read makes each send fail with IoError. They add to the system's authorities, which libcurl
/// finds where it was built to look.
class CurlHttpClient final : public HttpClient
{
public:
    CurlHttpClient(std::shared_ptr<CurlThread> thread, Executor& executor, HttpClientOptions options = {});
    ~CurlHttpClient() override;

    Task<Result<HttpResponse>> send(HttpRequest request) override;

    class Settings;

private:
    std::shared_ptr<CurlThread> m_thread;
    Executor& m_executor;
    std::shared_ptr<const Settings> m_settings;
};

} // namespace meshsso::net
