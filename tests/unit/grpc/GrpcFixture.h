#pragma once

#include "EngineFixture.h"
#include "grpc/GrpcFrontend.h"

#include <ext_authz.grpc.pb.h>
#include <grpcpp/grpcpp.h>

namespace meshsso::test {

namespace v3 = envoy::service::auth::v3;

/// A check as Envoy sends it: header names in lower case, the request line among them.
v3::CheckRequest makeCheck(const std::string& method, const std::string& path, const Headers& headers = {},
                           const std::string& host = EngineFixture::host);

/// The answer's header of that name, or empty; all of them, or whether it is to be removed.
std::string headerToSet(const v3::CheckResponse& response, const std::string& name);
std::vector<std::string> deniedHeaders(const v3::CheckResponse& response, const std::string& name);
bool isRemoved(const v3::CheckResponse& response, const std::string& name);

/// A worker's services: one service of the fixture's engine for every check.
class EngineServices final : public grpcapi::GrpcServices
{
public:
    EngineServices(EngineFixture& engine, Executor& executor, engine::Timers& timers)
        : m_service(engine.makeService(executor, timers)), m_telemetry(engine.telemetry)
    {
    }
    engine::AuthService& serviceFor(const engine::CheckRequest&) override { return *m_service; }
    engine::Telemetry& telemetry() override { return m_telemetry; }

private:
    std::unique_ptr<engine::AuthService> m_service;
    engine::Telemetry& m_telemetry;
};

/// A whole server behind its gRPC port, and a gateway's connection to it.
class GrpcFixture
{
public:
    explicit GrpcFixture(serverconfig::ServerConfig config = EngineFixture::defaultConfig(),
                         grpcapi::GrpcLimits limits = {}, int workers = 1);
    ~GrpcFixture();

    struct Outcome
    {
        grpc::Status status;
        v3::CheckResponse response;
        int http() const { return response.denied_response().status().code(); }
    };
    Outcome check(const v3::CheckRequest& request,
                  std::chrono::milliseconds timeout = std::chrono::seconds(20));
    /// Sends whatever it is as the message.
    Outcome checkBytes(const std::string& bytes, const std::string& method = path);
    /// Returns when the workers have done all that was before: what they wrote may be read then. That an
    /// answer has come says so too, but in gRPC's words, which ThreadSanitizer does not hear.
    void settle();
    /// A new connection.
    std::shared_ptr<grpc::Channel> connect() const;

    static constexpr const char* path = "/envoy.service.auth.v3.Authorization/Check";

    EngineFixture engine;
    std::unique_ptr<grpcapi::GrpcFrontend> frontend;
    std::vector<Executor*> executors; ///< the workers'

private:
    std::shared_ptr<grpc::Channel> m_channel;
    std::unique_ptr<v3::Authorization::Stub> m_stub;
};

} // namespace meshsso::test
