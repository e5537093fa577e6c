#pragma once

#include <chrono>
#include <cstddef>

namespace meshsso::transport {

/// What HTTP connections may cost.
struct HttpLimits
{
    std::size_t headerBytes = 65536;
    std::size_t bodyBytes = 65536;
    int connections = 20'000;               ///< of all workers together
    std::chrono::seconds headerTimeout{10}; ///< from a request's first byte to its last
    std::chrono::seconds idleTimeout{300};  ///< between requests
    std::chrono::seconds writeTimeout{30};  ///< for a response that the peer does not read
    std::chrono::seconds answerTimeout{60}; ///< for an answer that waits for the identity provider
};

} // namespace meshsso::transport
