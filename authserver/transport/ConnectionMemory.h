#pragma once

#include "engine/CheckRequest.h"
#include "engine/ResponseWriter.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <vector>

namespace meshsso::transport {

/// What a connection needs while a request is under way and not while it is idle, as most are.
struct ConnectionMemory
{
    boost::beast::flat_buffer input;
    engine::ResponseWriter response;
    std::vector<engine::HeaderView> headers;
};

} // namespace meshsso::transport
