// Takes the place of all the rest where the build has no gRPC.
#include "grpc/GrpcFrontend.h"

namespace meshsso::grpcapi {

bool GrpcFrontend::isBuiltIn() noexcept
{
    return false;
}

Result<std::unique_ptr<GrpcFrontend>> GrpcFrontend::listen(boost::asio::io_context&, const std::string&, int,
                                                           const std::vector<transport::Worker*>&,
                                                           const GrpcLimits&, SecureRandom&, const Log&)
{
    return fail(ErrorCode::Unsupported,
                "this build has no gRPC; set listen.grpcPort to -1, or take the image that has it");
}

} // namespace meshsso::grpcapi
