#include "net/CurlHttpClient.h"

#include "net/CurlThreadPrivate.h"
#include "net/RequestCheck.h"

namespace meshsso::net {
namespace {

class CurlOperation final : public Operation
{
public:
    CurlOperation(std::shared_ptr<CurlThread> thread, std::shared_ptr<CurlExchange> exchange)
        : m_thread(std::move(thread)), m_exchange(std::move(exchange))
    {
    }
    ~CurlOperation() override
    {
        m_exchange->cancel();
        m_thread->d().remove(std::move(m_exchange));
    }

private:
    std::shared_ptr<CurlThread> m_thread;
    std::shared_ptr<CurlExchange> m_exchange;
};

} // namespace

CurlHttpClient::CurlHttpClient(std::shared_ptr<CurlThread> thread, Executor& executor,
                               HttpClientOptions options)
    : m_thread(std::move(thread)), m_executor(executor),
      m_settings(std::make_shared<const Settings>(std::move(options)))
{
}

CurlHttpClient::~CurlHttpClient() = default;

Task<Result<HttpResponse>> CurlHttpClient::send(HttpRequest request)
{
    auto url = checkRequest(request);
    if (!url)
        co_return fail(std::move(url).error());
    if (m_settings->error())
        co_return fail(*m_settings->error());
    const auto thread = m_thread;
    const auto exchange =
        std::make_shared<CurlExchange>(std::move(request), std::move(*url), m_settings, m_executor);
    if (auto prepared = exchange->prepare(); !prepared)
        co_return fail(std::move(prepared).error());
    Completion<Result<HttpResponse>>::Starter starter = [thread, exchange](CurlExchange::Done done) {
        exchange->setDone(std::move(done));
        std::unique_ptr<Operation> operation = std::make_unique<CurlOperation>(thread, exchange);
        thread->d().add(exchange);
        return operation;
    };
    Completion<Result<HttpResponse>> completion(std::move(starter));
    co_return co_await completion;
}

} // namespace meshsso::net
