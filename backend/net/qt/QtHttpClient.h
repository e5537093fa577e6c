#pragma once

#include "core/Error.h"
#include "net/HttpClient.h"
#include "net/HttpClientOptions.h"

#include <memory>
#include <optional>

class QNetworkAccessManager;
class QSslConfiguration;

namespace meshsso::net {

/// HttpClient over QNetworkAccessManager, for the desktop: system proxy settings (never for loopback hosts),
/// no cookies, no cache, no stored credentials. Use and destroy it, and its tasks, on the thread that made
/// it, which needs an event loop. Two header fields of one name arrive as one with the values joined by ", ",
/// as RFC 9110 section 5.3 allows; Set-Cookie fields stay apart. A chunked body that
/// was cut short may pass for a whole one: Qt notices it only sometimes.
class QtHttpClient final : public HttpClient
{
public:
    explicit QtHttpClient(HttpClientOptions options = {});
    ~QtHttpClient() override;

    Task<Result<HttpResponse>> send(HttpRequest request) override;

private:
    HttpClientOptions m_options;
    std::optional<Error> m_error; ///< why no request can be sent, if so
    std::unique_ptr<QSslConfiguration> m_tls;
    std::unique_ptr<QNetworkAccessManager> m_manager;
};

} // namespace meshsso::net
