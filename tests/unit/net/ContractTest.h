#pragma once

#include "net/CurlHttpClient.h"
#include "net/qt/QtExecutor.h"
#include "net/qt/QtHttpClient.h"
#include "support/ScriptedHttpServer.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

namespace meshsso {

/// What the contract's tests share: each runs once on libcurl and once on Qt, against a fresh scripted
/// server.
class ContractTest : public QObject
{
    Q_OBJECT

protected:
    std::unique_ptr<net::HttpClient> makeClient(net::HttpClientOptions options = {})
    {
        QFETCH_GLOBAL(bool, isQt);
        if (isQt)
            return std::make_unique<net::QtHttpClient>(std::move(options));
        return std::make_unique<net::CurlHttpClient>(m_thread, m_executor, std::move(options));
    }

    static Result<net::HttpResponse> exchange(net::HttpClient& client, net::HttpRequest request)
    {
        std::optional<Result<net::HttpResponse>> result;
        auto task = client.send(std::move(request));
        task.start([&](Result<net::HttpResponse> r) { result = std::move(r); });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 30'000))
            return fail(ErrorCode::Internal, "the completion never came");
        return std::move(*result);
    }

    Result<net::HttpResponse> get(const std::string& path)
    {
        const auto client = makeClient();
        net::HttpRequest request;
        request.url = m_server->url(path);
        return exchange(*client, std::move(request));
    }

    net::QtExecutor m_executor;
    std::shared_ptr<net::CurlThread> m_thread = std::make_shared<net::CurlThread>();
    std::unique_ptr<test::ScriptedHttpServer> m_server;

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("isQt");
        QTest::newRow("libcurl") << false;
        QTest::newRow("Qt") << true;
    }
    void init() { m_server = std::make_unique<test::ScriptedHttpServer>(); }
    void cleanup() { m_server.reset(); }
};

} // namespace meshsso
