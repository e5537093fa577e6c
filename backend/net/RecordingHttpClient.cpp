#include "net/RecordingHttpClient.h"

#include "core/Text.h"
#include "net/Masking.h"

namespace meshsso::net {
namespace {

std::string_view contentTypeOf(const std::vector<HttpHeader>& headers)
{
    for (const auto& header : headers) {
        if (equalsIgnoreCase(header.name, "content-type"))
            return header.value;
    }
    return {};
}

std::vector<HttpHeader> maskedHeaders(const std::vector<HttpHeader>& headers)
{
    std::vector<HttpHeader> out;
    out.reserve(headers.size());
    for (const auto& header : headers)
        out.push_back({header.name, maskedText(splitHeader(header.name, header.value))});
    return out;
}

/// Cut first, so that a large answer costs no more than what is shown of it.
std::string maskedBody(std::string_view contentType, std::string_view body)
{
    auto shown = body.substr(0, maxRecordedBodyBytes);
    // A character that the cut went through is left out.
    for (int i = 0; i < 4 && shown.size() < body.size() && !shown.empty() && !isValidUtf8(shown); ++i)
        shown.remove_suffix(1);
    if (!isValidUtf8(shown))
        return "(not text)";
    return maskedText(splitBody(contentType, shown));
}

/// Tells the observer when the exchange ends, one way or the other.
class Recording
{
public:
    Recording(std::shared_ptr<const RecordingHttpClient::Observer> observer, RecordedExchange exchange)
        : m_observer(std::move(observer)), m_exchange(std::move(exchange)),
          m_started(std::chrono::steady_clock::now())
    {
        tell();
    }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    ~Recording()
    {
        if (m_exchange.isFinished)
            return;
        m_exchange.isCancelled = true;
        end();
        tell();
    }

    void finish(const Result<HttpResponse>& result)
    {
        if (result) {
            m_exchange.status = result->status;
            m_exchange.responseHeaders = maskedHeaders(result->headers);
            m_exchange.responseBytes = result->body.size();
            m_exchange.responseBody = maskedBody(contentTypeOf(result->headers), result->body);
        } else {
            m_exchange.error = result.error();
        }
        end();
        tell();
    }

private:
    void end()
    {
        m_exchange.isFinished = true;
        m_exchange.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now() - m_started);
    }
    void tell() const
    {
        if (*m_observer)
            (*m_observer)(m_exchange);
    }

    std::shared_ptr<const RecordingHttpClient::Observer> m_observer;
    RecordedExchange m_exchange;
    std::chrono::steady_clock::time_point m_started;
};

RecordedExchange begun(const HttpRequest& request, std::uint64_t id, TimePoint now)
{
    RecordedExchange exchange;
    exchange.id = id;
    exchange.started = now;
    exchange.method = request.method;
    exchange.url = maskUrl(request.url);
    exchange.requestHeaders = maskedHeaders(request.headers);
    exchange.requestBytes = request.body.size();
    exchange.requestBody = maskedBody(contentTypeOf(request.headers), request.body);
    exchange.curl = asCurl(request);
    return exchange;
}

} // namespace

RecordingHttpClient::RecordingHttpClient(HttpClient& inner, const Clock& clock, Observer observer)
    : m_inner(inner), m_clock(clock), m_observer(std::make_shared<const Observer>(std::move(observer)))
{
}

RecordingHttpClient::RecordingHttpClient(std::unique_ptr<HttpClient> inner, const Clock& clock,
                                         Observer observer)
    : m_owned(std::move(inner)), m_inner(*m_owned), m_clock(clock),
      m_observer(std::make_shared<const Observer>(std::move(observer)))
{
}

RecordingHttpClient::~RecordingHttpClient() = default;

Task<Result<HttpResponse>> RecordingHttpClient::send(HttpRequest request)
{
    Recording recording(m_observer, begun(request, ++m_count, m_clock.now()));
    auto exchange = m_inner.send(std::move(request));
    auto result = co_await std::move(exchange);
    recording.finish(result);
    co_return result;
}

} // namespace meshsso::net
