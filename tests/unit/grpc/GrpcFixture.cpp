#include "GrpcFixture.h"

#include <boost/asio/post.hpp>
#include <future>
#include <grpcpp/generic/generic_stub.h>

namespace meshsso::test {
namespace {

/// A check that waits is answered for its test's reasons only, whatever else the machine does.
serverconfig::ServerConfig patient(serverconfig::ServerConfig config)
{
    config.checkTimeout = std::chrono::seconds(20);
    return config;
}

} // namespace

v3::CheckRequest makeCheck(const std::string& method, const std::string& path, const Headers& headers,
                           const std::string& host)
{
    v3::CheckRequest check;
    auto& attributes = *check.mutable_attributes();
    attributes.mutable_source()->mutable_address()->mutable_socket_address()->set_address("203.0.113.9");
    auto& http = *attributes.mutable_request()->mutable_http();
    http.set_id("6132407382463523");
    http.set_method(method);
    http.set_path(path);
    http.set_host(host);
    http.set_scheme("https");
    const auto add = [&](const std::string& name, const std::string& value) {
        auto& entry = *http.add_headers();
        entry.set_key(name);
        entry.set_value(value);
    };
    add(":authority", host);
    add(":method", method);
    add(":path", path);
    add(":scheme", "https");
    for (const auto& [name, value] : headers)
        add(toLowerAscii(name), value);
    return check;
}

std::string headerToSet(const v3::CheckResponse& response, const std::string& name)
{
    for (const auto& option : response.ok_response().headers()) {
        if (option.header().key() == name)
            return option.header().value();
    }
    return {};
}

std::vector<std::string> deniedHeaders(const v3::CheckResponse& response, const std::string& name)
{
    std::vector<std::string> values;
    for (const auto& option : response.denied_response().headers()) {
        if (option.header().key() == name)
            values.push_back(option.header().value());
    }
    return values;
}

bool isRemoved(const v3::CheckResponse& response, const std::string& name)
{
    const auto& names = response.ok_response().headers_to_remove();
    return std::find(names.begin(), names.end(), name) != names.end();
}

GrpcWorkers::GrpcWorkers(EngineFixture& engine, int count) : m_engine(engine)
{
    for (int i = 0; i < count; ++i) {
        auto& worker = *workers.emplace_back(std::make_unique<transport::Worker>());
        auto& service = *m_services.emplace_back(m_engine.makeService(worker.executor(), worker.timers()));
        m_routers.push_back(
            std::make_unique<engine::LoginRouter>(service, std::vector<engine::LoginRouter::Entry>{}));
    }
}

GrpcWorkers::~GrpcWorkers()
{
    stop();
}

Result<std::unique_ptr<grpcapi::GrpcFrontend>> GrpcWorkers::listen(const std::string& address, int port,
                                                                   const grpcapi::GrpcLimits& limits)
{
    std::vector<transport::Worker*> pointers;
    for (const auto& worker : workers)
        pointers.push_back(worker.get());
    return grpcapi::GrpcFrontend::listen(m_context, address, port, pointers, limits, *m_engine.random,
                                         m_engine.log());
}

void GrpcWorkers::start(std::unique_ptr<grpcapi::GrpcFrontend> listening)
{
    frontend = std::move(listening);
    for (std::size_t i = 0; i < workers.size(); ++i) {
        frontend->serve(i, *m_routers[i]);
        workers[i]->start();
    }
    m_thread = std::thread([this] { m_context.run(); });
}

void GrpcWorkers::onAcceptor(const std::function<void()>& function)
{
    std::promise<void> done;
    boost::asio::post(m_context, [&] {
        function();
        done.set_value();
    });
    done.get_future().wait();
}

void GrpcWorkers::stop()
{
    m_context.stop();
    if (m_thread.joinable())
        m_thread.join();
    for (const auto& worker : workers)
        worker->stop();
}

GrpcFixture::GrpcFixture(serverconfig::ServerConfig config, grpcapi::GrpcLimits limits, int workers)
    : engine(patient(std::move(config))), m_workers(engine, workers)
{
    auto listening = m_workers.listen("127.0.0.1", 0, limits);
    if (!listening)
        qFatal("%s", listening.error().toString().c_str());
    m_workers.start(std::move(*listening));
    m_channel = connect();
    m_stub = v3::Authorization::NewStub(m_channel);
}

void GrpcFixture::drain(std::chrono::milliseconds idleGrace)
{
    m_workers.onAcceptor([this] { frontend().close(); });
    for (const auto& worker : m_workers.workers)
        worker->drain(idleGrace);
}

void GrpcFixture::settle()
{
    for (const auto& worker : m_workers.workers) {
        std::promise<void> reached;
        worker->executor().post([&] { reached.set_value(); });
        reached.get_future().wait();
    }
}

std::shared_ptr<grpc::Channel> GrpcFixture::connect() const
{
    grpc::ChannelArguments arguments;
    // Channels to the same address would share one connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetMaxSendMessageSize(-1);
    return grpc::CreateCustomChannel("ipv4:127.0.0.1:" + std::to_string(m_workers.frontend->port()),
                                     grpc::InsecureChannelCredentials(), arguments);
}

GrpcFixture::Outcome GrpcFixture::check(const v3::CheckRequest& request, std::chrono::milliseconds timeout)
{
    Outcome outcome;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + timeout);
    outcome.status = m_stub->Check(&context, request, &outcome.response);
    return outcome;
}

Headers GrpcFixture::waitingHeaders()
{
    Browser browser(engine);
    browser.signIn();
    engine.clock.advance(std::chrono::seconds(301));
    engine.provider.holdRefreshes = true;
    return {{"cookie", browser.cookieHeader()}};
}

GrpcFixture::Outcome GrpcFixture::checkBytes(const std::string& bytes, const std::string& method)
{
    Outcome outcome;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    grpc::CompletionQueue queue;
    grpc::GenericStub stub(m_channel);
    const auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
    call->StartCall();
    call->Finish(&response, &outcome.status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    if (outcome.status.ok() &&
        !grpc::SerializationTraits<v3::CheckResponse>::Deserialize(&response, &outcome.response).ok())
        qFatal("the answer cannot be read");
    return outcome;
}

} // namespace meshsso::test
