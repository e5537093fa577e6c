#pragma once

#include "core/Clock.h"
#include "core/Error.h"
#include "net/HttpClient.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace meshsso::net {

/// What is kept of a body for showing; the rest is cut.
inline constexpr std::size_t maxRecordedBodyBytes = std::size_t{64} * 1024;

/// One exchange as it may be shown and kept: every secret in it is masked (see net/Masking.h).
struct RecordedExchange
{
    std::uint64_t id = 0; ///< the same at start and end; counts from 1 within a recorder
    TimePoint started;
    std::string method;
    std::string url;
    std::vector<HttpHeader> requestHeaders;
    std::string requestBody;      ///< UTF-8, masked; its first maxRecordedBodyBytes
    std::size_t requestBytes = 0; ///< of the whole body as sent

    bool isFinished = false; ///< false at the start; the fields below are empty then
    bool isCancelled = false;
    int status = 0; ///< 0: no answer
    std::vector<HttpHeader> responseHeaders;
    std::string responseBody;
    std::size_t responseBytes = 0;
    std::chrono::microseconds elapsed{0};
    std::optional<Error> error;

    std::string curl; ///< the request as a command to copy; see asCurl
};

/// The request as a curl command for a POSIX shell, every value quoted; each secret is a variable to fill in
/// ("$AUTHORIZATION", "$CLIENT_SECRET"), named after its header, field or member. A body over
/// maxRecordedBodyBytes or with control characters is left to a file (--data-binary @body).
std::string asCurl(const HttpRequest& request);
/// The command recorded with the exchange.
std::string asCurl(const RecordedExchange& exchange);

/// An HttpClient that tells an observer about each exchange of another one, at its start and its end, on the
/// executor's thread. A dropped exchange ends as cancelled. The inner client and the clock must outlive it;
/// the observer may outlive both, and must not destroy the client from within.
class RecordingHttpClient final : public HttpClient
{
public:
    using Observer = std::function<void(const RecordedExchange&)>;

    RecordingHttpClient(HttpClient& inner, const Clock& clock, Observer observer);
    /// The same, owning the inner client.
    RecordingHttpClient(std::unique_ptr<HttpClient> inner, const Clock& clock, Observer observer);
    ~RecordingHttpClient() override;

    Task<Result<HttpResponse>> send(HttpRequest request) override;

private:
    std::unique_ptr<HttpClient> m_owned;
    HttpClient& m_inner;
    const Clock& m_clock;
    std::shared_ptr<const Observer> m_observer;
    std::uint64_t m_count = 0;
};

} // namespace meshsso::net
