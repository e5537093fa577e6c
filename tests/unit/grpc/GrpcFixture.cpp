#include "GrpcFixture.h"

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

GrpcFixture::GrpcFixture(serverconfig::ServerConfig config, grpcapi::GrpcLimits limits, int workers)
    : engine(patient(std::move(config)))
{
    auto started = grpcapi::GrpcFrontend::start(
        "127.0.0.1", 0, workers, limits,
        [this](Executor& executor, engine::Timers& timers) {
            executors.push_back(&executor);
            return std::make_unique<EngineServices>(engine, executor, timers);
        },
        *engine.random, engine.log());
    if (!started)
        qFatal("%s", started.error().toString().c_str());
    frontend = std::move(*started);
    m_channel = connect();
    m_stub = v3::Authorization::NewStub(m_channel);
}

GrpcFixture::~GrpcFixture()
{
    frontend->stop();
}

void GrpcFixture::settle()
{
    for (auto* executor : executors) {
        std::promise<void> reached;
        executor->post([&] { reached.set_value(); });
        reached.get_future().wait();
    }
}

std::shared_ptr<grpc::Channel> GrpcFixture::connect() const
{
    grpc::ChannelArguments arguments;
    // Channels to the same address would share one connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetMaxSendMessageSize(-1);
    return grpc::CreateCustomChannel("ipv4:127.0.0.1:" + std::to_string(frontend->port()),
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
