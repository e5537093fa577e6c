#pragma once

#include "core/Result.h"
#include "core/Task.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::net {

struct HttpHeader
{
    std::string name;
    std::string value;
};

/// One outgoing request. Redirects are never followed: whoever asks decides hop by hop.
struct HttpRequest
{
    std::string method = "GET";
    std::string url; ///< absolute http or https
    std::vector<HttpHeader> headers;
    std::string body;
    std::chrono::milliseconds timeout{10'000};    ///< for the whole exchange, 1 ms to 10 min
    std::size_t maxResponseBytes = 1024UL * 1024; ///< body and headers each
};

struct HttpResponse
{
    int status = 0;
    std::vector<HttpHeader> headers; ///< in order, duplicates kept
    std::string body;
    std::chrono::microseconds elapsed{0};

    /// The first header of that name (case ignored), or empty.
    std::string_view header(std::string_view name) const noexcept;
};

/// Sends HTTP requests. An implementation is bound to one Executor and must be used, and its tasks destroyed,
/// on that executor's thread. Dropping the task cancels the exchange.
class HttpClient
{
public:
    virtual ~HttpClient() = default;

    /// The response, whatever its status. Errors: InvalidArgument (URL, header with CR or LF), Unreachable,
    /// Timeout, TlsError, TooLarge, ProtocolError. No error text holds a header, a body or a query.
    virtual Task<Result<HttpResponse>> send(HttpRequest request) = 0;
};

/// application/x-www-form-urlencoded text from name and value pairs.
std::string formEncode(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

/// "Basic " and the base64 of form-encoded id and secret, as RFC 6749 section 2.3.1 has it.
std::string basicAuthorization(std::string_view id, std::string_view secret);

/// The URL without its query, for logs and errors.
std::string urlWithoutQuery(std::string_view url);

} // namespace meshsso::net
