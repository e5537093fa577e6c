#pragma once

#include <string>
#include <utility>

namespace meshsso::grpcapi {

/// How a call ended (gRPC's status codes).
enum class GrpcCode {
    Ok = 0,
    DeadlineExceeded = 4,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
};

/// A call's answer: the message, or why there is none.
struct GrpcAnswer
{
    GrpcCode code;
    std::string text; ///< the message, framed; with another code a sentence

    static GrpcAnswer message(std::string framed) { return {GrpcCode::Ok, std::move(framed)}; }
    static GrpcAnswer failure(GrpcCode code, std::string why) { return {code, std::move(why)}; }
};

} // namespace meshsso::grpcapi
