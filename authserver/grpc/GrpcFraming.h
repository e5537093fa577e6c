#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meshsso::grpcapi {

// gRPC over HTTP/2 (PROTOCOL-HTTP2.md of gRPC): what stands between HTTP/2's frames and the messages.

/// Before each message: whether it is compressed, and its length.
inline constexpr std::size_t prefixBytes = 5;

struct MessagePrefix
{
    bool isCompressed = false;
    std::uint32_t length = 0; ///< of the message, without the prefix
};

/// Nothing if there are too few bytes, or the first is neither 0 nor 1.
std::optional<MessagePrefix> readPrefix(std::string_view bytes);

/// Of a message without compression, into prefixBytes bytes.
void writePrefix(std::uint32_t length, char* out);

/// The header grpc-timeout: at most eight digits and a unit, H, M, S, m, u or n; what is less than a
/// millisecond is rounded up. Nothing if it is anything else.
std::optional<std::chrono::milliseconds> readTimeout(std::string_view header);

/// Whether the header content-type names messages in protobuf's binary form.
bool isGrpcContentType(std::string_view header);

/// A sentence as the trailer grpc-message: visible ASCII, the rest percent-encoded.
std::string encodeMessage(std::string_view sentence);

} // namespace meshsso::grpcapi
