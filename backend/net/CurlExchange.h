#pragma once

#include "core/Url.h"
#include "net/CurlSettings.h"

#include <curl/curl.h>
#include <functional>
#include <mutex>
#include <optional>

namespace meshsso::net {

/// One request and its response. Made and cancelled on the executor's thread, driven on the curl thread;
/// whatever happens there, nothing is posted once cancel() has returned.
class CurlExchange : public std::enable_shared_from_this<CurlExchange>
{
public:
    using Done = std::function<void(Result<HttpResponse>)>;

    CurlExchange(HttpRequest request, Url url, std::shared_ptr<const CurlHttpClient::Settings> settings,
                 Executor& executor);
    ~CurlExchange();
    CurlExchange(const CurlExchange&) = delete;
    CurlExchange& operator=(const CurlExchange&) = delete;

    /// Makes the easy handle. Errors: Internal (no memory, an option libcurl does not know).
    Result<void> prepare();
    void setDone(Done done) { m_done = std::move(done); }

    CURL* handle() const { return m_easy; }
    std::size_t maxConnectionsPerHost() const { return m_settings->options().maxConnectionsPerHost; }

    /// On the curl thread, once: frees the handle, turns the outcome into a Result and posts it.
    void finish(CURLcode code);
    /// On the curl thread: frees the handle; no completion.
    void release();
    /// On the executor's thread: no completion from here on.
    void cancel();

private:
    static std::size_t onHeader(const char* data, std::size_t size, std::size_t count, CurlExchange* self);
    static std::size_t onBody(const char* data, std::size_t size, std::size_t count, CurlExchange* self);
    bool addHeader(std::string_view line);
    bool hasBody() const;
    bool prepareMethod();
    bool prepareHeaders();
    bool prepareConnection();
    Error errorFor(CURLcode code) const;
    void deliver();

    HttpRequest m_request;
    Url m_url;
    std::shared_ptr<const CurlHttpClient::Settings> m_settings;
    Executor& m_executor;
    Done m_done;

    CURL* m_easy = nullptr;
    curl_slist* m_headerList = nullptr;
    curl_slist* m_connectTo = nullptr;
    char m_errorText[CURL_ERROR_SIZE] = {};

    HttpResponse m_response;
    std::size_t m_headerBytes = 0;
    bool m_headComplete = false;
    bool m_bodyBegan = false;
    bool m_tooLarge = false;

    std::mutex m_mutex; ///< orders cancel() against finish()
    bool m_cancelled = false;
    std::optional<Result<HttpResponse>> m_result;
};

} // namespace meshsso::net
