#pragma once

#include "engine/CheckRequest.h"

#include <string_view>
#include <vector>

namespace envoy::service::auth::v3 {
class CheckRequest;
}

namespace meshsso::grpcapi {

/// Reads a gateway's message as a request to decide on. Host, path and method are taken from the attributes,
/// never from a header that a client can write.
class CheckReader
{
public:
    static constexpr int maxHeaders = 1000;

    /// Fills request(), whose views live as long as the message. Returns why it cannot be decided on, or
    /// nothing: a message with a field missing, or with one that no HTTP request could hold, is never let
    /// through.
    std::string_view read(const envoy::service::auth::v3::CheckRequest& message);

    /// Forgets the views: to be called before the message goes.
    void clear();

    engine::CheckRequest& request() noexcept { return m_request; }

private:
    std::string_view addHeader(std::string_view name, std::string_view value);

    engine::CheckRequest m_request;
    std::vector<engine::HeaderView> m_headers;
};

} // namespace meshsso::grpcapi
