#pragma once

#include "net/HttpClient.h"

#include <functional>
#include <vector>

namespace meshsso::test {

/// An HttpClient that answers from a function, at once, and remembers what was asked.
class FakeHttpClient final : public net::HttpClient
{
public:
    using Handler = std::function<Result<net::HttpResponse>(const net::HttpRequest&)>;

    explicit FakeHttpClient(Handler handler) : m_handler(std::move(handler)) {}

    Task<Result<net::HttpResponse>> send(net::HttpRequest request) override
    {
        m_requests.push_back(request);
        co_return m_handler(request);
    }

    const std::vector<net::HttpRequest>& requests() const { return m_requests; }

private:
    Handler m_handler;
    std::vector<net::HttpRequest> m_requests;
};

/// A response in short.
inline net::HttpResponse httpAnswer(int status, std::string body = {},
                                    std::vector<net::HttpHeader> headers = {})
{
    net::HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    return response;
}

} // namespace meshsso::test
