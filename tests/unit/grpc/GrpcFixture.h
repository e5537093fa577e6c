#pragma once

#include "EngineFixture.h"
#include "grpc/GrpcFrontend.h"
#include "transport/Worker.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <ext_authz.grpc.pb.h>
#include <grpcpp/grpcpp.h>
#include <thread>

namespace meshsso::test {

namespace v3 = envoy::service::auth::v3;

/// A check as Envoy sends it: header names in lower case, the request line among them.
v3::CheckRequest makeCheck(const std::string& method, const std::string& path, const Headers& headers = {},
                           const std::string& host = EngineFixture::host);

/// The answer's header of that name, or empty; all of them, or whether it is to be removed.
std::string headerToSet(const v3::CheckResponse& response, const std::string& name);
std::vector<std::string> deniedHeaders(const v3::CheckResponse& response, const std::string& name);
bool isRemoved(const v3::CheckResponse& response, const std::string& name);

/// Workers whose checks one service of the engine each decides on, and gRPC's port before them.
class GrpcWorkers
{
public:
    GrpcWorkers(EngineFixture& engine, int count);
    ~GrpcWorkers();
    GrpcWorkers(const GrpcWorkers&) = delete;
    GrpcWorkers& operator=(const GrpcWorkers&) = delete;

    Result<std::unique_ptr<grpcapi::GrpcFrontend>> listen(const std::string& address, int port,
                                                          const grpcapi::GrpcLimits& limits = {});
    /// Has them ask their services, and runs them and the acceptor.
    void start(std::unique_ptr<grpcapi::GrpcFrontend> listening);
    /// Runs it where connections are accepted, and returns when it has.
    void onAcceptor(const std::function<void()>& function);
    void stop();

private:
    EngineFixture& m_engine;
    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work{m_context.get_executor()};

public:
    std::unique_ptr<grpcapi::GrpcFrontend> frontend;
    std::vector<std::unique_ptr<transport::Worker>> workers;

private:
    std::vector<std::unique_ptr<engine::AuthService>> m_services;
    std::vector<std::unique_ptr<engine::LoginRouter>> m_routers;
    std::thread m_thread;
};

/// A whole server behind its gRPC port, and a gateway's connection to it.
class GrpcFixture
{
public:
    explicit GrpcFixture(serverconfig::ServerConfig config = EngineFixture::defaultConfig(),
                         grpcapi::GrpcLimits limits = {}, int workers = 1);

    struct Outcome
    {
        grpc::Status status;
        v3::CheckResponse response;
        int http() const { return response.denied_response().status().code(); }
    };
    Outcome check(const v3::CheckRequest& request,
                  std::chrono::milliseconds timeout = std::chrono::seconds(20));
    /// Those of a session whose token must be refreshed first, at a provider that does not answer yet.
    Headers waitingHeaders();
    /// Sends whatever it is as the message.
    Outcome checkBytes(const std::string& bytes, const std::string& method = path);
    /// Returns when the workers have done all that was before: what they wrote may be read then. That an
    /// answer has come says so too, but in gRPC's words, which ThreadSanitizer does not hear.
    void settle();
    /// A new connection.
    std::shared_ptr<grpc::Channel> connect() const;

    static constexpr const char* path = "/envoy.service.auth.v3.Authorization/Check";

    grpcapi::GrpcFrontend& frontend() { return *m_workers.frontend; }
    Executor& executor() { return m_workers.workers.front()->executor(); }
    /// As the server does at its end.
    void drain(std::chrono::milliseconds idleGrace);
    void stop() { m_workers.stop(); }

    EngineFixture engine;

private:
    GrpcWorkers m_workers;
    std::shared_ptr<grpc::Channel> m_channel;
    std::unique_ptr<v3::Authorization::Stub> m_stub;
};

} // namespace meshsso::test
